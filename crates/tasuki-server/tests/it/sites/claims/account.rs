//! ユーザ情報変更.

use jiff::SignedDuration;
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
