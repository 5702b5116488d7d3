//! 一括送信 through a crash, a pause and a refusal; and files that come in a ZIP.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tasuki_desk::Query;
use tasuki_testing::{Chance, Wire};

use crate::desktop::Desktop;
use crate::guest::Guest;

/// An office of which the platform does not know yet.
const NOBODY: &str = "1370009999";

/// The files for so many partners.
async fn files_for(desktop: &Desktop, partners: usize) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for at in 1..=partners {
        files.extend(desktop.plan(&desktop.partner(at).await?, 1)?);
    }
    Ok(files)
}

async fn choose(guest: &Guest, files: &[PathBuf]) -> anyhow::Result<()> {
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    guest.open("/bulk").await?;
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await
}

const CONFIRM: &str = "main form[action^='/bulk/'] button.is-primary";

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_goes_on_after_the_client_was_killed_in_its_middle() -> anyhow::Result<()> {
    const PARTNERS: usize = 12;
    let mut desktop = Desktop::start().await?;
    let address = desktop.town.exchange();
    let wire = Wire::to(address.trim_start_matches("https://").parse()?).await?;
    desktop.set_up(&wire.exchange())?;
    let mut files = files_for(&desktop, PARTNERS).await?;
    // The message at which the line dies: longer than all before it together.
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend(Chance::new(7).bytes(1_000_000));
    let letter = desktop.folder.path().join("software/連絡_1370000106.jpg");
    fs_err::write(&letter, picture)?;
    files.push(letter);
    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    choose(&guest, &files).await?;
    guest.sees("12事業所へ12件を送信").await?;
    // The platform takes one in the middle, its answer is lost, and nothing comes any more.
    wire.die_at_answer_to(900_000);
    guest.press(CONFIRM).await?;
    desktop.confirm_office(&guest).await?;
    guest.is_at("/sending/*").await?;
    guest.sees("自動で続けます").await?;
    guest.look("bulk-waits").await?;
    client.kill().await?;
    let taken = desktop.sent().await?;
    assert!((2..PARTNERS).contains(&taken), "{taken} were taken");
    wire.mend();

    let (client, address) = desktop.process().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    guest.sees("一括送信です。12件のうち").await?;
    guest.press(".open-sending button").await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("12件すべてを送信しました").await?;
    let desk = desktop.office.desk(&desktop.town)?;
    let sent = desk.outbox_pages(Query::default()).all().await?;
    let receivers: BTreeSet<_> = sent.iter().map(|one| one.receiver).collect();
    assert_eq!((sent.len(), receivers.len()), (PARTNERS, PARTNERS));
    drop(client);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_is_paused_goes_on_and_only_what_failed_is_tried_again() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let mut files = files_for(&desktop, 3).await?;
    let mut nobody = desktop.partner(4).await?;
    nobody.number = NOBODY.parse()?;
    files.extend(desktop.plan(&nobody, 1)?);
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    desktop.log_in_office(&guest).await?;
    choose(&guest, &files).await?;
    guest.sees("4事業所へ4件を送信").await?;
    desktop.town.stop().await?;
    guest.press(CONFIRM).await?;
    guest.sees("自動で続けます").await?;
    guest.press("form[action$='/pause'] button").await?;
    guest.sees("この一括送信は途中で止まっています").await?;
    guest.look("bulk-paused").await?;
    // The platform is back, and still nothing goes: somebody has paused it.
    desktop.town.start().await?;
    guest.open("/").await?;
    guest.sees("4件のうち0件が済んでいます").await?;
    assert_eq!(desktop.sent().await?, 0);
    guest.press(".open-sending button").await?;
    guest
        .sees("3件を送信しました。1件は送信できませんでした")
        .await?;
    assert_eq!(desktop.sent().await?, 3);
    let new = desktop.town.office(NOBODY, "訪問介護あたらしい", &["11"]);
    new.await?;
    guest.press("form[action$='/retry'] button").await?;
    guest.sees("4件すべてを送信しました").await?;
    assert_eq!(desktop.sent().await?, 4);

    // Another one is given up, and then sent after all.
    let mut second = Vec::new();
    for at in 1..=2 {
        second.extend(desktop.plan(&desktop.partner(at).await?, 2)?);
    }
    choose(&guest, &second).await?;
    guest.sees("2事業所へ2件を送信").await?;
    desktop.town.stop().await?;
    guest.press(CONFIRM).await?;
    guest.sees("自動で続けます").await?;
    guest.press("form[action$='/stop'] button").await?;
    guest.sees("一括送信を取りやめました").await?;
    desktop.town.start().await?;
    guest.open("/sent").await?;
    guest.sees("送信できなかったもの（2件）").await?;
    guest.press(".draft-actions a").await?;
    guest.press("form[action$='/retry'] button").await?;
    guest.sees("2件すべてを送信しました").await?;
    assert_eq!(desktop.sent().await?, 6);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_in_a_zip_is_sorted_like_files() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let archive = desktop.folder.path().join("今月.zip");
    let mut zip = zip::ZipWriter::new(fs_err::File::create(&archive)?);
    let stored = zip::write::SimpleFileOptions::default();
    for file in files_for(&desktop, 2).await? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        zip.start_file(format!("今月/{name}"), stored)?;
        zip.write_all(&fs_err::read(&file)?)?;
    }
    zip.finish()?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.drop_files(&[&archive]).await?;
    guest.is_at("/bulk/*").await?;
    guest.sees("2事業所へ2件を送信").await?;
    guest.press(CONFIRM).await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("2件すべてを送信しました").await?;
    assert_eq!(desktop.sent().await?, 2);
    guest.close().await?;
    desktop.town.stop().await
}
