//! ライセンス and 差引.

use tasuki_exchange::{DeductionFile, DeductionOutcome, ImpossibleReason, write_result};

use super::{CONSOLE, Guest, Place};

pub(super) async fn all(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    guest
        .visit(CONSOLE, "/licences", "console-licences")
        .await?;
    let none = "/licences?state=unpaid";
    guest.visit(CONSOLE, none, "console-licences-none").await?;
    make(guest).await?;
    read_result(place, guest).await?;
    let unpaid = "/licences?state=unpaid";
    guest
        .visit(CONSOLE, unpaid, "console-licences-unpaid")
        .await?;
    let one = guest.link("tbody a[href^='/licences/']").await?;
    guest.visit(CONSOLE, &one, "console-licence").await?;
    guest.press("button[name='step'][value='invoice']").await?;
    guest.look("console-licence-step").await?;
    guest.press("main form button.is-primary").await?;
    guest.browser().find(".banner").await?;
    guest.look("console-licence-invoiced").await
}

async fn make(guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/deductions']";
    let path = "/deductions";
    guest
        .visit(CONSOLE, path, "console-deductions-none")
        .await?;
    guest.fill("month", "2027").await?;
    guest.send(FORM).await?;
    guest
        .look_at_refusal(422, "console-deductions-refused")
        .await?;
    guest.fill("month", "202706").await?;
    guest.send(FORM).await?;
    guest.look("console-deductions-confirm").await?;
    guest.send(FORM).await?;
    guest.arrive(CONSOLE, path, "console-deductions").await
}

async fn read_result(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    let path = "/deductions/202706/13";
    let bytes = guest.download(CONSOLE, path).await?;
    let request = DeductionFile::read(&bytes).map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let day = place.today();
    let result = write_result(&request, day, |line| {
        if line.office.as_str() == "1370000002" {
            DeductionOutcome::Impossible(ImpossibleReason::NotEnough)
        } else {
            DeductionOutcome::Done
        }
    });
    let page = format!("{path}/result");
    guest
        .visit(CONSOLE, &page, "console-deduction-result")
        .await?;
    let form = format!("form[action='{page}']");
    let file = place.folder.path().join("result.csv");
    fs_err::write(&file, &result[1..])?;
    guest.choose_file("file", &file).await?;
    guest.send(&form).await?;
    guest
        .look_at_refusal(422, "console-deduction-result-refused")
        .await?;
    fs_err::write(&file, &result)?;
    guest.choose_file("file", &file).await?;
    guest.send(&form).await?;
    guest.look("console-deduction-result-read").await
}
