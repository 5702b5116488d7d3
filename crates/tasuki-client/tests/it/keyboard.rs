//! Without a mouse, and without scripts.

use secrecy::ExposeSecret as _;
use tasuki_browser::thirtyfour::Key;

use crate::desktop::{Desktop, app_user};
use crate::guest::Guest;

/// What has the ring of the focus where files are chosen, but for the fields, which nobody sees.
const RINGS: &str = "[...document.querySelectorAll('.drop-inputs :not(input)')]
    .filter((one) => getComputedStyle(one).outlineStyle === 'solid')
    .map((one) => one.innerText.trim())";

#[tokio::test(flavor = "multi_thread")]
async fn a_first_send_needs_no_mouse() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    guest.is_at("/login").await?;
    let (user, password) = app_user(&desktop.office)?;
    guest.tab_to("[name='user_id']").await?;
    guest.type_in(&user.to_string()).await?;
    guest.press_key(Key::Tab).await?;
    guest.type_in(password.expose_secret()).await?;
    guest.press_key(Key::Enter).await?;
    guest.is_at("/").await?;

    guest.tab_to("#field-files").await?;
    let rings: Vec<String> = guest.browser().value(RINGS).await?;
    assert_eq!(rings, ["ファイルを選ぶ"]);
    let files = desktop.plan(&partner, 1)?;
    let files: Vec<_> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    // What a dialog for files gives; it is the system's own.
    guest.type_in(&files.join("\n")).await?;
    guest.is_at("/compose/*").await?;
    guest.tab_to("textarea[name='text']").await?;
    guest.type_in("キーボードだけで書きました。").await?;
    guest.tab_to("button[value='send']").await?;
    guest.press_key(Key::Enter).await?;
    guest.sees("よろしいですか").await?;
    guest.tab_to("main form button[type='submit']").await?;
    guest.press_key(Key::Enter).await?;
    guest.is_at("/office-user").await?;
    guest.tab_to("[name='password']").await?;
    guest
        .type_in(desktop.office.password.expose_secret())
        .await?;
    guest.press_key(Key::Enter).await?;
    guest.sees("受領証を発行しました").await?;
    assert_eq!(desktop.sent().await?, 1);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_sorted_and_received_without_scripts() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    for text in ["一つ目", "二つ目"] {
        let letter = tasuki_desk::Draft {
            to: Some(desktop.office.number),
            text: Some(text.to_owned()),
            ..tasuki_desk::Draft::default()
        };
        partner.desk(&desktop.town)?.send(letter).await?;
    }
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.without_scripts().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    // No script of the page has run: this one would have added the choice of a folder.
    guest.open("/compose").await?;
    guest.browser().find("[data-drop-folder][hidden]").await?;
    guest.open("/received").await?;
    guest.press(".list-refresh button").await?;
    guest.sees("データが2件あります").await?;
    guest.fill("q", &partner.name).await?;
    guest.press("#field-sort option[value='oldest']").await?;
    guest.press(".list-form button").await?;
    guest.sees("全2件中").await?;
    guest.browser().find("[aria-sort='ascending']").await?;
    guest.press("thead a").await?;
    guest.browser().find("[aria-sort='descending']").await?;
    guest.press(".receive-all button").await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("2件を受信しました").await?;
    guest.close().await?;
    desktop.town.stop().await
}
