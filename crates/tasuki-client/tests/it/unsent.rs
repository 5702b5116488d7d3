//! What was not sent though its sending is over: it is told until it is sent after all, or dismissed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use tasuki_desk::{Draft, Progress};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::SetClock;

use crate::desktop::Desktop;
use crate::guest::Guest;

/// An office of which the platform does not know yet.
const NOBODY: &str = "1370009999";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_told_until_it_is_sent_or_dismissed() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.open("/sent").await?;
    guest.sees("エラー 0件").await?;

    // One message alone, to an office that is not there yet.
    guest.open("/compose").await?;
    guest.fill("text", "よろしくお願いいたします。").await?;
    guest.is_at("/compose/*").await?;
    guest.fill("to", NOBODY).await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("送信できませんでした").await?;
    guest.open("/sent").await?;
    guest.sees("エラー 1件").await?;
    guest.press(".draft-actions a").await?;
    guest.is_at("/sending/*").await?;
    let office = desktop.town.office(NOBODY, "訪問介護あたらしい", &["11"]);
    let mut nobody = office.await?;
    guest.press("form[action$='/retry'] button").await?;
    guest.sees("受領証を発行しました").await?;
    guest.open("/sent").await?;
    guest.sees("エラー 0件").await?;

    // Many, of which one cannot go.
    let mut files = Vec::new();
    for at in 1..=2 {
        files.extend(desktop.plan(&desktop.partner(at).await?, 1)?);
    }
    nobody.number = "1370009998".parse()?;
    files.extend(desktop.plan(&nobody, 1)?);
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    guest.open("/bulk").await?;
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/bulk/*").await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    guest.sees("1件は送信できませんでした").await?;
    guest.open("/").await?;
    guest.sees("送信できなかったもの（1件）").await?;
    guest.look("home-unsent").await?;
    guest.press(".home-line a").await?;
    guest.is_at("/sent").await?;
    guest.open("/sent").await?;
    guest.sees("エラー 1件").await?;
    guest.sees("利用申請").await?;
    guest.look("sent-unsent").await?;
    guest.press(".draft-actions a[href$='/dismiss']").await?;
    guest.sees("よろしいですか").await?;
    guest.look("sending-dismiss").await?;
    guest.press("main form[action$='/dismiss'] button").await?;
    guest
        .sees("送信できなかったもの1件を、一覧から消しました。")
        .await?;
    guest.look("sending-dismissed").await?;
    guest.press("main a[href='/sent']").await?;
    guest.is_at("/sent").await?;
    guest.sees("エラー 0件").await?;
    let gone = "!document.body.innerText.includes('送信できなかったもの')";
    guest.wait_for(gone).await?;
    guest.open("/").await?;
    guest.wait_for(gone).await?;
    assert_eq!(desktop.sent().await?, 3);
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_receiver_takes_part_is_known_from_sending_to_it() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let desk = desktop.office.desk(&desktop.town)?;
    let number = NOBODY.parse()?;
    desk.book().toggle_favourite(number, "訪問介護あたらしい")?;
    let member = || {
        let known = desk.book().partners()?;
        anyhow::Ok(known.first().and_then(|partner| partner.member))
    };
    let note = || Draft {
        to: Some(number),
        text: Some("よろしくお願いいたします。".to_owned()),
        ..Draft::default()
    };
    assert_eq!(member()?, None);
    let refused = desk.send(note()).await.unwrap_err();
    assert_eq!(
        (refused.code(), member()?),
        ("receiver.not-registered", Some(false))
    );
    let office = desktop.town.office(NOBODY, "訪問介護あたらしい", &["11"]);
    office.await?;
    desk.send(note()).await?;
    assert_eq!(member()?, Some(true));
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_whose_licence_ends_before_the_last_byte_is_known_to_take_part_no_more()
-> anyhow::Result<()> {
    let clock = Arc::new(SetClock::standing_at(SystemClock.now()));
    let mut desktop = Desktop::start_at(Arc::<SetClock>::clone(&clock)).await?;
    let partner = desktop
        .town
        .unlicensed_office(NOBODY, "訪問介護みじかい", &["11"], Some(1));
    let partner = partner.await?;
    let desk = desktop.office.desk(&desktop.town)?;
    desk.book()
        .toggle_favourite(partner.number, &partner.name)?;
    let draft = Draft {
        to: Some(partner.number),
        text: Some("よろしくお願いいたします。".to_owned()),
        ..Draft::default()
    };
    // It was licensed when it was sealed for.
    let has_passed = AtomicBool::new(false);
    let progress = Progress::new(move |_| {
        if !has_passed.swap(true, Ordering::AcqRel) {
            clock.pass(SignedDuration::from_hours(48));
        }
    });
    let refused = desk.send_told(draft, Some(&progress)).await.unwrap_err();
    assert_eq!(refused.code(), "receiver.not-licensed");
    let known = desk.book().partners()?;
    assert_eq!(known.first().and_then(|one| one.member), Some(false));
    desktop.town.stop().await
}
