//! A list of ten thousand messages: how long it takes, as served and as drawn.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_browser::Window;
use tasuki_client::{Running, Started, start};
use tasuki_desk::{Desk, ListedMessage, Lock, Profile, Side};
use tasuki_terms::{
    Clock as _, MessageState, SendingUnit, ServiceMonth, SystemClock, day_in_japan,
};
use tasuki_testing::{Town, TownPlan, sent_messages};

use crate::desktop::{app_user, make_profile};
use crate::guest::Guest;
use crate::visitor::plan;

const MANY: usize = 10_000;

/// Names that need much room.
pub(crate) const LONG: [&str; 2] = [
    "社会福祉法人みほん会特別養護老人ホームながいなまえ併設居宅介護支援事業所第二分室",
    "Mihonkaigoshiensabisukabushikigaishanagainamaejigyosho",
];

/// Milliseconds from the request to the last byte, and to the page that can be used.
const TIMES: &str = "(() => {
  const one = performance.getEntriesByType('navigation')[0];
  return [one.responseEnd - one.requestStart, one.domContentLoadedEventEnd - one.startTime];
})()";

/// A client with these messages in its lists, somebody who has logged in with it, and the town.
pub(crate) struct Listing {
    folder: tempfile::TempDir,
    town: Town,
    client: Running,
    pub(crate) guest: Guest,
}

impl Listing {
    pub(crate) async fn of(
        sent: &[ListedMessage],
        received: &[ListedMessage],
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let town = folder.path().join("town");
        let mut town = Town::found(&town, TownPlan::default(), Arc::new(SystemClock)).await?;
        town.start().await?;
        let office = town.office("1370000001", "居宅介護支援みほん", &["43"]);
        let office = office.await?;
        let home = folder.path().join("manager");
        make_profile(&home.join("profile"), &office, &town.exchange())?;
        let (user, password) = app_user(&office)?;
        let profile = Profile::load(home.join("profile"), &Lock::new(password))?;
        let desk = Desk::open(profile, office.password.clone())?;
        desk.book().save_messages(Side::Sent, sent)?;
        desk.book().save_messages(Side::Received, received)?;
        desk.book().learn_partners(sent)?;
        drop(desk);
        let Started::Here(client) = start(plan(&home)).await? else {
            anyhow::bail!("another client runs");
        };
        let mut guest = Guest::start().await?;
        guest.open_client(&client).await?;
        guest.is_at("/login").await?;
        guest.fill("user_id", &user.to_string()).await?;
        guest.fill("password", password.expose_secret()).await?;
        guest.press("main form button[type='submit']").await?;
        guest.is_at("/").await?;
        Ok(Self {
            folder,
            town,
            client,
            guest,
        })
    }

    pub(crate) async fn close(mut self) -> anyhow::Result<()> {
        self.guest.close().await?;
        self.client.close();
        self.town.stop().await?;
        Ok(self.folder.close()?)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_messages_are_listed_and_filtered() -> anyhow::Result<()> {
    let listing = Listing::of(&sent_messages(MANY, SystemClock.now())?, &[]).await?;
    let guest = &listing.guest;
    for (what, path, expected) in [
        ("first", "/sent", "全10000件中"),
        ("again", "/sent", "全10000件中"),
        // Of ten of the partners, those of one month in twelve.
        ("filtered", "/sent?q=137000109&month=202507", "全50件中"),
        (
            "sorted, page 100",
            "/sent?sort=partner&page=100",
            "4951〜5000件",
        ),
    ] {
        guest.open(path).await?;
        guest.sees(expected).await?;
        let times: [f64; 2] = guest.browser().value(TIMES).await?;
        let [served, drawn] = times;
        println!("list of {MANY}, {what}: served in {served:.0} ms, drawn in {drawn:.0} ms");
    }
    // From row to row by keys alone.
    guest.open("/sent").await?;
    let script = "document.querySelector('tbody th a').focus()";
    guest.browser().driver().execute(script, Vec::new()).await?;
    guest
        .press_key(tasuki_browser::thirtyfour::Key::Down)
        .await?;
    let at: usize = guest
        .browser()
        .value("[...document.querySelectorAll('tbody th a')].indexOf(document.activeElement)")
        .await?;
    assert_eq!(at, 1);
    listing.close().await
}

/// The numbers, days and sizes in a list that stand on two lines.
pub(crate) const BROKEN: &str = r"(() => {
  const parts = /\d{10}|\d{4}年\d{1,2}月(?:\d{1,2}日|分)|\d{1,2}:\d{2}|[\d.]+(?:KB|MB)/g;
  const walker = document.createTreeWalker(document.querySelector('tbody'), NodeFilter.SHOW_TEXT);
  const broken = [];
  while (walker.nextNode()) {
    for (const found of walker.currentNode.data.matchAll(parts)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, found.index);
      range.setEnd(walker.currentNode, found.index + found[0].length);
      const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
      if (lines.size > 1) broken.push(found[0]);
    }
  }
  return broken;
})()";

