//! The whole way in a real browser: from the letter to the first message. What the pages look like
//! on the way, `walk` looks at.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_desk::{Credential, Desk, Draft, DraftFile, Installation, Lock, Profile, Trust};
use tasuki_exchange::SiteRole;
use tasuki_pki::{CertificateFacts, read_p12};
use tasuki_server::{KnownTo, NewOperator, Registry, Site};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{Town, TownPlan, one_time_password};
use zeroize::Zeroizing;

use super::guest::Guest;

const OPERATOR: (&str, &str) = ("operator", "Tasuki-operator-1");
const PASSWORD: &str = "Himawari-2026";

/// What the letter says.
struct Letter {
    user: String,
    password: String,
    issuing: String,
}

#[tokio::test]
async fn an_office_goes_from_its_letter_to_its_first_message() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut plan = TownPlan::with_sites();
    // As the demonstration does: browsers keep secure cookies of this machine without TLS.
    plan.sites.as_mut().unwrap().tls = false;
    let mut town = Town::found(folder.path(), plan, Arc::new(SystemClock)).await?;
    town.start().await?;
    let registry = town.registry().await?;
    let guest = Guest::start(&town).await?;

    log_in_as_operator(&guest, &registry).await?;
    let letter = enrol(&guest).await?;
    choose_password(&guest, &letter).await?;
    apply_for_certificate(&guest, &letter).await?;
    approve(&guest).await?;
    let p12 = download(&guest, &letter).await?;
    apply_for_exchange(&guest, &letter).await?;
    guest.close().await?;

    assert_openssl_opens(folder.path(), &p12, &letter);
    send_first_message(&town, folder.path(), &p12, &letter).await?;
    town.stop().await
}

async fn log_in_as_operator(guest: &Guest, registry: &Registry) -> anyhow::Result<()> {
    let operator = NewOperator {
        name: OPERATOR.0.to_owned(),
        role: SiteRole::OperatorAdmin,
        password: SecretString::from(OPERATOR.1),
        known: KnownTo::Owner,
    };
    let key = registry.add_operator(operator, "test").await?;
    let code = one_time_password(key.text.expose_secret(), SystemClock.now())?;
    guest.open(Site::Console, "/login").await?;
    guest.fill("name", OPERATOR.0).await?;
    guest.fill("password", OPERATOR.1).await?;
    guest.fill("code", &code).await?;
    guest.submit("form[action='/login']").await?;
    guest.is_at("/").await?;
    Ok(())
}

async fn enrol(guest: &Guest) -> anyhow::Result<Letter> {
    guest.open(Site::Console, "/offices/new").await?;
    guest.fill("number", "1370000001").await?;
    guest.fill("name", "訪問介護ひまわり").await?;
    guest.fill("services", "11").await?;
    guest.submit("form[action='/offices/new']").await?;
    guest.submit("form[action='/offices/new']").await?;
    guest.browser().find("section code").await?;
    let code = |at: usize| format!("document.querySelectorAll('section code')[{at}].textContent");
    let letter = Letter {
        user: guest.browser().value(&code(0)).await?,
        password: guest.browser().value(&code(1)).await?,
        issuing: guest.browser().value(&code(2)).await?,
    };
    guest.open(Site::Console, "/offices").await?;
    Ok(letter)
}

async fn choose_password(guest: &Guest, letter: &Letter) -> anyhow::Result<()> {
    guest.open(Site::Claims, "/login").await?;
    log_in(guest, letter, &letter.password).await?;
    guest.is_at("/password").await?;
    guest.fill("old", &letter.password).await?;
    guest.fill("new", PASSWORD).await?;
    guest.fill("again", PASSWORD).await?;
    guest.submit("form[action='/password']").await?;
    guest.is_at("/notices").await?;
    Ok(())
}

async fn log_in(guest: &Guest, letter: &Letter, password: &str) -> anyhow::Result<()> {
    guest.fill("user_id", &letter.user).await?;
    guest.fill("password", password).await?;
    guest.submit("form[action='/login']").await
}

async fn apply_for_certificate(guest: &Guest, letter: &Letter) -> anyhow::Result<()> {
    const PATH: &str = "/certificates/care_plan";
    guest.open(Site::Claims, "/certificates").await?;
    guest.open(Site::Claims, PATH).await?;
    guest.press("a[href$='/before']").await?;
    guest.press(".button-row a").await?;
    guest.is_at(PATH).await?;
    guest.press("[name='action'][value='apply']").await?;
    guest.submit(&format!("form[action='{PATH}']")).await?;
    guest.is_at(&format!("{PATH}/apply")).await?;
    guest.fill("issuing_password", &letter.issuing).await?;
    guest
        .submit(&format!("form[action='{PATH}/apply']"))
        .await?;
    guest.browser().find("[name='agreed']").await?;
    guest.agree("agreed").await?;
    guest.submit(&format!("form[action='{PATH}/send']")).await?;
    guest.is_at(&format!("{PATH}/done")).await?;
    Ok(())
}

