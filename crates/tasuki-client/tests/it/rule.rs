//! The rule of the watched folder (監視フォルダー) in a real browser, with a real platform.

use std::time::Duration;

use secrecy::ExposeSecret as _;

use crate::bulk::break_second_line;
use crate::desktop::Desktop;
use crate::guest::Guest;

/// Opens a page again and again until it says something.
async fn until_seen(guest: &Guest, path: &str, text: &str) -> anyhow::Result<()> {
    let seen = async {
        loop {
            guest.open(path).await?;
            if guest.text().await?.contains(text) {
                return anyhow::Ok(());
            }
        }
    };
    match tokio::time::timeout(Duration::from_mins(1), seen).await {
        Ok(seen) => seen,
        Err(_) => anyhow::bail!("not seen: {text}\n{}", guest.text().await?),
    }
}

/// Logs the office's user in, without whom nothing is sent.
async fn log_in_user(desktop: &Desktop, guest: &Guest) -> anyhow::Result<()> {
    guest.open("/office-user").await?;
    let password = desktop.office.password.expose_secret();
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/").await
}

#[tokio::test(flavor = "multi_thread")]
async fn clean_files_of_the_watched_folder_go_by_themselves_and_once() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let mut partners = Vec::new();
    for at in 1..=4 {
        partners.push(desktop.partner(at).await?);
    }
    let [first, wrong, third, fourth] = &*partners else {
        anyhow::bail!("four partners");
    };
    // What lies there before the rule is set is clean, and nobody's but a person's to send.
    let before = desktop.plan(fourth, 1)?;
    let folder = before.first().and_then(|file| file.parent()).unwrap();

    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    log_in_user(&desktop, &guest).await?;
    guest.open("/settings").await?;
    guest.fill("watch", &folder.display().to_string()).await?;
    guest.press("[name='rule'][value='send']").await?;
    guest.press("form[action='/settings/watch'] button").await?;
    guest.sees("自動で送信する相手を選んでください").await?;
    guest.look("settings-rule-refused").await?;
    guest.press("[name='partners'][value='all']").await?;
    guest.press("[name='units'][value='use_table']").await?;
    guest.press("form[action='/settings/watch'] button").await?;
    guest.sees("監視フォルダーを変更しました").await?;
    guest.look("settings-rule").await?;

    // What is clean and new goes; what is wrong or was there is offered, and nothing else.
    let files = desktop.plan(wrong, 1)?;
    break_second_line(files.first().unwrap())?;
    desktop.plan(first, 1)?;
    until_seen(&guest, "/", "1件を自動で送信しました").await?;
    guest
        .sees("監視フォルダーに新しいファイルが6個あります")
        .await?;
    guest.look("home-ruled").await?;
    guest.open("/notices").await?;
    guest.sees("1件を自動で送信しました").await?;
    guest.look("notices-ruled").await?;
    assert_eq!(desktop.sent().await?, 1);

    // Killed on the way, it goes on by itself after the log-in, and nothing goes twice.
    desktop.town.stop().await?;
    desktop.plan(third, 1)?;
    desktop.plan(fourth, 1)?;
    until_seen(&guest, "/", "2件を自動で送信しています").await?;
    client.kill().await?;
    desktop.town.start().await?;
    let (client, address) = desktop.process().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    log_in_user(&desktop, &guest).await?;
    until_seen(&guest, "/", "2件を自動で送信しました").await?;
    assert_eq!(desktop.sent().await?, 3);
    drop(client);
    guest.close().await?;
    desktop.town.stop().await
}
