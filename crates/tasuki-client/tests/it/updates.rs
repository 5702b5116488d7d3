//! Newer versions of this program, as the operator's support site lists them for everybody.

use anyhow::Context as _;
use tasuki_testing::{ReleaseSystem, Site};

use crate::desktop::Desktop;
use crate::guest::Guest;

const NEWER: &str = "新しいバージョン（99.1.0）があります";

/// Opens a page until it tells something that somebody asks for behind it.
async fn comes_to_tell(guest: &Guest, path: &str, text: &str) -> anyhow::Result<()> {
    for _ in 0..2_000 {
        guest.open(path).await?;
        if guest.text().await?.contains(text) {
            return Ok(());
        }
    }
    anyhow::bail!("{path} never told {text}: {}", guest.text().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_for_this_system_is_told_also_without_the_platform() -> anyhow::Result<()> {
    let mut desktop = Desktop::start_with_sites().await?;
    let here = |system: &ReleaseSystem| system.as_str() == std::env::consts::OS;
    let own = ReleaseSystem::ALL.into_iter().find(here);
    let own = own.context("no builds are listed for this system")?;
    let other = ReleaseSystem::ALL.into_iter().find(|one| *one != own);
    let other = other.context("there is no other system")?;
    desktop.town.release("99.0.0", own).await?;
    let release = desktop.town.release("99.1.0", own).await?;
    desktop.town.release("99.2.0", other).await?;
    let support = desktop.town.site(Site::Support);
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    comes_to_tell(&guest, "/", NEWER).await?;
    let sha256 = release.sha256.to_string();
    guest.sees(sha256.get(..16).unwrap_or_default()).await?;
    guest.sees("公開日：").await?;
    guest.look("home-update").await?;
    let leads: String = guest
        .browser()
        .value("document.querySelector('main section.banner a').href")
        .await?;
    assert_eq!(leads, format!("{support}/downloads"));
    guest.open("/settings").await?;
    guest.sees(NEWER).await?;
    guest.open("/start/check").await?;
    guest.sees(NEWER).await?;

    // What was told, and where the help desk is, is in the book.
    guest.open("/").await?;
    guest.press("form[action='/logout'] button").await?;
    desktop.town.stop().await?;
    desktop.log_in(&guest).await?;
    guest.sees(NEWER).await?;
    comes_to_tell(&guest, "/settings", "エラーコード：update.unreachable").await?;
    guest.open("/start/check").await?;
    guest.sees("エラーコード：update.unreachable").await?;
    guest.open("/").await?;
    guest.sees(NEWER).await?;
    let page = guest.text().await?;
    assert!(!page.contains("update.unreachable"), "{page}");
    for path in ["/help", "/help/platform.unreachable"] {
        guest.open(path).await?;
        let contact = format!("main a[href='{support}/contact']");
        guest.browser().find(&contact).await?;
    }
    guest.close().await
}
