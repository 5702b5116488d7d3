//! Operators manage operators.

use std::sync::Arc;

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_server::{OperatorKey, Role, Site};
use tasuki_testing::{SetClock, Surfer, Town, TownPlan};

use super::super::town;
use super::{PASSWORD, add, between, code, log_in, operator, page, says};

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
    assert_eq!(viewer.get("/").await.unwrap().location, "/login?ended=gone");
    add(&town, "second", Role::OperatorAdmin).await;
    let reply = admin
        .post("/operators/admin/role", &[("role", "operator_clerk")])
        .await
        .unwrap();
    assert_eq!(reply.status, 303);
}

/// A town whose clock can be put forward, and an administrator with the key of the app.
async fn ticking() -> (tempfile::TempDir, Town, Arc<SetClock>, Surfer, OperatorKey) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::default());
    let told = Arc::<SetClock>::clone(&clock);
    let mut town = Town::found(folder.path(), TownPlan::with_sites(), told)
        .await
        .unwrap();
    town.start().await.unwrap();
    let key = add(&town, "admin", Role::OperatorAdmin).await;
    let mut admin = Surfer::new(&town, Site::Console).unwrap();
    let reply = log_in(&mut admin, "admin", PASSWORD, &code(&town, &key)).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    (folder, town, clock, admin, key)
}

#[tokio::test]
async fn a_password_that_the_administrator_saw_is_good_for_choosing_another_one_alone() {
    let (_folder, town, clock, mut admin, _) = ticking().await;
    page(&mut admin, "/operators/new").await;
    let typed = [("name", "hanako"), ("role", "operator_clerk")];
    let secrets = admin.post("/operators/new", &typed).await.unwrap().text();
    let first = between(&secrets, "パスワード</dt><dd><code>", "</code>").to_owned();
    let text = between(&secrets, "認証アプリの鍵</dt><dd><code>", "</code>");
    let key = OperatorKey {
        uri: SecretString::from(""),
        text: SecretString::from(text),
    };
    let mut hanako = Surfer::new(&town, Site::Console).unwrap();
    let reply = log_in(&mut hanako, "hanako", &first, &code(&town, &key)).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    for path in ["/", "/offices", "/audit"] {
        assert_eq!(hanako.get(path).await.unwrap().location, "/password");
    }
    says(
        &page(&mut hanako, "/password").await,
        &["最初に、仮パスワードを変更してください。"],
    );
    let own = "Tsubaki2026";
    let typed = [("old", &*first), ("new", own), ("again", own)];
    let reply = hanako.post("/password", &typed).await.unwrap();
    assert_eq!(reply.location, "/", "{reply:?}");
    page(&mut hanako, "/offices").await;

    // A new one is temporary again, and does not wait for ever.
    page(&mut admin, "/operators/hanako").await;
    let reply = admin.post("/operators/hanako/password", &[]).await.unwrap();
    let again = reply.text();
    let again = between(&again, "パスワード</dt><dd><code>", "</code>").to_owned();
    let gone = hanako.get("/offices").await.unwrap();
    assert_eq!(gone.location, "/login?ended=gone");
    clock.pass(SignedDuration::from_hours(30 * 24));
    let reply = log_in(&mut hanako, "hanako", &again, &code(&town, &key)).await;
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["仮パスワードの有効期限が切れています。"]);
}

#[tokio::test]
async fn an_administrator_shows_again_who_sits_there() {
    let (_folder, town, clock, mut admin, key) = ticking().await;
    page(&mut admin, "/operators").await;
    clock.pass(SignedDuration::from_mins(10));
    let reply = admin.get("/operators/new").await.unwrap();
    assert_eq!(reply.location, "/confirm?to=/operators/new");
    page(&mut admin, "/offices").await;
    let reply = admin.post("/operators/admin/key", &[]).await.unwrap();
    assert_eq!(reply.location, "/confirm?to=/operators&lost=1");
    says(
        &page(&mut admin, &reply.location).await,
        &["まだ変更していません。"],
    );
    let now = code(&town, &key);
    for (password, code) in [("wrong", &*now), (PASSWORD, "000000x")] {
        let typed = [
            ("to", "/operators/new"),
            ("password", password),
            ("code", code),
        ];
        let reply = admin.post("/confirm", &typed).await.unwrap();
        assert_eq!(reply.status, 422);
        says(
            &reply.text(),
            &["パスワード、または確認コードに誤りがあります。"],
        );
    }
    let typed = [
        ("to", "/operators/new"),
        ("password", PASSWORD),
        ("code", &*now),
    ];
    let reply = admin.post("/confirm", &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/operators/new"));
    page(&mut admin, "/operators/new").await;
    // A code is good for once.
    page(&mut admin, "/confirm").await;
    let reply = admin.post("/confirm", &typed).await.unwrap();
    assert_eq!(reply.status, 422, "a code is used twice");
    clock.pass(SignedDuration::from_mins(10));
    let reply = admin.get("/operators").await.unwrap();
    assert_eq!(reply.location, "/confirm?to=/operators");
}
