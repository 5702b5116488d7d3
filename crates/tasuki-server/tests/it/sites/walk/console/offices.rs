//! 事業所, and their certificates.

use tasuki_server::Credentials;
use tasuki_terms::CertificateClass;

use super::{CONSOLE, Guest, Place};

const OFFICE: &str = "/offices/1370000001";

pub(super) async fn all(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    guest.visit(CONSOLE, "/offices", "console-offices").await?;
    let none = "/offices?q=%E3%81%AA%E3%81%84";
    guest.visit(CONSOLE, none, "console-offices-none").await?;
    add(guest).await?;
    import(place, guest).await?;
    guest.visit(CONSOLE, OFFICE, "console-office").await?;
    change(guest).await
}

async fn add(guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/offices/new']";
    guest
        .visit(CONSOLE, "/offices/new", "console-office-new")
        .await?;
    guest
        .fill_all(&[("number", "13"), ("services", "4")])
        .await?;
    guest.send(FORM).await?;
    guest.look_at_refusal(422, "console-office-refused").await?;
    let typed = [
        ("number", "1370000003"),
        ("name", "ケアプランセンターさくら"),
        ("services", "43"),
        ("address", "襷県襷市桜町四丁目5番6号"),
    ];
    guest.fill_all(&typed).await?;
    guest.send(FORM).await?;
    guest.look("console-office-confirm").await?;
    guest.press("button[name='confirmed'][value='yes']").await?;
    guest.look("console-letter").await?;
    let pdf = guest.link("a[href^='/letters/']").await?;
    let letter = guest.download(CONSOLE, &pdf).await?;
    assert!(letter.starts_with(b"%PDF-"));
    Ok(())
}

async fn import(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    const PATH: &str = "/offices/import";
    const FORM: &str = "form[action='/offices/import']";
    guest.visit(CONSOLE, PATH, "console-import").await?;
    let template = guest
        .download(CONSOLE, "/offices/import/template.csv")
        .await?;
    let file = place.folder.path().join("offices.csv");
    let bad = "137000001,見本A,43,\r\n1370000001,見本B,4,\r\n";
    fs_err::write(&file, [&template, bad.as_bytes()].concat())?;
    guest.choose_file("file", &file).await?;
    guest.send(FORM).await?;
    guest.look_at_refusal(422, "console-import-refused").await?;
    let good = "1370000011,訪問看護つくし,13,襷県襷市北町1番\r\n\
                1370000012,福祉用具すみれ,17 67,\r\n";
    fs_err::write(&file, [&template, good.as_bytes()].concat())?;
    guest.choose_file("file", &file).await?;
    guest.send(FORM).await?;
    guest.look("console-import-preview").await?;
    guest.send("form[action='/offices/import/confirm']").await?;
    guest.look("console-import-letters").await
}

async fn change(guest: &Guest) -> anyhow::Result<()> {
    let path = format!("{OFFICE}/letter");
    guest.visit(CONSOLE, &path, "console-letter-again").await?;
    let other = "/offices/1370000003";
    let path = format!("{other}/status");
    guest.visit(CONSOLE, &path, "console-office-status").await?;
    guest.press("[name='status'][value='suspended']").await?;
    guest.send(&format!("form[action='{path}']")).await?;
    guest.is_at(other).await?;
    guest.look("console-office-suspended").await?;
    guest.open(CONSOLE, &path).await?;
    guest.press("[name='status'][value='closed']").await?;
    guest.send(&format!("form[action='{path}']")).await?;
    guest.look("console-office-close-confirm").await?;

    let path = "/offices/1470000001/succession";
    let name = "console-office-succession";
    guest.visit(CONSOLE, path, name).await?;
    let form = format!("form[action='{path}']");
    guest.fill("new", "1370000001").await?;
    guest.send(&form).await?;
    let name = "console-office-succession-refused";
    guest.look_at_refusal(422, name).await?;
    guest.fill("new", "1470000002").await?;
    guest.send(&form).await?;
    guest.look("console-office-succession-confirm").await?;
    guest.send(&form).await?;
    let old = "/offices/1470000001";
    guest.visit(CONSOLE, old, "console-office-closed").await
}

pub(super) async fn certificates(
    place: &Place,
    guest: &Guest,
    letters: &[Credentials],
) -> anyhow::Result<()> {
    const PATH: &str = "/certificates";
    let path = "/certificates?state=issued";
    guest
        .visit(CONSOLE, path, "console-certificates-none")
        .await?;
    for (letter, class) in [
        (&letters[0], CertificateClass::CarePlan),
        (&letters[1], CertificateClass::CareInsurance),
    ] {
        place.minutes(1);
        place.certificate(letter, class).await?;
    }
    guest.visit(CONSOLE, PATH, "console-certificates").await?;
    let all = format!("{PATH}/approve");
    guest
        .visit(CONSOLE, &all, "console-certificates-approve")
        .await?;
    guest.open(CONSOLE, PATH).await?;
    let one = guest.link("tbody a[href^='/certificates/']").await?;
    guest.visit(CONSOLE, &one, "console-certificate").await?;
    guest.send(&format!("form[action='{one}/refuse']")).await?;
    guest
        .look_at_refusal(422, "console-certificate-refused")
        .await?;
    guest.open(CONSOLE, PATH).await?;
    guest.press("input[name='id']").await?;
    guest.press(".table ~ .button-row button").await?;
    guest.browser().find(".banner").await?;
    guest.look("console-certificates-approved").await?;
    guest
        .visit(CONSOLE, &one, "console-certificate-issued")
        .await?;
    guest.press("[name='revocation'][value='lost']").await?;
    guest.send(&format!("form[action='{one}/revoke']")).await?;
    guest.look("console-certificate-revoked").await
}
