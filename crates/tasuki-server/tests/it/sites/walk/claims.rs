//! 電子請求受付システム.

mod certificates;

use secrecy::ExposeSecret as _;
use tasuki_server::{CommonNotice, Credentials, Site};
use tasuki_terms::Clock as _;
use tasuki_testing::MailServer;

use super::{Guest, PASSWORD, Place, log_in, paid_day};

const CLAIMS: Site = Site::Claims;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_claims_site_is_good() -> anyhow::Result<()> {
    let mut mails = MailServer::start().await?;
    let mail = mails.settings();
    let place = Place::on(paid_day(), |all| all.mail = Some(mail)).await?;
    let letter = place.letter("1370000001", "訪問介護ひまわり", "11").await?;
    let guest = Guest::start(&place.town).await?;

    nobody(&guest).await?;
    choose_password(&guest, &letter).await?;
    read_notices(&place, &guest).await?;
    register_address(&place, &guest, &mut mails).await?;
    certificates::all(&place, &guest, &letter).await?;
    new_issuing_password(&guest).await?;
    lose_password(&place, &guest, &letter, &mut mails).await?;
    end_sessions(&place, &guest, &letter).await?;
    guest.saw_all(CLAIMS, &[("/", "leads to the notices")]);
    place.end(guest).await
}

/// What can be seen without logging in.
async fn nobody(guest: &Guest) -> anyhow::Result<()> {
    guest.visit(CLAIMS, "/faq", "claims-faq").await?;
    guest
        .visit(CLAIMS, "/guide/client", "claims-guide-client")
        .await?;
    guest
        .visit(CLAIMS, "/guide/windows", "claims-guide")
        .await?;
    guest.download(CLAIMS, "/root.cer").await?;
    guest.download(CLAIMS, "/certificate-terms.txt").await?;
    guest.open(CLAIMS, "/nowhere").await?;
    guest.look_at_refusal(404, "claims-not-found").await?;
    guest.open(CLAIMS, "/address/forged").await?;
    guest.look_at_refusal(410, "claims-address-over").await?;
    guest.open(CLAIMS, "/reset/forged").await?;
    guest.look_at_refusal(410, "claims-reset-over").await
}

async fn choose_password(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest.visit(CLAIMS, "/login", "claims-login").await?;
    log_in(guest, letter, "wrong").await?;
    guest.look_at_refusal(422, "claims-login-refused").await?;
    let temporary = letter.password.expose_secret();
    log_in(guest, letter, temporary).await?;
    guest.arrive(CLAIMS, "/password", "claims-password").await?;
    let faulty = [("old", "wrong"), ("new", "short"), ("again", "other")];
    guest.fill_all(&faulty).await?;
    guest.send("form[action='/password']").await?;
    guest
        .look_at_refusal(422, "claims-password-refused")
        .await?;
    let typed = [("old", temporary), ("new", PASSWORD), ("again", PASSWORD)];
    guest.fill_all(&typed).await?;
    guest.send("form[action='/password']").await?;
    guest.is_at("/notices").await?;
    guest.look("claims-notices-empty").await
}

async fn read_notices(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    for (category, title) in [
        ("スケジュール", "7月の請求受付期間について"),
        ("システム", "定期保守に伴う一時停止のお知らせ"),
        ("お知らせ", "ヘルプデスクの受付時間の変更"),
    ] {
        let text = CommonNotice {
            category: category.to_owned(),
            title: title.to_owned(),
            body: "日ごろからご利用いただき、ありがとうございます。\n\n\
                   次のとおりお知らせします。ご不便をおかけしますが、よろしくお願いいたします。"
                .to_owned(),
            shown_from: place.clock.now(),
            shown_until: None,
            is_important: category == "システム",
        };
        place.registry.publish_notice(None, text, "hanako").await?;
        place.minutes(1);
    }
    guest.visit(CLAIMS, "/notices", "claims-notices").await?;
    let notice = guest.link("main a[href^='/notices/']").await?;
    guest.visit(CLAIMS, &notice, "claims-notice").await
}

