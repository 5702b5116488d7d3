//! 利用状況Webサイト.

use anyhow::{Context as _, anyhow};
use jiff::civil::{DateTime, date};
use tasuki_exchange::{
    DeductionFile, DeductionOutcome, ImpossibleReason, PaymentMethod, PaymentStep, write_result,
};
use tasuki_server::{Credentials, Document, Site, Versions};
use tasuki_store::{Records, Transaction};
use tasuki_terms::CalendarMonth;

use super::{FORM, Guest, PASSWORD, Place, log_in, moment, paid_day};

const PORTAL: Site = Site::Portal;

/// The versions once the terms were changed.
const SECOND: Versions = Versions {
    terms: 2,
    privacy: 1,
};

/// A day of a year that costs nothing.
fn free_day() -> DateTime {
    date(2026, 12, 10).at(10, 0, 0, 0)
}

#[tokio::test]
async fn every_page_of_the_portal_is_good() -> anyhow::Result<()> {
    let place = Place::on(free_day(), |_| ()).await?;
    let free = place.office("1370000001", "訪問介護ひまわり", "11").await?;
    let guest = Guest::start(&place.town).await?;

    nobody(&guest, &free).await?;
    apply(&guest).await?;
    renew_or_not(&guest).await?;
    agree_again(&place, &guest, &free).await?;
    be_deducted(&place, &guest).await?;
    be_invoiced(&place, &guest).await?;
    run_out(&place, &guest).await?;
    guest.saw_all(PORTAL, &[]);
    place.end(guest).await
}

async fn nobody(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest.visit(PORTAL, "/terms/terms", "portal-terms").await?;
    guest
        .visit(PORTAL, "/terms/privacy", "portal-privacy")
        .await?;
    guest.open(PORTAL, "/nowhere").await?;
    guest.look_at_refusal(404, "portal-not-found").await?;
    guest.visit(PORTAL, "/login", "portal-login").await?;
    log_in(guest, letter, "wrong").await?;
    guest.look_at_refusal(422, "portal-login-refused").await?;
    log_in(guest, letter, PASSWORD).await?;
    guest.is_at("/").await?;
    guest.look("portal-top-before").await?;
    guest.visit(PORTAL, "/licence", "portal-licence-none").await
}

async fn apply(guest: &Guest) -> anyhow::Result<()> {
    const FORM_PATH: &str = "form[action='/application/form']";
    guest
        .visit(PORTAL, "/application", "portal-application")
        .await?;
    guest
        .visit(PORTAL, "/application/form", "portal-form")
        .await?;
    guest.fill_all(&FORM).await?;
    guest.fill("phone", "03-1234-567").await?;
    guest.fill("mail_again", "test1@example.jp").await?;
    guest.agree("terms").await?;
    guest.agree("privacy").await?;
    guest.submit(FORM_PATH).await?;
    guest.press("dialog[open] [data-answer='yes']").await?;
    guest.browser().find(".error-summary").await?;
    guest.look_at_refusal(422, "portal-form-refused").await?;
    guest.fill_all(&FORM).await?;
    guest.submit(FORM_PATH).await?;
    guest.browser().find("dialog[open]").await?;
    // The page under the question is still the refused one.
    guest.look_at_refusal(422, "portal-form-question").await?;
    guest.press("dialog[open] [data-answer='yes']").await?;
    let completion = "/application/completion";
    guest
        .arrive(PORTAL, completion, "portal-completion")
        .await?;
    let pdf = "/application/completion.pdf";
    guest.paper(PORTAL, pdf, "portal-completion-paper").await?;
    guest
        .visit(PORTAL, "/application", "portal-application-after")
        .await?;
    guest.visit(PORTAL, "/", "portal-top").await?;
    guest.send("form[action='/app-user']").await?;
    guest.look("portal-app-user").await
}

async fn renew_or_not(guest: &Guest) -> anyhow::Result<()> {
    guest
        .visit(PORTAL, "/licence", "portal-licence-free")
        .await?;
    guest.submit("form[action='/licence/renewal']").await?;
    guest.browser().find("dialog[open]").await?;
    guest.look("portal-licence-question").await?;
    guest.press("dialog[open] [data-answer='yes']").await?;
    guest.browser().find(".banner").await?;
    guest.look("portal-licence-switched").await
}

/// New terms ask for consent.
async fn agree_again(place: &Place, guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    let from = moment(date(2027, 6, 1).at(0, 0, 0, 0))?;
    let body = "第1条（目的）\n\
                この規約は、システムの利用について必要な事項を定めます。\n\n\
                第2条（改定）\n\
                利用時間を、午前7時から午後11時までに改めます。\n\
                その他の内容に変更はありません。";
    let added = place
        .registry
        .add_terms(Document::Terms, body.to_owned(), from, "hanako");
    added.await?;
    place.go_to(paid_day())?;
    guest.open(PORTAL, "/").await?;
    guest.is_at("/login").await?;
    log_in(guest, letter, PASSWORD).await?;
    guest.is_at("/").await?;
    guest.look("portal-top-consent").await?;
    guest.visit(PORTAL, "/consent", "portal-consent").await?;
    guest.send("form[action='/consent']").await?;
    guest.look_at_refusal(422, "portal-consent-refused").await?;
    guest.press("[type='checkbox'][name='terms']").await?;
    guest.send("form[action='/consent']").await?;
    guest.is_at("/").await
}

