//! 一括送信 to 30 partners in a real browser.

use std::path::{Path, PathBuf};

use tasuki_browser::Window;
use tokio::time::Instant;

use crate::desktop::Desktop;
use crate::guest::Guest;
use crate::printing;

/// How far the first words of a row's cells are from one line, in pixels.
const APART: &str = "
(() => {
  const row = document.querySelector('tbody tr:has(input[type=checkbox])');
  const bottoms = [...row.querySelectorAll('label, [data-label=種別], [data-label=対象年月]')].map((one) => {
    const words = document.createRange();
    words.selectNodeContents([...one.childNodes].find((node) => node.data?.trim()));
    return words.getClientRects()[0].bottom;
  });
  return Math.max(...bottoms) - Math.min(...bottoms);
})()
";

#[tokio::test(flavor = "multi_thread")]
async fn a_month_for_thirty_partners_is_sent_in_four_actions() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut partners = Vec::new();
    for at in 1..=30 {
        partners.push(desktop.partner(at).await?);
    }
    // Three CSV files for each, and a letter.
    let mut files: Vec<PathBuf> = Vec::new();
    for partner in &partners {
        files.extend(desktop.plan(partner, 1)?);
        let letter = format!("連絡票_{}.pdf", partner.number);
        let letter = desktop.folder.path().join("software").join(letter);
        fs_err::write(&letter, b"%PDF-1.7\n")?;
        files.push(letter);
    }
    assert_eq!(files.len(), 120);
    let mut paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();

    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.begin_counting();
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await?;
    guest.sees("30事業所へ30件を送信").await?;
    assert_eq!(
        desktop.sent().await?,
        0,
        "nothing goes before it was confirmed"
    );
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    desktop.confirm_office(&guest).await?;
    guest.is_at("/sending/*").await?;
    println!("monthly bulk: {} actions", guest.counted());
    assert!(guest.counted() <= 4);
    guest.sees("30件すべてを送信しました").await?;
    guest.sees("訪問介護みほん30号").await?;
    guest.look("bulk-ended").await?;
    let printed = printing::pdf(&guest).await?;
    guest.keep("client-print-bulk", &printed)?;
    assert!(printing::pages(&printed) <= 2);
    printing::is_whole(&guest, "bulk").await?;
    guest.browser().resize(Window::Desk).await?;
    assert_eq!(desktop.sent().await?, 30);

    // A second month: one file is damaged, one belongs to nobody, one partner has left.
    let stranger = desktop.folder.path().join("software/案内.pdf");
    fs_err::write(&stranger, b"%PDF-1.7\n")?;
    paths.clear();
    let mut second: Vec<PathBuf> = Vec::new();
    for partner in partners.iter().take(4) {
        second.extend(desktop.plan(partner, 2)?);
    }
    let mut unknown = partners.first().unwrap().clone();
    unknown.number = "1370009999".parse()?;
    second.extend(desktop.plan(&unknown, 2)?);
    break_second_line(second.first().unwrap())?;
    second.push(stranger);
    guest.open("/bulk").await?;
    guest.look("bulk-choose").await?;
    paths.extend(second.iter().map(PathBuf::as_path));
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await?;
    guest.sees("確認が必要なもの（2件）").await?;
    guest.sees("4事業所へ4件を送信").await?;
    guest.sees("名簿で確認できません").await?;
    guest.look("bulk-plan").await?;
    let apart: f64 = guest.browser().value(APART.trim()).await?;
    assert!(apart < 2.0, "{apart} pixels between the words of one row");
    the_numbers_follow_the_ticks(&guest).await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    guest.sees("1件は送信できませんでした").await?;
    what_was_not_sent_stays(&guest).await?;
    guest.look("bulk-failed").await?;
    assert_eq!(desktop.sent().await?, 33);
    // The partner has come; only what failed is sent again.
    desktop
        .town
        .office("1370009999", "訪問介護あたらしい", &["11"])
        .await?;
    guest.press("form[action$='/retry'] button").await?;
    guest.sees("4件すべてを送信しました").await?;
    assert_eq!(desktop.sent().await?, 34);
    what_is_opened_alone_is_in_one_place(&guest).await?;

    quick_with_hundreds(&desktop, &guest, &partners).await?;
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_plan_is_there_after_the_client_was_killed() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let mut files = desktop.plan(&desktop.partner(1).await?, 1)?;
    files.extend(desktop.plan(&desktop.partner(2).await?, 1)?);
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let (mut client, address) = desktop.process().await?;
    let mut guest = Guest::start().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await?;
    guest.sees("2事業所へ2件を送信").await?;
    client.kill().await?;

    let (client, address) = desktop.process().await?;
    guest.open_address(&address).await?;
    desktop.log_in(&guest).await?;
    guest.open("/compose").await?;
    guest.sees("一括送信（確認待ち）").await?;
    guest.sees("ファイル6個").await?;
    guest.look("compose-plan").await?;
    guest.press(".draft-title a").await?;
    guest.is_at("/bulk/*").await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("2件すべてを送信しました").await?;
    assert_eq!(desktop.sent().await?, 2);
    guest.open("/compose").await?;
    guest
        .wait_for("!document.body.innerText.includes('確認待ち')")
        .await?;
    drop(client);
    guest.close().await?;
    desktop.town.stop().await
}