async fn register_address(
    place: &Place,
    guest: &Guest,
    mails: &mut MailServer,
) -> anyhow::Result<()> {
    const PATH: &str = "/account/address";
    guest.visit(CLAIMS, PATH, "claims-address").await?;
    let form = format!("form[action='{PATH}']");
    let faulty = [("mail", "test#@example.jp"), ("password", "wrong")];
    guest.fill_all(&faulty).await?;
    guest.send(&form).await?;
    guest.look_at_refusal(422, "claims-address-refused").await?;
    let address = "tantou@example.jp";
    let typed = [
        ("mail", address),
        ("again", address),
        ("password", PASSWORD),
    ];
    guest.fill_all(&typed).await?;
    guest.send(&form).await?;
    guest.is_at("/account").await?;
    guest.look("claims-account-sent").await?;
    let link = link(place, &mails.next().await?.text);
    guest.visit(CLAIMS, &link, "claims-address-link").await?;
    guest.send("form[action^='/address/']").await?;
    guest.look("claims-address-done").await?;
    guest.visit(CLAIMS, "/account", "claims-account").await
}

/// The path of the link in a mail.
fn link(place: &Place, text: &str) -> String {
    let origin = place.town.site(CLAIMS);
    let mut links = text.lines().filter_map(|line| line.strip_prefix(&*origin));
    links.next().expect("no link").to_owned()
}

async fn new_issuing_password(guest: &Guest) -> anyhow::Result<()> {
    const PATH: &str = "/account/issuing-password";
    guest.visit(CLAIMS, PATH, "claims-issuing").await?;
    guest.fill("password", PASSWORD).await?;
    guest.send(&format!("form[action='{PATH}']")).await?;
    guest.look("claims-issuing-shown").await
}

/// パスワード等を紛失した方はこちら.
async fn lose_password(
    place: &Place,
    guest: &Guest,
    letter: &Credentials,
    mails: &mut MailServer,
) -> anyhow::Result<()> {
    guest.visit(CLAIMS, "/reset", "claims-reset").await?;
    let user = letter.user.as_str();
    let typed = [("user_id", user), ("mail", "tantou@example.jp")];
    guest.fill_all(&typed).await?;
    guest.send("form[action='/reset']").await?;
    guest
        .arrive(CLAIMS, "/reset/sent", "claims-reset-sent")
        .await?;
    // Mails about certificates came before.
    let mut mail = mails.next().await?;
    while !mail.text.contains("/reset/") {
        mail = mails.next().await?;
    }
    let link = link(place, &mail.text);
    guest.visit(CLAIMS, &link, "claims-reset-choose").await?;
    let typed = [("new", "Sumire-2027"), ("again", "Sumire-2027")];
    guest.fill_all(&typed).await?;
    guest.send("form[action^='/reset/']").await?;
    guest
        .arrive(CLAIMS, "/reset/done", "claims-reset-done")
        .await
}

async fn end_sessions(place: &Place, guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest.open(CLAIMS, "/login").await?;
    log_in(guest, letter, "Sumire-2027").await?;
    guest.is_at("/notices").await?;
    // A form that is sent after the session has ended says why it is lost.
    guest.open(CLAIMS, "/account/issuing-password").await?;
    guest.fill("password", PASSWORD).await?;
    place.minutes(31);
    guest
        .send("form[action='/account/issuing-password']")
        .await?;
    guest.arrive(CLAIMS, "/login", "claims-login-ended").await?;
    log_in(guest, letter, "Sumire-2027").await?;
    guest.is_at("/notices").await?;
    guest.send("form[action='/logout']").await?;
    guest.is_at("/login").await?;
    too_often(guest, letter).await
}

/// Whoever tries too many passwords must wait.
async fn too_often(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    const STATUS: &str = "performance.getEntriesByType('navigation')[0].responseStatus";
    while guest.browser().value::<u16>(STATUS).await? != 429 {
        log_in(guest, letter, "wrong").await?;
    }
    // Of the pages before, too.
    guest.browser().complaints().await?;
    guest.look_at_refusal(429, "claims-too-often").await
}
