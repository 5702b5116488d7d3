//! Lists and receipts on paper (A4), as a real browser prints them.

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tasuki_terms::{Clock as _, MessageState, SendingUnit, SystemClock};
use tasuki_testing::sent_messages;

use crate::guest::Guest;
use crate::many::{BROKEN, LONG, Listing};

/// The width of what is printed on A4 between our margins, in pixels: 186 mm.
const PAPER: u16 = 703;

/// The cells that have several lines of one or two letters each.
const SLIVERS: &str = r"[...document.querySelectorAll('main :is(th, td)')].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
  const em = parseFloat(getComputedStyle(cell).fontSize);
  return lines.size > 2 && range.getBoundingClientRect().width < 3 * em;
}).map((cell) => cell.innerText)";

/// The page as PDF, as somebody gets it who prints it.
pub(crate) async fn pdf(guest: &Guest) -> anyhow::Result<Vec<u8>> {
    let page = guest.browser().driver().cdp();
    let wanted = json!({ "preferCSSPageSize": true, "printBackground": false });
    let printed = page.send_raw("Page.printToPDF", wanted).await?;
    let data = printed.get("data").and_then(|data| data.as_str());
    Ok(BASE64_STANDARD.decode(data.context("no PDF")?)?)
}

/// How many pages a PDF of Chromium has.
pub(crate) fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let pages = text.matches("/Type /Page").count();
    pages - text.matches("/Type /Pages").count()
}

/// Looks at the page as it is laid out for paper: nothing is broken or cut, and its head is there.
pub(crate) async fn is_whole(guest: &Guest, name: &str) -> anyhow::Result<()> {
    let page = guest.browser().driver().cdp();
    let media = |media: &str| json!({ "media": media });
    page.send_raw("Emulation.setEmulatedMedia", media("print"))
        .await?;
    guest.browser().widen(PAPER).await?;
    let sideways = guest.browser().sideways_scroll().await?;
    assert_eq!(sideways, 0, "{name}");
    let broken: Vec<String> = guest.browser().value(BROKEN).await?;
    assert_eq!(broken, [""; 0], "{name}");
    let slivers: Vec<String> = guest.browser().value(SLIVERS).await?;
    assert_eq!(slivers, [""; 0], "{name}");
    let head: String = guest
        .browser()
        .value("getComputedStyle(document.querySelector('thead')).display")
        .await?;
    assert_eq!(head, "table-header-group", "{name}: it stands on each page");
    let footer: f64 = guest
        .browser()
        .value("document.querySelector('.site-footer').getBoundingClientRect().height")
        .await?;
    assert!(footer.abs() < 0.1, "{name}");
    page.send_raw("Emulation.setEmulatedMedia", media(""))
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_whole_on_paper() -> anyhow::Result<()> {
    let mut sent = sent_messages(50, SystemClock.now())?;
    for (at, message) in sent.iter_mut().enumerate().take(12) {
        message.partner_name = LONG[at % LONG.len()].to_owned();
        message.partner_service = "2A".parse().ok();
        message.unit = SendingUnit::ALL[at % SendingUnit::ALL.len()];
        message.bytes = 10_000_000;
        message.state = MessageState::ALL[at % MessageState::ALL.len()];
    }
    let received: Vec<_> = sent.iter().take(5).cloned().collect();
    let listing = Listing::of(&sent, &received).await?;
    let guest = &listing.guest;
    for size in ["largest", "usual"] {
        for (path, most) in [("/sent", 5), ("/received", 1)] {
            guest.open(path).await?;
            guest.press(&format!("button[value='{size}']")).await?;
            guest.is_at(path).await?;
            let printed = pdf(guest).await?;
            guest.keep(&format!("client-print{}", path.replace('/', "-")), &printed)?;
            let pages = pages(&printed);
            assert!((1..=most).contains(&pages), "{path}, {size}: {pages} pages");
            is_whole(guest, &format!("{path}, {size}")).await?;
        }
    }
    listing.close().await
}