/// The page of a bulk, its print and the drafts name what it did not send, until somebody dismisses it.
async fn what_was_not_sent_stays(guest: &Guest) -> anyhow::Result<()> {
    guest
        .sees("ほかに、送信しなかったものが2件あります")
        .await?;
    guest.sees("確認が必要なもの（2件）").await?;
    guest.sees("案内.pdf").await?;
    let files = "document.querySelectorAll('.rest-files li').length > 0";
    guest.wait_for(files).await?;
    printing::is_whole(guest, "what was not sent").await?;
    guest.browser().resize(Window::Desk).await
}

/// A message of the rest that is opened alone is a draft, and stands no more among what was not sent.
async fn what_is_opened_alone_is_in_one_place(guest: &Guest) -> anyhow::Result<()> {
    let sending: String = guest.browser().value("location.pathname").await?;
    guest.press(".rest a.is-secondary").await?;
    guest.is_at("/bulk/*").await?;
    let plan: String = guest.browser().value("location.pathname").await?;
    guest.press("form[action*='/messages/'] button").await?;
    guest.is_at("/compose/*").await?;
    guest.open(&plan).await?;
    guest.sees("確認が必要なもの（1件）").await?;
    guest.sees("1件ずつ開いたもの（1件）").await?;
    guest.look("bulk-plan-moved").await?;
    guest.open(&sending).await?;
    guest.sees("送信しなかったもの（1件）").await?;
    guest.sees("1件ずつ開いたもの（1件）").await?;
    guest.open("/compose").await?;
    guest.sees("一時保存したもの（2件）").await
}

/// The button, the text and the heading tell what is ticked; a refresh leaves the ticks as they are.
async fn the_numbers_follow_the_ticks(guest: &Guest) -> anyhow::Result<()> {
    guest.press("[data-ticks] tbody label").await?;
    for _ in 0..2 {
        guest.sees("「3事業所へ3件を送信」を押してください").await?;
        guest.sees("送信するもの（3件）").await?;
        guest.browser().driver().refresh().await?;
        guest.is_at("/bulk/*").await?;
    }
    guest.press("[data-tick='none']").await?;
    guest.sees("0事業所へ0件を送信").await?;
    guest.press("[data-ticks] button.is-primary").await?;
    guest.sees("送信するものを選んでください").await?;
    guest.press("[data-tick='all']").await?;
    guest.sees("送信するもの（4件）").await
}

/// How long the plan of 540 files takes; printed, not asserted.
async fn quick_with_hundreds(
    desktop: &Desktop,
    guest: &Guest,
    partners: &[tasuki_testing::TownOffice],
) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for at in 3..9 {
        for partner in partners {
            files.extend(desktop.plan(partner, at)?);
        }
    }
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    guest.open("/bulk").await?;
    let begun = Instant::now();
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await?;
    guest.sees("30事業所へ180件を送信").await?;
    println!("{} files sorted in {:?}", files.len(), begun.elapsed());
    let begun = Instant::now();
    guest.browser().driver().refresh().await?;
    guest.is_at("/bulk/*").await?;
    println!("their page again in {:?}", begun.elapsed());
    Ok(())
}

/// The version of the second line becomes one that there is not.
pub(crate) fn break_second_line(file: &Path) -> anyhow::Result<()> {
    let mut bytes = fs_err::read(file)?;
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let version = bytes.get_mut(line + 4..line + 6).unwrap();
    version.copy_from_slice(b"99");
    fs_err::write(file, bytes)?;
    Ok(())
}
