//! 今月 as it comes at the log-in, when nobody has asked the platform before.

use crate::desktop::Desktop;
use crate::guest::Guest;

const NOTICE: &str = "みほんの保守のお知らせ";

const NOT_TOLD: &str = "連携基盤に確認できていません";

/// What stands beside 「ライセンスの有効期限」.
const LICENCE: &str = "[...document.querySelectorAll('dt')].find((one) => \
     one.innerText === 'ライセンスの有効期限').nextElementSibling.innerText";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_load_tells_notices_and_the_licence() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.town.publish_notice(NOTICE).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    // It is asked for at a glance: on a slow machine one of the next loads tells.
    for _ in 0..10 {
        if !guest.text().await?.contains(NOT_TOLD) {
            break;
        }
        guest.open("/").await?;
    }
    guest.sees(NOTICE).await?;
    let licence: String = guest.browser().value(LICENCE).await?;
    assert!(licence.contains('年'), "{licence}");
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_load_tells_that_it_could_not_ask() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.town.publish_notice(NOTICE).await?;
    desktop.set_up(&desktop.town.exchange())?;
    desktop.town.stop().await?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    let licence: String = guest.browser().value(LICENCE).await?;
    assert!(licence.contains(NOT_TOLD), "{licence}");
    let page = guest.text().await?;
    assert!(!page.contains(NOTICE), "{page}");
    // The month, the notices, the licence.
    assert_eq!(page.matches(NOT_TOLD).count(), 3, "{page}");
    guest.close().await
}
