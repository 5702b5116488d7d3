//! Logging in to the console.

use tasuki_server::{Role, Site};
use tasuki_testing::Surfer;

use super::super::town;
use super::{PASSWORD, add, code, log_in, operator, page, says};

const WRONG: &str = "名前、パスワード、または確認コードに誤りがあります。";

#[tokio::test]
async fn a_code_works_once_and_whatever_is_wrong_is_told_the_same() {
    let (_folder, town, _) = town().await;
    let key = add(&town, "hanako", Role::OperatorViewer).await;
    let mut surfer = Surfer::new(&town, Site::Console).unwrap();
    let now = code(&town, &key);
    for (name, password, code) in [
        ("hanako", "wrong", &*now),
        ("hanako", PASSWORD, "000000x"),
        ("nobody", PASSWORD, &now),
        ("名前", PASSWORD, &now),
    ] {
        let reply = log_in(&mut surfer, name, password, code).await;
        assert_eq!(reply.status, 422, "{name}");
        says(&reply.text(), &[WRONG]);
    }
    let reply = log_in(&mut surfer, "hanako", PASSWORD, "").await;
    says(&reply.text(), &["未入力です。"]);
    let reply = log_in(&mut surfer, "hanako", PASSWORD, &now).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let mut other = Surfer::new(&town, Site::Console).unwrap();
    let reply = log_in(&mut other, "hanako", PASSWORD, &now).await;
    assert_eq!(reply.status, 422, "a code is used twice");
}

#[tokio::test]
async fn who_fails_too_often_has_to_wait_also_if_there_is_no_such_operator() {
    let (_folder, town, _) = town().await;
    let key = add(&town, "hanako", Role::OperatorViewer).await;
    let mut surfer = Surfer::new(&town, Site::Console).unwrap();
    let wait = "続けて誤ったため、しばらくログインできません。1分後にもう一度お試しください。";
    for name in ["hanako", "nobody"] {
        for _ in 0..4 {
            let reply = log_in(&mut surfer, name, "wrong", "000000").await;
            says(&reply.text(), &[WRONG]);
        }
        let reply = log_in(&mut surfer, name, "wrong", "000000").await;
        says(&reply.text(), &[wait]);
    }
    let reply = log_in(&mut surfer, "hanako", PASSWORD, &code(&town, &key)).await;
    assert_eq!(reply.status, 422);
    says(&reply.text(), &[wait]);
}

#[tokio::test]
async fn the_overview_tells_the_state_of_the_platform() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    says(
        &page(&mut clerk, "/").await,
        &[
            "ただいまシステムは正常稼働中です。",
            "証明書の承認待ち",
            "1日ごとの送信件数",
        ],
    );
    page(&mut clerk, "/state").await;
    let reply = clerk
        .post("/state", &[("usable", "no"), ("sentence", "")])
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["未入力です。"]);
    // What is said of a system that works does not become the reason why it does not.
    let typed = [
        ("usable", "no"),
        ("sentence", "ただいまシステムは正常稼働中です。"),
    ];
    let reply = clerk.post("/state", &typed).await.unwrap();
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &["利用できない理由と、再開の予定を入力してください。"],
    );
    let typed = [("usable", "no"), ("sentence", "保守のため停止しています。")];
    let reply = clerk.post("/state", &typed).await.unwrap();
    assert_eq!(reply.location, "/?done=state");
    says(
        &page(&mut clerk, "/?done=state").await,
        &[
            "システムの状態を変更しました。",
            "利用できません。",
            "保守のため停止しています。",
        ],
    );
}

#[tokio::test]
async fn operators_change_their_password() {
    let (_folder, town, _) = town().await;
    let mut viewer = operator(&town, Role::OperatorViewer).await;
    page(&mut viewer, "/password").await;
    let typed = [
        ("old", "wrong"),
        ("new", "Tsubaki2026"),
        ("again", "Tsubaki2026"),
    ];
    let reply = viewer.post("/password", &typed).await.unwrap();
    says(&reply.text(), &["現在のパスワードに誤りがあります。"]);
    let typed = [
        ("old", PASSWORD),
        ("new", "Tsubaki2026"),
        ("again", "Tsubaki2026"),
    ];
    let reply = viewer.post("/password", &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    page(&mut viewer, "/").await;
}

#[tokio::test]
async fn the_overview_counts_what_is_refused() {
    let (_folder, town, _) = town().await;
    let mut viewer = operator(&town, Role::OperatorViewer).await;
    for _ in 0..3 {
        assert_eq!(viewer.get("/nothing").await.unwrap().status, 404);
    }
    let overview = page(&mut viewer, "/").await;
    says(&overview, &["1日ごとの拒否と失敗（過去30日）"]);
    let (_, row) = overview.split_once(">page.not-found</th>").unwrap();
    let (row, _) = row.split_once("</tr>").unwrap();
    assert_eq!(row.matches(">3</td>").count(), 2, "{row}");
}
