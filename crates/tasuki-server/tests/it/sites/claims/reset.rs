//! パスワード等を紛失した方はこちら.

use jiff::SignedDuration;
use tasuki_server::Site;
use tasuki_store::Records;
use tasuki_terms::Clock as _;
use tasuki_testing::Surfer;

use super::account::{link, register, with_mail};
use super::{Claims, PASSWORD, assert_told};
use crate::town::eventually;

const NEW: &str = "Another-2027";

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_password_is_reset_once_by_the_registered_address() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let user = claims.letter.user.as_str();
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    lost.get("/reset").await.unwrap();
    let typed = [("user_id", user), ("mail", "Tantou@example.jp")];
    let reply = lost.post("/reset", &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/reset/sent"));
    let mail = mails.next().await.unwrap();
    let path = link(&claims, &mail.text);
    assert_eq!(lost.get(&path).await.unwrap().status, 200);
    for (new, again, sentence) in [
        ("", "", "未入力です。"),
        (
            "short1",
            "short1",
            "8文字以上64文字以内で入力してください。",
        ),
        (
            "onlyletters",
            "onlyletters",
            "英字と数字の両方を含めてください。",
        ),
        (NEW, "other", "新しいパスワードが一致していません。"),
        (
            PASSWORD,
            PASSWORD,
            "現在のパスワードと異なるものを入力してください。",
        ),
    ] {
        let reply = lost.post(&path, &[("new", new), ("again", again)]).await;
        assert_told(&reply.unwrap(), sentence);
    }
    let typed = [("new", NEW), ("again", NEW)];
    let reply = lost.post(&path, &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/reset/done"));
    let told = mails.next().await.unwrap();
    assert!(
        told.text.contains("パスワードが再設定されました。"),
        "{told:?}"
    );
    // Once.
    assert_eq!(lost.get(&path).await.unwrap().status, 410);
    assert_eq!(lost.post(&path, &typed).await.unwrap().status, 410);
    // Whoever was logged in is not any more.
    let reply = claims.surfer.get("/account").await.unwrap();
    assert_eq!(reply.location, "/login?ended=gone");
    assert_eq!(lost.log_in(user, PASSWORD).await.unwrap().status, 422);
    assert_eq!(lost.log_in(user, NEW).await.unwrap().status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_after_half_an_hour_and_with_the_next_one() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let user = claims.letter.user.as_str();
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    let typed = [("user_id", user), ("mail", "tantou@example.jp")];
    let mut paths = Vec::new();
    for _ in 0..2 {
        lost.get("/reset").await.unwrap();
        lost.post("/reset", &typed).await.unwrap();
        paths.push(link(&claims, &mails.next().await.unwrap().text));
        claims.clock.pass(SignedDuration::from_mins(5));
    }
    assert_eq!(lost.get(&paths[0]).await.unwrap().status, 410);
    assert_eq!(lost.get(&paths[1]).await.unwrap().status, 200);
    claims.clock.pass(SignedDuration::from_mins(25));
    assert_eq!(lost.get(&paths[1]).await.unwrap().status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_which_users_and_addresses_there_are() {
    let (claims, records) = with_waiting_mail().await;
    let user = claims.letter.user.as_str();
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    lost.get("/reset").await.unwrap();
    for (user, mail) in [
        (user, "other@example.jp"),
        ("KJ999999999901", "tantou@example.jp"),
        ("HD", "x"),
    ] {
        let typed = [("user_id", user), ("mail", mail)];
        let reply = lost.post("/reset", &typed).await.unwrap();
        assert_eq!((reply.status, &*reply.location), (303, "/reset/sent"));
    }
    assert_eq!(answered(&claims, &records).await, 0);
    let typed = [("user_id", user), ("mail", "tantou@example.jp")];
    let reply = lost.post("/reset", &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/reset/sent"));
    assert_eq!(answered(&claims, &records).await, 1);
    let sent = lost.get("/reset/sent").await.unwrap().text();
    assert!(sent.contains("登録されている場合は"), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_again_and_again_fills_no_mailbox() {
    let (claims, records) = with_waiting_mail().await;
    let user = claims.letter.user.as_str();
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    lost.get("/reset").await.unwrap();
    let typed = [("user_id", user), ("mail", "tantou@example.jp")];
    for (minutes, mails) in [(0, 1), (0, 1), (4, 1), (1, 2)] {
        claims.clock.pass(SignedDuration::from_mins(minutes));
        let reply = lost.post("/reset", &typed).await.unwrap();
        assert_eq!((reply.status, &*reply.location), (303, "/reset/sent"));
        assert_eq!(answered(&claims, &records).await, mails, "{minutes}");
    }
}

/// A user whose address is registered, on a platform whose mails all wait.
async fn with_waiting_mail() -> (Claims, Records) {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    claims.town.settings().mail = None;
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    let file = claims.town.settings().store.records.clone();
    (claims, Records::open(&file).await.unwrap())
}

/// Waits until all who asked are answered, which is done behind the answer, and counts the mails
/// that wait.
async fn answered(claims: &Claims, records: &Records) -> usize {
    eventually("somebody waits for an answer", async || {
        let asked = records.read("test", |records| records.asked_resets(10));
        asked.await.unwrap().is_empty()
    })
    .await;
    let now = claims.clock.now();
    let due = records.read("test", move |records| records.due_mails(now, 10));
    due.await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_has_run_out_is_not_sent_any_more() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let settings = claims.town.settings().mail.take();
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    let user = claims.letter.user.as_str().to_owned();
    let ask = async |claims: &Claims| {
        let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
        lost.get("/reset").await.unwrap();
        let typed = [("user_id", &*user), ("mail", "tantou@example.jp")];
        lost.post("/reset", &typed).await.unwrap();
        lost
    };
    ask(&claims).await;
    // What is asked for is done behind the answer.
    let file = claims.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    eventually("no mail waits", async || {
        let now = claims.clock.now();
        let due = records.read("test", move |records| records.due_mails(now, 10));
        !due.await.unwrap().is_empty()
    })
    .await;
    claims.clock.pass(SignedDuration::from_mins(30));
    claims.town.settings().mail = settings;
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    let mut lost = ask(&claims).await;
    // The first mail that comes is that of now.
    let path = link(&claims, &mails.next().await.unwrap().text);
    assert_eq!(lost.get(&path).await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_before_the_platform_broke_off_gets_the_link() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    claims.town.stop().await.unwrap();
    // Noted, and not looked at.
    let registry = claims.town.registry().await.unwrap();
    let address = "tantou@example.jp".parse().unwrap();
    registry
        .ask_for_reset(claims.letter.user, &address)
        .await
        .unwrap();
    claims.town.start().await.unwrap();
    let path = link(&claims, &mails.next().await.unwrap().text);
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    assert_eq!(lost.get(&path).await.unwrap().status, 200);
}

#[tokio::test]
async fn both_must_be_typed() {
    let claims = Claims::open().await;
    let mut lost = Surfer::new(&claims.town, Site::Claims).unwrap();
    lost.get("/reset").await.unwrap();
    let reply = lost.post("/reset", &[]).await.unwrap();
    assert_told(&reply, "未入力です。");
}
