//! The way of the portal in a browser without scripts.

use serde_json::json;
use tasuki_server::Site;

use super::{FORM, Guest, PASSWORD, Place, log_in, paid_day};

#[tokio::test]
async fn an_office_applies_without_scripts() -> anyhow::Result<()> {
    const FORM_PATH: &str = "form[action='/application/form']";
    let place = Place::on(paid_day(), |_| ()).await?;
    let letter = place.office("1370000001", "訪問介護ひまわり", "11").await?;
    let guest = Guest::start(&place.town).await?;
    scripts(&guest, false).await?;
    guest.open(Site::Portal, "/login").await?;
    log_in(&guest, &letter, PASSWORD).await?;
    guest.open(Site::Portal, "/application/form").await?;
    guest.fill_all(&FORM).await?;
    guest.press("[name='method'][value='deduction']").await?;
    // Nothing is locked: the terms have a page of their own.
    guest.press("[type='checkbox'][name='terms']").await?;
    guest.press("[type='checkbox'][name='privacy']").await?;
    guest.send(FORM_PATH).await?;
    look(&guest, "portal-form-terms").await?;
    guest.send(FORM_PATH).await?;
    look(&guest, "portal-form-confirm").await?;
    guest.send(FORM_PATH).await?;
    guest.is_at("/application/completion").await?;

    // The switch asks on a page of its own, too.
    guest.open(Site::Portal, "/licence").await?;
    guest.send("form[action='/licence/renewal']").await?;
    look(&guest, "portal-renewal-confirm").await?;
    guest.send("form[action='/licence/renewal']").await?;
    guest.is_at("/licence").await?;
    let told: String = guest.browser().find(".banner").await?.text().await?;
    assert!(told.contains("変更しました"), "{told}");
    place.end(guest).await
}

/// Looks at a page that came without scripts; axe-core is one itself.
async fn look(guest: &Guest, name: &str) -> anyhow::Result<()> {
    scripts(guest, true).await?;
    guest.look(name).await?;
    scripts(guest, false).await
}

/// Lets the browser run scripts or not. It runs none of a page that is there already.
async fn scripts(guest: &Guest, are_run: bool) -> anyhow::Result<()> {
    let page = guest.browser().driver().cdp();
    let off = json!({ "value": !are_run });
    page.send_raw("Emulation.setScriptExecutionDisabled", off)
        .await?;
    Ok(())
}