/// Another office comes to the same browser.
async fn come(
    place: &Place,
    guest: &Guest,
    number: &str,
    name: &str,
) -> anyhow::Result<Credentials> {
    let letter = place.office(number, name, "43").await?;
    guest.send("form[action='/logout']").await?;
    guest.is_at("/login").await?;
    log_in(guest, &letter, PASSWORD).await?;
    guest.is_at("/").await?;
    Ok(letter)
}

/// The office's session has ended meanwhile.
async fn come_again(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest.open(PORTAL, "/").await?;
    guest.is_at("/login").await?;
    log_in(guest, letter, PASSWORD).await?;
    guest.is_at("/").await
}

/// The federation is asked for the fees of a month, and answers; gives the number of the licence.
async fn answer(place: &Place, month: &str, outcome: DeductionOutcome) -> anyhow::Result<String> {
    let claim: CalendarMonth = month.parse()?;
    let made = place.registry.make_deductions(claim, "hanako").await?;
    let federation = made.files[0].federation;
    let records = Records::open(&place.town.setup().settings()?.store.records).await?;
    let file = records
        .read("test", move |records: &Transaction<'_>| {
            records.deduction_file(claim, federation)
        })
        .await?;
    let file = file.context("there is no file")?;
    let request = DeductionFile::read(&file.content).map_err(|faults| anyhow!("{faults:?}"))?;
    let licence = request.lines()[0].licence.to_string();
    let result = write_result(&request, place.today(), |_| outcome);
    place.minutes(1);
    let read = place
        .registry
        .read_deduction_result((claim, federation), result, false, "hanako");
    read.await?;
    Ok(licence)
}

/// The office's only licence goes on.
async fn pay(place: &Place, letter: &Credentials, step: PaymentStep) -> anyhow::Result<String> {
    let all = place.registry.licences(letter.office.number).await?;
    let licence = &all[0];
    place.minutes(1);
    let advanced = place.registry.advance_payment(licence.id, step, "hanako");
    assert!(advanced.await?, "{step:?}");
    Ok(licence.number.to_string())
}

async fn be_deducted(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    let number = "1370000002";
    let letter = come(place, guest, number, "居宅介護支援みほん").await?;
    place
        .apply(&letter, PaymentMethod::Deduction, SECOND)
        .await?;
    guest
        .visit(PORTAL, "/licence", "portal-licence-waiting")
        .await?;
    // The files of a month are made from its 16th on.
    place.go_to(date(2027, 6, 16).at(10, 0, 0, 0))?;
    come_again(guest, &letter).await?;
    let reason = ImpossibleReason::NoClaim;
    answer(place, "202706", DeductionOutcome::Impossible(reason)).await?;
    guest
        .visit(PORTAL, "/licence", "portal-licence-unpaid")
        .await?;
    pay(place, &letter, PaymentStep::RetryDeduction).await?;
    place.go_to(date(2027, 7, 16).at(10, 0, 0, 0))?;
    come_again(guest, &letter).await?;
    let licence = answer(place, "202707", DeductionOutcome::Done).await?;
    guest
        .visit(PORTAL, "/licence", "portal-licence-deducted")
        .await?;
    let receipt = format!("/licence/{licence}/receipt.pdf");
    guest
        .paper(PORTAL, &receipt, "portal-receipt-deducted")
        .await
}

async fn be_invoiced(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    let name = "ケアプランセンターさくら";
    let letter = come(place, guest, "1370000003", name).await?;
    place.apply(&letter, PaymentMethod::Invoice, SECOND).await?;
    guest
        .visit(PORTAL, "/licence", "portal-licence-invoice")
        .await?;
    let on = place.today();
    let licence = pay(place, &letter, PaymentStep::ReceiveTransfer { on }).await?;
    guest
        .visit(PORTAL, "/licence", "portal-licence-paid")
        .await?;
    for paper in ["invoice", "receipt"] {
        let path = format!("/licence/{licence}/{paper}.pdf");
        let name = format!("portal-{paper}");
        guest.paper(PORTAL, &path, &name).await?;
    }
    Ok(())
}

/// The year ends.
async fn run_out(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    place.go_to(date(2028, 6, 2).at(10, 0, 0, 0))?;
    let name = "デイサービスなのはな";
    let letter = place.office("1470000001", name, "15").await?;
    guest.open(PORTAL, "/login").await?;
    log_in(guest, &letter, PASSWORD).await?;
    place
        .registry
        .set_system_state(
            false,
            "定期保守のため、6月2日の午後8時まで停止しています。".to_owned(),
            "hanako",
        )
        .await?;
    guest.visit(PORTAL, "/", "portal-top-stopped").await
}
