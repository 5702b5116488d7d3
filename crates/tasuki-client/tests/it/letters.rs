//! The largest letters (特大) on the narrowest screen.

use crate::desktop::Desktop;
use crate::guest::Guest;

/// What reaches beyond the right edge, the outermost first.
const BEYOND: &str = "
[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > 320.5)
  .map((one) => one.outerHTML.slice(0, 160))
";

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_letters_fit_the_narrowest_screen() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.press("button[name='size'][value='largest']").await?;
    guest.browser().find("html.text-largest").await?;
    let narrow = serde_json::json!({
        "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true,
    });
    let page = guest.browser().driver().cdp();
    page.send_raw("Emulation.setDeviceMetricsOverride", narrow)
        .await?;
    let mut wide = Vec::new();
    for path in [
        "/",
        "/compose",
        "/bulk",
        "/sent",
        "/received",
        "/partners",
        "/templates",
        "/notices",
        "/settings",
        "/settings/proxy",
        "/start",
        "/start/check",
        "/help",
        "/help/platform.unreachable",
        "/office-user?meant=received",
    ] {
        guest.open(path).await?;
        let sideways = guest.browser().sideways_scroll().await?;
        if sideways != 0 {
            let beyond: Vec<String> = guest.browser().value(BEYOND.trim()).await?;
            wide.push(format!("{path}: {sideways} pixels: {beyond:#?}"));
        }
    }
    assert_eq!(wide, [""; 0]);
    guest.close().await?;
    desktop.town.stop().await
}
