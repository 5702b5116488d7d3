//! ユーザ情報変更.

use jiff::SignedDuration;
use tasuki_store::Records;
use tasuki_testing::{MailServer, Surfer};

use super::{Claims, PASSWORD, assert_told};

/// The path of the link in a mail.
pub(super) fn link(claims: &Claims, text: &str) -> String {
    let origin = claims.town.site(tasuki_server::Site::Claims);
    let lines = text.lines().find_map(|line| line.strip_prefix(&*origin));
    lines.expect("no link").to_owned()
}

/// Registers an address by the mailed link.
pub(super) async fn register(claims: &mut Claims, mails: &mut MailServer, address: &str) {
    ask(claims, address).await;
    let mail = mails.next().await.unwrap();
    assert_eq!(mail.to, [address]);
    assert_eq!(mail.subject, "【電子請求受付システム】メールアドレスの確認");
    let path = link(claims, &mail.text);
    // On another machine, without logging in.
    let mut phone = Surfer::new(&claims.town, tasuki_server::Site::Claims).unwrap();
    assert_eq!(phone.get(&path).await.unwrap().status, 200);
    let reply = phone.post(&path, &[]).await.unwrap();
    assert!(
        reply.text().contains("メールアドレスを登録しました"),
        "{reply:?}"
    );
    // Once.
    assert_eq!(phone.get(&path).await.unwrap().status, 410);
    assert_eq!(phone.post(&path, &[]).await.unwrap().status, 410);
}

async fn ask(claims: &mut Claims, address: &str) {
    let page = "/account/address";
    claims.surfer.get(page).await.unwrap();
    let typed = [
        ("mail", address),
        ("again", address),
        ("password", PASSWORD),
    ];
    let reply = claims.surfer.post(page, &typed).await.unwrap();
    assert_eq!(reply.location, "/account?sent=1", "{reply:?}");
}

/// A town that sends mail.
pub(super) async fn with_mail() -> (Claims, MailServer) {
    let mails = MailServer::start().await.unwrap();
    let settings = mails.settings();
    let claims = Claims::open_with(|all| all.mail = Some(settings)).await;
    (claims, mails)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_registered_by_who_reads_its_mail() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let page = claims.surfer.get("/account").await.unwrap().text();
    assert!(page.contains("tantou@example.jp"), "{page}");
    // The address of before is told of the new one.
    register(&mut claims, &mut mails, "new@example.jp").await;
    let told = mails.next().await.unwrap();
    assert_eq!(told.to, ["tantou@example.jp"]);
    assert!(
        told.text.contains("別のアドレスに変更されました"),
        "{told:?}"
    );
    // A link ends after a day.
    ask(&mut claims, "late@example.jp").await;
    let path = link(&claims, &mails.next().await.unwrap().text);
    claims.clock.pass(SignedDuration::from_hours(24));
    let mut phone = Surfer::new(&claims.town, tasuki_server::Site::Claims).unwrap();
    assert_eq!(phone.get(&path).await.unwrap().status, 410);
    assert_eq!(phone.get("/address/forged").await.unwrap().status, 410);
}

#[tokio::test]
async fn each_mistake_has_its_official_sentence() {
    let mut claims = Claims::open().await;
    let page = "/account/address";
    claims.surfer.get(page).await.unwrap();
    for (mail, again, password, sentence) in [
        ("", "", PASSWORD, "未入力です。"),
        (
            "test#@test.com",
            "test#@test.com",
            PASSWORD,
            "不正な形式または不正な記号が入力されています。",
        ),
        (
            "a@example.jp",
            "b@example.jp",
            PASSWORD,
            "メールアドレスが一致していません。",
        ),
        (
            "a@example.jp",
            "a@example.jp",
            "wrong",
            "現在のパスワードに誤りがあります。",
        ),
    ] {
        let typed = [("mail", mail), ("again", again), ("password", password)];
        let reply = claims.surfer.post(page, &typed).await.unwrap();
        assert_told(&reply, sentence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_certificates_goes_to_the_registered_address() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let id = claims.apply().await;
    claims.approve(id).await;
    let mail = mails.next().await.unwrap();
    assert_eq!(mail.subject, "【電子請求受付システム】証明書発行完了通知");
    assert!(
        mail.text
            .contains("請求委任事業所用ケアプラン証明書が発行されました。")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_worth_nothing_once_the_password_is_another() {
    let (mut claims, mut mails) = with_mail().await;
    ask(&mut claims, "thief@example.jp").await;
    let path = link(&claims, &mails.next().await.unwrap().text);
    let mut thief = Surfer::new(&claims.town, tasuki_server::Site::Claims).unwrap();
    assert_eq!(thief.get(&path).await.unwrap().status, 200);
    claims.surfer.get("/password").await.unwrap();
    let new = "Another-2027";
    let typed = [("old", PASSWORD), ("new", new), ("again", new)];
    let reply = claims.surfer.post("/password", &typed).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    assert_eq!(thief.get(&path).await.unwrap().status, 410);
    assert_eq!(thief.post(&path, &[]).await.unwrap().status, 410);
    let page = claims.surfer.get("/account").await.unwrap().text();
    assert!(!page.contains("thief@example.jp"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_letter_takes_the_address_out_and_tells_it() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "former@example.jp").await;
    let registry = claims.town.registry().await.unwrap();
    let number = claims.letter.office.number;
    registry.reissue_letter(number, "test").await.unwrap();
    let told = mails.next().await.unwrap();
    assert_eq!(told.to, ["former@example.jp"]);
    assert_eq!(
        told.subject,
        "【電子請求受付システム】登録メールアドレスの削除"
    );
    let file = claims.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let kept = records.user(claims.letter.user).await.unwrap().unwrap();
    assert_eq!(kept.mail, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_for_certificates_that_is_given_anew_is_told_of() {
    let (mut claims, mut mails) = with_mail().await;
    register(&mut claims, &mut mails, "tantou@example.jp").await;
    let page = "/account/issuing-password";
    claims.surfer.get(page).await.unwrap();
    let reply = claims.surfer.post(page, &[("password", PASSWORD)]).await;
    assert_eq!(reply.unwrap().status, 200);
    let title = "証明書発行用パスワード再発行のお知らせ";
    let mail = mails.next().await.unwrap();
    assert_eq!(mail.to, ["tantou@example.jp"]);
    assert!(mail.subject.ends_with(title), "{mail:?}");
    let list = claims.surfer.get("/notices").await.unwrap().text();
    assert!(list.contains(title), "{list}");
}

#[tokio::test]
async fn who_does_not_know_the_own_password_is_logged_out() {
    for page in ["/password", "/account/issuing-password"] {
        let mut claims = Claims::open().await;
        claims.surfer.get(page).await.unwrap();
        let typed = [("old", "wrong"), ("password", "wrong")];
        for _ in 0..4 {
            let reply = claims.surfer.post(page, &typed).await.unwrap();
            assert_told(&reply, "現在のパスワードに誤りがあります。");
        }
        let reply = claims.surfer.post(page, &typed).await.unwrap();
        assert_eq!(reply.status, 403, "{reply:?}");
        assert!(reply.text().contains("password.too-often"), "{reply:?}");
        let reply = claims.surfer.get("/account").await.unwrap();
        assert_eq!(reply.location, "/login?ended=gone");
        // The log-in counts the same.
        let user = claims.letter.user.as_str();
        let reply = claims.surfer.log_in(user, PASSWORD).await.unwrap();
        assert_told(&reply, "続けて誤ったため、");
    }
}
