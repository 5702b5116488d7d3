//! Operators manage operators.

use tasuki_server::Role;

use super::super::town;
use super::{add, operator, page, says};

#[tokio::test]
async fn secrets_of_a_new_operator_are_shown_once() {
    let (_folder, town, _) = town().await;
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    page(&mut admin, "/operators/new").await;
    let reply = admin
        .post("/operators/new", &[("name", "名前"), ("role", "office")])
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["名前に使えない文字があります。"]);
    let typed = [("name", "hanako"), ("role", "operator_clerk")];
    let reply = admin.post("/operators/new", &typed).await.unwrap();
    says(
        &reply.text(),
        &["otpauth://totp/Tasuki:hanako", "パスワード"],
    );
    let shown = page(&mut admin, "/operators/hanako").await;
    assert!(!shown.contains("otpauth"), "{shown}");
    let reply = admin.post("/operators/hanako/key", &[]).await.unwrap();
    says(&reply.text(), &["otpauth://totp/Tasuki:hanako"]);
}

#[tokio::test]
async fn the_last_administrator_stays_and_a_disabled_operator_is_out() {
    let (_folder, town, _) = town().await;
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    let mut viewer = operator(&town, Role::OperatorViewer).await;
    page(&mut admin, "/operators/admin").await;
    for (path, field) in [
        ("/operators/admin/active", ("active", "no")),
        ("/operators/admin/role", ("role", "operator_clerk")),
    ] {
        let reply = admin.post(path, &[field]).await.unwrap();
        assert_eq!(reply.status, 422);
        says(&reply.text(), &["最後の運用管理者のため"]);
    }
    let reply = admin
        .post("/operators/viewer/active", &[("active", "no")])
        .await
        .unwrap();
    assert_eq!(reply.location, "/operators/viewer?done=disabled");
    assert_eq!(viewer.get("/").await.unwrap().location, "/login");
    add(&town, "second", Role::OperatorAdmin).await;
    let reply = admin
        .post("/operators/admin/role", &[("role", "operator_clerk")])
        .await
        .unwrap();
    assert_eq!(reply.status, 303);
}
