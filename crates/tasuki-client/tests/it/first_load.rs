//! 今月 as it comes at the log-in, when nobody has asked the platform before.

use crate::desktop::Desktop;
use crate::guest::Guest;

const NOTICE: &str = "みほんの保守のお知らせ";

/// Whether the page tells what it was asked for, or that it could not ask.
const TOLD: &str = "((wanted) => {
  const text = document.querySelector('main').innerText;
  return [wanted, '連携基盤に確認できていません'].some((words) => text.includes(words));
})";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_load_tells_notices_and_the_licence_or_that_it_could_not_ask()
-> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.town.publish_notice(NOTICE).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    let script = format!(
        "{TOLD}('{NOTICE}') && [...document.querySelectorAll('dt')].some((one) => \
         one.innerText === 'ライセンスの有効期限' && one.nextElementSibling.innerText !== '-')"
    );
    assert!(guest.browser().value::<bool>(&script).await?);
    guest.close().await?;
    desktop.town.stop().await
}
