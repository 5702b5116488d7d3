//! お知らせ, 規約 and 操作記録.

use super::{CONSOLE, Guest, Place};

pub(super) async fn all(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    notices(guest).await?;
    place.minutes(1);
    terms(guest).await?;
    audit(guest).await
}

async fn notices(guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/notices/new']";
    let path = "/notices";
    guest.visit(CONSOLE, path, "console-notices-none").await?;
    guest
        .visit(CONSOLE, "/notices/new", "console-notice-new")
        .await?;
    guest.send(FORM).await?;
    guest.look_at_refusal(422, "console-notice-refused").await?;
    let title = "定期保守に伴う一時停止のお知らせ";
    guest.fill("title", title).await?;
    let body = "次の日時に、システムを停止します。\n\n6月20日 午後8時から午後11時まで";
    guest.fill("body", body).await?;
    guest.send(FORM).await?;
    guest.look("console-notice-confirm").await?;
    guest.press("[name='confirmed'][value='send']").await?;
    guest.arrive(CONSOLE, path, "console-notices").await?;
    let notice = guest.link("tbody a[href^='/notices/']").await?;
    guest.visit(CONSOLE, &notice, "console-notice").await
}

async fn terms(guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/terms/new']";
    guest
        .visit(CONSOLE, "/terms/new", "console-terms-new")
        .await?;
    guest.send(FORM).await?;
    guest.look_at_refusal(422, "console-terms-refused").await?;
    guest.press("[name='document'][value='terms']").await?;
    // A field of a day is typed into in the order of the browser's language.
    let day = "document.querySelector('[name=from]').value = '2027-07-01'";
    guest.browser().driver().execute(day, vec![]).await?;
    let body = "第1条（目的）\nこの規約は、利用について必要な事項を定めます。";
    guest.fill("body", body).await?;
    guest.send(FORM).await?;
    guest.arrive(CONSOLE, "/terms", "console-terms").await?;
    let path = "/terms/terms/1";
    guest.visit(CONSOLE, path, "console-terms-text").await
}

async fn audit(guest: &Guest) -> anyhow::Result<()> {
    guest.visit(CONSOLE, "/audit", "console-audit").await?;
    guest.send("form[action='/audit/verify']").await?;
    guest.look("console-audit-verified").await?;
    let export = guest.download(CONSOLE, "/audit/export.csv").await?;
    assert!(!export.is_empty());
    Ok(())
}
