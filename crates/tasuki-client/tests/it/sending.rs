//! Drafts and sending, through crashes, restarts and lost lines.

use std::path::{Path, PathBuf};

use tasuki_testing::{Chance, Wire};

use crate::desktop::Desktop;
use crate::guest::Guest;

fn paths(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_written_is_there_after_the_client_was_killed() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;

    // Written, and no button pressed.
    guest.open("/compose").await?;
    guest.fill("text", "書きかけの送付状です。").await?;
    guest.is_at("/compose/*").await?;
    // Files, and no button pressed either.
    guest.open("/compose").await?;
    let files = desktop.plan(&partner, 1)?;
    guest.choose("#field-files", &paths(&files)).await?;
    guest.sees("2025年4月分").await?;
    client.kill().await?;

    let (client, address) = desktop.process().await?;
    guest.open_address(&address).await?;
    // Nothing can be read without the password.
    guest.open("/compose").await?;
    desktop.log_in(&guest).await?;
    guest.open("/compose").await?;
    guest.sees("一時保存したもの（2件）").await?;
    guest.sees("書きかけの送付状です。").await?;
    guest.sees("ファイル3個").await?;
    guest.look("compose-drafts").await?;
    guest.press(".draft-title a").await?;
    guest.sees("2025年4月分").await?;
    guest.press("button[value='phrase']").await?;
    guest
        .wait_for("document.querySelector('[name=text]').value.includes('お世話になって')")
        .await?;
    guest.press("button[value='keep']").await?;
    guest.sees("一時保存しました").await?;
    // Nothing goes before it was asked.
    guest
        .press("form[action='/compose/discard'] button")
        .await?;
    guest.sees("破棄するものを選んでください").await?;
    guest.press("button[name='all']").await?;
    guest.sees("次の2件を破棄します").await?;
    guest.look("compose-discard").await?;
    guest.press("main .button-row a").await?;
    guest.sees("一時保存したもの（2件）").await?;
    guest.press(".draft-list input[name='draft']").await?;
    guest
        .press("form[action='/compose/discard'] button")
        .await?;
    guest.sees("次の1件を破棄します").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("一時保存したもの1件を破棄しました").await?;
    guest.sees("一時保存したもの（1件）").await?;

    guest.open("/templates").await?;
    guest
        .fill("text", "来月もよろしくお願いいたします。")
        .await?;
    guest.press("main form[action='/templates'] button").await?;
    guest.sees("来月もよろしくお願いいたします。").await?;
    guest.look("templates").await?;
    guest.press("form[action$='/start'] button").await?;
    guest.is_at("/compose/*").await?;
    guest
        .wait_for("document.querySelector('[name=text]').value.startsWith('来月も')")
        .await?;
    guest.open("/templates").await?;
    guest.press(".draft-list a[href$='/remove']").await?;
    guest.sees("次の定型文を削除します").await?;
    guest.look("template-remove").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("定型文を削除しました").await?;
    guest
        .wait_for("!document.body.innerText.includes('来月も')")
        .await?;

    // Who logs out leaves nothing to be read, and loses nothing.
    guest.press("form[action='/logout'] button").await?;
    guest.is_at("/login").await?;
    guest.open("/compose").await?;
    desktop.log_in(&guest).await?;
    guest.open("/compose").await?;
    guest.sees("一時保存したもの（2件）").await?;
    drop(client);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_goes_on_after_the_client_was_killed_and_nothing_is_sent_twice()
-> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    let address = desktop.town.exchange();
    let wire = Wire::to(address.trim_start_matches("https://").parse()?).await?;
    desktop.set_up(&wire.exchange())?;
    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;

    let mut files = desktop.plan(&partner, 1)?;
    // Large enough to tell its body from the log-in before it.
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend(Chance::new(7).bytes(300_000));
    let letter = desktop.folder.path().join("software/連絡.jpg");
    fs_err::write(&letter, picture)?;
    files.push(letter);
    guest.begin_counting();
    guest.choose("#field-files", &paths(&files)).await?;
    guest.is_at("/compose/*").await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    // The platform takes it, the answer is lost on the way, and nothing comes any more.
    wire.die_at_answer_to(200_000);
    guest.press("main form button[type='submit']").await?;
    desktop.confirm_office(&guest).await?;
    guest.is_at("/sending/*").await?;
    guest.sees("自動で続けます").await?;
    guest.look("sending-waits").await?;
    println!("first send: {} actions", guest.counted());
    assert!(guest.counted() <= 5);
    client.kill().await?;
    wire.mend();

    let (client, address) = desktop.process().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    guest.sees("送信の途中です").await?;
    guest.look("home-open-sending").await?;
    guest.press(".open-sending button").await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("受領証を発行しました").await?;
    assert_eq!(desktop.sent().await?, 1);
    guest.open("/").await?;
    guest
        .wait_for("!document.body.innerText.includes('送信の途中です')")
        .await?;
    drop(client);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_goes_on_by_itself_when_the_platform_is_back() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    for at in 1..=3 {
        let files = desktop.plan(&partner, at)?;
        guest.open("/").await?;
        guest.choose("#field-files", &paths(&files)).await?;
        guest.is_at("/compose/*").await?;
        guest.press("button[value='send']").await?;
        guest.sees("よろしいですか").await?;
        if at > 1 {
            desktop.town.stop().await?;
        }
        guest.press("main form button[type='submit']").await?;
        if at == 1 {
            desktop.confirm_office(&guest).await?;
        } else {
            guest.sees("自動で続けます").await?;
        }
        if at == 3 {
            // Stopped meanwhile, it is a draft again.
            guest.press("form[action$='/stop'] button").await?;
            guest.sees("送信を中止しました").await?;
            guest.look("sending-stopped").await?;
            guest.press("form[action$='/edit'] button").await?;
            guest.is_at("/compose/*").await?;
            desktop.town.start().await?;
        } else {
            if at > 1 {
                desktop.town.start().await?;
            }
            guest.sees("受領証を発行しました").await?;
        }
    }
    assert_eq!(desktop.sent().await?, 2);
    guest.close().await?;
    desktop.town.stop().await
}
