//! Whom somebody sends to: chosen among those that are known, or found by a name; and the way back to a draft.

use crate::desktop::Desktop;
use crate::guest::Guest;

/// What stands in a field of the page.
async fn value(guest: &Guest, name: &str) -> anyhow::Result<String> {
    let field = format!("document.querySelector('main [name={name}]').value");
    guest.browser().value(&field).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_chosen_without_typing_a_number() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    let number = partner.number.as_str();
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;

    // Found by its name; one's own office is nobody to send to.
    guest
        .open("/partners?words=%E3%81%BF%E3%81%BB%E3%82%93")
        .await?;
    guest.sees(&partner.name).await?;
    let rows: String = guest
        .browser()
        .value("document.querySelector('tbody').innerText")
        .await?;
    assert!(!rows.contains(desktop.office.number.as_str()), "{rows}");
    guest.press("form[action$='/favourite'] button").await?;
    guest.sees("★").await?;
    guest.look("partners-send").await?;
    guest.press("tbody a[href^='/compose?to=']").await?;
    guest.is_at("/compose").await?;
    assert_eq!(value(&guest, "to").await?, number);

    // Looked for by its name while something is written already.
    guest.open("/compose").await?;
    guest.fill("text", "よろしくお願いいたします。").await?;
    guest.is_at("/compose/*").await?;
    guest.press("button[value='find']").await?;
    guest.is_at("/partners").await?;
    guest.sees("送信先を選ぶ").await?;
    guest.look("partners-choose").await?;
    guest
        .press("tbody form[action^='/compose/'] button")
        .await?;
    guest.is_at("/compose/*").await?;
    assert_eq!(value(&guest, "to").await?, number);
    assert_eq!(value(&guest, "text").await?, "よろしくお願いいたします。");

    // Chosen by keys among those that are often used.
    guest.open("/compose").await?;
    guest.fill("text", "二通目です。").await?;
    guest.is_at("/compose/*").await?;
    let draft: String = guest.browser().value("location.pathname").await?;
    guest.open(&draft).await?;
    guest.tab_to("#field-partner").await?;
    guest
        .press_key(tasuki_browser::thirtyfour::Key::Down)
        .await?;
    guest.tab_to("button[value='partner']").await?;
    guest
        .press_key(tasuki_browser::thirtyfour::Key::Enter)
        .await?;
    guest
        .wait_for(&format!(
            "document.querySelector('[name=to]').value === '{number}'"
        ))
        .await?;
    assert_eq!(value(&guest, "text").await?, "二通目です。");
    guest.look("compose-chosen").await?;

    // Who does not log in is back at the draft.
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/office-user").await?;
    guest.press("main .button-row a").await?;
    guest.is_at("/compose/*").await?;
    assert_eq!(value(&guest, "text").await?, "二通目です。");

    // Drafts for one partner are told apart; who chose none is led to them.
    guest.open("/compose").await?;
    guest.sees("一時保存したもの（2件）").await?;
    guest.sees("「よろしくお願いいたします。」").await?;
    guest.sees("「二通目です。」").await?;
    guest
        .press("form[action='/compose/discard'] button:not([name])")
        .await?;
    guest.sees("破棄するものを選んでください。").await?;
    guest
        .wait_for("document.activeElement.id === 'drafts'")
        .await?;
    guest.look("compose-lacks-choice").await?;
    guest.close().await?;
    desktop.town.stop().await
}
