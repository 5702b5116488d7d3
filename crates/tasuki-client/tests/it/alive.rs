//! What open pages tell of the program and of the platform when nobody answers.

use std::path::PathBuf;

use tasuki_browser::thirtyfour::Key;
use tasuki_client::{Plan, Started, start};

use crate::desktop::Desktop;
use crate::guest::Guest;
use crate::visitor::{plan, running};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_tells_that_its_program_was_killed_and_that_another_one_runs() -> anyhow::Result<()>
{
    let folder = tempfile::tempdir()?;
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    guest.is_at("/login").await?;
    client.kill().await?;
    guest.sees("連携クライアントが終了しています").await?;
    guest.look("client-ended").await?;
    // Another start at the same port knows nothing of this tab.
    let port = address
        .split(':')
        .nth(2)
        .and_then(|rest| rest.split('/').next());
    let again = Plan {
        port: port.and_then(|port| port.parse().ok()),
        ..plan(folder.path())
    };
    let Started::Here(again) = start(again).await? else {
        anyhow::bail!("another client runs");
    };
    guest.sees("連携クライアントが起動し直されています").await?;
    drop(again);
    guest.close().await?;
    desktop.town.stop().await
}

/// Begins what never comes to its end. (A page that is really waited for answers no driver.)
const NEVER_ENDS: &str = "(() => {
  window.addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('main form').requestSubmit();
  return true;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_told_so_and_for_how_long() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let client = running(folder.path()).await;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    guest.is_at("/start").await?;
    guest.browser().value::<bool>(NEVER_ENDS).await?;
    // Nothing of this is asked of the platform.
    guest.sees("処理しています").await?;
    guest.sees("秒たっています").await?;
    guest.look("waiting").await?;
    guest.press_key(Key::Escape).await?;
    guest
        .wait_for("!document.querySelector('[data-waiting]')")
        .await?;
    guest.close().await
}

/// The same with a link.
const LEADS_NOWHERE: &str = "(() => {
  window.addEventListener('click', (event) => event.preventDefault());
  document.querySelector(\"main a[href='/start/check']\").click();
  return true;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_link_is_told_what_it_waits_for() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    guest.is_at("/login").await?;
    guest.browser().value::<bool>(LEADS_NOWHERE).await?;
    guest.sees("連携基盤の応答を待っています").await?;
    guest.sees("30秒ほどたっても").await?;
    guest.close().await?;
    desktop.town.stop().await
}

/// Goes from 送信一覧 to the end of 送信済みと同じもの; what was sent stays in the list.
async fn throw_the_same_away(guest: &Guest) -> anyhow::Result<()> {
    guest.sees("送信済みと同じもの（1件）").await?;
    guest.press("a[href$='/dismiss?is_same=true']").await?;
    guest.sees("よろしいですか").await?;
    guest
        .sees("同じデータは送信済みで、相手に届いています")
        .await?;
    guest.press("main form[action$='/dismiss'] button").await?;
    guest
        .sees("送信済みと同じもの1件を、一覧から消しました。")
        .await?;
    guest.press("main a[href='/sent']").await?;
    guest.is_at("/sent").await?;
    guest.wait_for("!document.querySelector('#same')").await?;
    guest.sees("全1件").await
}

/// The same data with another text beside it is asked about, and so is a file that is none of CSV.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_data_with_another_text_is_asked_about() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    let files = desktop.plan(&partner, 1)?;
    let paths: Vec<_> = files.iter().map(PathBuf::as_path).collect();
    for (text, told) in [
        ("一通目です。", "受領証を発行しました"),
        ("二通目です。", "同じデータを送信済みです"),
    ] {
        guest.open("/compose").await?;
        guest.choose("#field-files", &paths).await?;
        guest.is_at("/compose/*").await?;
        guest.fill("text", text).await?;
        guest.press("button[value='send']").await?;
        guest.sees("よろしいですか").await?;
        if !told.starts_with("受領証") {
            guest.sees("前に送信したものを見る").await?;
        }
        guest.press("main form button[type='submit']").await?;
        if told.starts_with("受領証") {
            desktop.confirm_office(&guest).await?;
        }
        guest.sees(told).await?;
    }
    guest.look("sending-again").await?;
    assert_eq!(desktop.sent().await?, 1);
    // The partner has it: nothing is missing.
    guest.sees("それでも送信する").await?;
    guest.sees("月分）。").await?;
    guest.open("/sent").await?;
    guest.sees("エラー 0件").await?;
    throw_the_same_away(&guest).await?;
    assert_eq!(desktop.sent().await?, 1);
    let [first, ..] = &*files else {
        anyhow::bail!("no files");
    };
    fs_err::write(first, b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n")?;
    guest.open("/compose").await?;
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/compose/*").await?;
    guest
        .sees("このファイルはCSVファイルではなく、PDFファイルです")
        .await?;
    guest.sees("誤り 1件").await?;
    guest.look("compose-no-csv").await?;
    guest.close().await?;
    desktop.town.stop().await
}
