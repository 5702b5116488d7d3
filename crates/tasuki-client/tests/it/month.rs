//! 今月 with something to do in it, on a day that is the same in every run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tasuki_desk::Query;
use tasuki_testing::SetClock;

use crate::desktop::Desktop;
use crate::guest::Guest;

#[tokio::test(flavor = "multi_thread")]
async fn the_month_tells_how_far_it_is_with_each_partner() -> anyhow::Result<()> {
    let now = "2025-04-03T10:20:00+09:00".parse()?;
    let mut desktop = Desktop::start_at(Arc::new(SetClock::standing_at(now))).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;

    // Two have their plan, one of whom has opened it; a third one's is not sent yet.
    let mut partners = Vec::new();
    let mut files: Vec<Vec<PathBuf>> = Vec::new();
    for at in 1..=3 {
        let partner = desktop.partner(at).await?;
        files.push(desktop.plan(&partner, 1)?);
        partners.push(partner);
    }
    let [first, second, third] = &files[..] else {
        anyhow::bail!("three partners")
    };
    let sent: Vec<&Path> = first.iter().chain(second).map(PathBuf::as_path).collect();
    guest.open("/bulk").await?;
    guest.choose("#field-files", &sent).await?;
    guest.is_at("/bulk/*").await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("2件すべてを送信しました").await?;
    let desk = partners[0].desk(&desktop.town)?;
    for message in desk.inbox(&Query::default()).await?.messages {
        desk.receive(message.id, desktop.folder.path().join("partner"))
            .await?;
    }
    let draft: Vec<&Path> = third.iter().map(PathBuf::as_path).collect();
    guest.open("/compose").await?;
    guest.choose("#field-files", &draft).await?;
    guest.is_at("/compose/*").await?;

    guest.open("/sent").await?;
    guest.press("form[action='/lists/refresh'] button").await?;
    guest.sees("受信済").await?;
    guest.open("/").await?;
    let rows = "document.querySelectorAll('.month-table tbody tr').length";
    assert_eq!(guest.browser().value::<usize>(rows).await?, 3);
    guest.sees("まだのもの：").await?;
    guest.look("home-month").await?;
    guest.close().await?;
    desktop.town.stop().await
}