/// Widths of windows: both sides of each at which the pages change, and between them.
const WIDTHS: [u16; 16] = [
    320, 360, 480, 600, 640, 641, 683, 768, 900, 1023, 1024, 1040, 1119, 1120, 1280, 1366,
];

#[tokio::test(flavor = "multi_thread")]
async fn no_list_is_wider_than_its_page_whatever_stands_in_it() -> anyhow::Result<()> {
    let mut sent = sent_messages(6, SystemClock.now())?;
    for (at, message) in sent.iter_mut().enumerate() {
        message.partner_name = LONG[at % LONG.len()].to_owned();
        message.unit = SendingUnit::ALL[at % SendingUnit::ALL.len()];
        message.files = 100;
        message.bytes = 10_000_000;
        message.state = MessageState::ALL[at % MessageState::ALL.len()];
    }
    let received = sent.clone();
    let listing = Listing::of(&sent, &received).await?;
    let guest = &listing.guest;
    let mut wider = Vec::new();
    let mut broken = Vec::new();
    for path in ["/sent", "/received", "/partners"] {
        // Letters of half as much again have room from a little more on.
        for (size, least) in [("usual", 320), ("large", 320), ("largest", 360)] {
            guest.open(path).await?;
            guest.press(&format!("button[value='{size}']")).await?;
            guest.is_at(path).await?;
            for width in WIDTHS.into_iter().filter(|width| *width >= least) {
                guest.browser().widen(width).await?;
                let sideways = guest.browser().sideways_scroll().await?;
                if sideways > 0 {
                    wider.push(format!("{path}, {size}, {width} px: {sideways}"));
                }
                let parts: Vec<String> = guest.browser().value(BROKEN).await?;
                if size != "usual" && !parts.is_empty() {
                    broken.push(format!("{path}, {size}, {width} px: {parts:?}"));
                }
            }
            guest.browser().resize(Window::Desk).await?;
        }
    }
    assert_eq!(wider, [""; 0]);
    assert_eq!(broken, [""; 0]);
    listing.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_two_hundred_partners_is_a_short_table() -> anyhow::Result<()> {
    let now = SystemClock.now();
    let today = day_in_japan(now);
    let month = ServiceMonth::new(today.year(), today.month())?;
    let before = month.previous()?;
    let mut sent = sent_messages(MANY, now)?;
    for (at, one) in sent.iter_mut().enumerate() {
        one.service_month = Some(if at % 2 == 0 { month } else { before });
    }
    let mut received = sent_messages(40, now)?;
    for (at, one) in received.iter_mut().enumerate() {
        one.unit = SendingUnit::Actual;
        one.service_month = Some(before);
        if at < 3 {
            one.state = MessageState::Accepted;
            one.content_until = now + jiff::SignedDuration::from_hours(240);
        }
    }
    let listing = Listing::of(&sent, &received).await?;
    let guest = &listing.guest;
    for _ in 0..3 {
        guest.open("/").await?;
        let [served, drawn]: [f64; 2] = guest.browser().value(TIMES).await?;
        println!("今月 beside {MANY} messages: served in {served:.0} ms, drawn in {drawn:.0} ms");
    }
    let rows = "[...document.querySelectorAll('.month-table')].map((one) => one.rows.length)";
    let rows: Vec<usize> = guest.browser().value(rows).await?;
    assert_eq!(rows, [11, 191]);
    guest.sees("まだのもの：").await?;
    guest.sees("ほかの190か所を表示する").await?;
    // No picture: months and counts are those of the day on which the test runs.
    for window in [Window::Desk, Window::Phone] {
        guest.browser().resize(window).await?;
        guest.browser().check_accessibility().await?;
        assert_eq!(guest.browser().sideways_scroll().await?, 0, "{window:?}");
    }
    guest.browser().resize(Window::Desk).await?;
    // Somebody waits for it on every page.
    for path in ["/", "/sent", "/settings", "/help"] {
        guest.open(path).await?;
        guest
            .wait_for("document.title.startsWith('（新着3）')")
            .await?;
    }
    listing.close().await
}
