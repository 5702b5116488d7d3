//! The way of the portal with nothing but a keyboard.

use tasuki_browser::thirtyfour::Key;
use tasuki_server::Site;

use super::{FORM, Guest, PASSWORD, Place, paid_day};

#[tokio::test]
async fn an_office_applies_with_the_keyboard_alone() -> anyhow::Result<()> {
    let place = Place::on(paid_day(), |_| ()).await?;
    let letter = place.office("1370000001", "訪問介護ひまわり", "11").await?;
    let guest = Guest::start(&place.town).await?;
    guest.open(Site::Portal, "/login").await?;
    guest.tab_to("[name='user_id']").await?;
    guest.keys(letter.user.as_str()).await?;
    guest.tab_to("[name='password']").await?;
    guest.keys(PASSWORD).await?;
    guest.keys(Key::Enter).await?;
    guest.is_at("/").await?;

    guest.tab_to("nav a[href='/application']").await?;
    guest.keys(Key::Enter).await?;
    guest.is_at("/application").await?;
    guest.tab_to("a[href='/application/form']").await?;
    guest.keys(Key::Enter).await?;
    guest.is_at("/application/form").await?;
    for (name, value) in FORM {
        guest.tab_to(&format!("[name='{name}']")).await?;
        guest.keys(value).await?;
    }
    guest.tab_to("[name='method']").await?;
    guest.keys(Key::Space).await?;
    for document in ["terms", "privacy"] {
        read_and_agree(&guest, document).await?;
    }
    guest.tab_to("main button[type='submit']").await?;
    guest.keys(Key::Enter).await?;
    guest.browser().find("dialog[open]").await?;
    // The question has the focus, and no key leads out of it.
    guest.tab_to("dialog[open] [data-answer='no']").await?;
    guest.tab_to("dialog[open] [data-answer='yes']").await?;
    guest.keys(Key::Enter).await?;
    guest.is_at("/application/completion").await?;
    place.end(guest).await
}

/// Scrolls a text to its end, which unlocks its box, and ticks it.
async fn read_and_agree(guest: &Guest, document: &str) -> anyhow::Result<()> {
    let part = format!("[data-consent]:has([name='{document}'])");
    guest
        .tab_to(&format!("{part} [data-consent-terms]"))
        .await?;
    guest.keys(Key::End).await?;
    let tick = format!("[type='checkbox'][name='{document}']");
    let unlocked = format!("!document.querySelector(\"{tick}\").disabled");
    guest.browser().wait_for(&unlocked).await?;
    guest.tab_to(&tick).await?;
    guest.keys(Key::Space).await?;
    let ticked = format!("document.querySelector(\"{tick}\").checked");
    guest.browser().wait_for(&ticked).await
}
