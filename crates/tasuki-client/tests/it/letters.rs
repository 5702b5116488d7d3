//! The largest letters (特大) on narrow screens: nothing reaches out of its card or of the screen.

use crate::desktop::Desktop;
use crate::guest::Guest;

/// What reaches beyond the right edge of the card in which it stands, or of the screen. What only screen readers
/// see is clipped.
const BEYOND: &str = "
[...document.querySelectorAll('body *')]
  .filter((one) => {
    const { right, width, height } = one.getBoundingClientRect();
    if (width <= 1 || height <= 1 || one.closest('.visually-hidden, .skip-link, thead')) return false;
    const card = one.parentElement.closest('tbody tr, .home-card, .banner, .notice, .draft-list > li');
    const edge = document.documentElement.clientWidth;
    return right > Math.min(edge, card?.getBoundingClientRect().right ?? edge) + 0.5;
  })
  .map((one) => one.outerHTML.slice(0, 160))
";

/// How much of a phone's screen the head of a page takes.
const HEAD: &str =
    "document.querySelector('.site-header').getBoundingClientRect().height / innerHeight";

/// A screen of so many pixels.
async fn resize(guest: &Guest, width: u32, height: u32) -> anyhow::Result<()> {
    let screen = serde_json::json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true,
    });
    let page = guest.browser().driver().cdp();
    page.send_raw("Emulation.setDeviceMetricsOverride", screen)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_letters_fit_narrow_screens() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    let unlicensed =
        desktop
            .town
            .unlicensed_office("1370009997", "通所介護みほんそらまめ", &["15"], None);
    unlicensed.await?;
    desktop.set_up(&desktop.town.exchange())?;
    let desk = partner.desk(&desktop.town)?;
    let note = tasuki_desk::Draft {
        to: Some(desktop.office.number),
        text: Some("よろしくお願いいたします。".to_owned()),
        ..tasuki_desk::Draft::default()
    };
    desk.send(note).await?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    desktop.log_in_office(&guest).await?;
    guest.press("button[name='size'][value='largest']").await?;
    guest.browser().find("html.text-largest").await?;
    let mut wide = Vec::new();
    for (width, height) in [(320, 640), (390, 844)] {
        resize(&guest, width, height).await?;
        for path in [
            "/",
            "/compose",
            "/bulk",
            "/sent",
            "/received",
            "/partners",
            "/partners?words=%E3%81%BF%E3%81%BB%E3%82%93",
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
            let beyond: Vec<String> = guest.browser().value(BEYOND.trim()).await?;
            if sideways != 0 || !beyond.is_empty() {
                wide.push(format!("{width} {path}: {sideways} pixels: {beyond:#?}"));
            }
        }
    }
    assert_eq!(wide, [""; 0]);
    guest
        .open("/partners?words=%E3%81%BF%E3%81%BB%E3%82%93")
        .await?;
    let head: f64 = guest.browser().value(HEAD).await?;
    assert!(head < 0.5, "the head takes {head} of the screen");
    guest.close().await?;
    desktop.town.stop().await
}