async fn approve(guest: &Guest) -> anyhow::Result<()> {
    guest.open(Site::Console, "/certificates").await?;
    guest.press("input[name='id']").await?;
    guest.press(".table ~ .button-row button").await?;
    guest.browser().find(".banner").await?;
    Ok(())
}

/// The P12 that the site gives, fetched with the form of its page.
async fn download(guest: &Guest, letter: &Letter) -> anyhow::Result<Vec<u8>> {
    const PATH: &str = "/certificates/care_plan/download";
    guest.open(Site::Claims, PATH).await?;
    guest.fill("issuing_password", &letter.issuing).await?;
    guest
        .submitted_file(&format!("form[action='{PATH}']"))
        .await
}

async fn apply_for_exchange(guest: &Guest, letter: &Letter) -> anyhow::Result<()> {
    guest.open(Site::Portal, "/login").await?;
    log_in(guest, letter, PASSWORD).await?;
    guest.is_at("/").await?;
    guest.open(Site::Portal, "/application").await?;
    guest.open(Site::Portal, "/application/form").await?;
    for (name, value) in [
        ("representative_family", "東京"),
        ("representative_given", "太郎"),
        ("contact_family", "東京"),
        ("contact_given", "花子"),
        ("phone", "0123456789"),
        ("mail", "tokyo_test@example.jp"),
        ("mail_again", "tokyo_test@example.jp"),
    ] {
        guest.fill(name, value).await?;
    }
    guest.agree("terms").await?;
    guest.agree("privacy").await?;
    guest.submit("form[action='/application/form']").await?;
    guest.press("dialog[open] [data-answer='yes']").await?;
    guest.is_at("/application/completion").await?;
    guest.open(Site::Portal, "/licence").await?;
    guest.open(Site::Portal, "/").await?;
    guest.send("form[action='/app-user']").await?;
    let id: String = guest
        .browser()
        .value("document.querySelectorAll('.entries dd')[1].textContent")
        .await?;
    assert!(id.starts_with('C'), "{id}");
    Ok(())
}

fn assert_openssl_opens(folder: &Path, p12: &[u8], letter: &Letter) {
    let file = folder.join("office.p12");
    fs_err::write(&file, p12).unwrap();
    let output = Command::new("openssl")
        .args(["pkcs12", "-info", "-nodes", "-in"])
        .arg(&file)
        .args(["-passin", &format!("pass:{}", letter.issuing)])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains(&letter.user), "{said}");
    assert!(said.contains("CarePlanJigyousho"), "{said}");
}

/// Installs the certificate as `tasuki certificate install` does, and sends a message to a
/// neighbour.
async fn send_first_message(
    town: &Town,
    folder: &Path,
    p12: &[u8],
    letter: &Letter,
) -> anyhow::Result<()> {
    let neighbour = town
        .settle("1370000002", ("居宅介護支援みほん", ""), &["43"])
        .await?;
    let opened = read_p12(p12, &letter.issuing)?;
    let root = opened.others.last().unwrap();
    let files = vec![("office.p12".into(), Zeroizing::new(p12.to_vec()))];
    let issuing = SecretString::from(letter.issuing.as_str());
    let credential = Credential::read(&files, &|_| Ok(issuing.clone()))?;
    let exchange = town.exchange();
    let how = Installation {
        platform: Some(&exchange),
        trust: Trust::Thumbprint(CertificateFacts::read(root)?.sha256),
        ..Installation::default()
    };
    let password = SecretString::from(PASSWORD);
    let (lock, now) = (Lock::new(&password), SystemClock.now());
    let profile = Profile::install(folder.join("profile"), &credential, how, &lock, now)?;
    let desk = Desk::open(profile, password.clone())?;
    let draft = Draft {
        to: Some(neighbour.number),
        text: Some("よろしくお願いいたします。".to_owned()),
        files: vec![DraftFile {
            name: "連絡票.txt".to_owned(),
            bytes: "はじめまして。".into(),
        }],
        replaces: None,
        again: false,
    };
    desk.send(draft).await?;
    Ok(())
}
