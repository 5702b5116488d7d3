//! A list of ten thousand messages: how long it takes, as served and as drawn.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_client::{Started, start};
use tasuki_desk::{Desk, Lock, Profile, Side};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{Town, TownPlan, sent_messages};

use crate::desktop::{app_user, make_profile};
use crate::guest::Guest;
use crate::visitor::plan;

const MANY: usize = 10_000;

/// Milliseconds from the request to the last byte, and to the page that can be used.
const TIMES: &str = "(() => {
  const one = performance.getEntriesByType('navigation')[0];
  return [one.responseEnd - one.requestStart, one.domContentLoadedEventEnd - one.startTime];
})()";

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_messages_are_listed_and_filtered() -> anyhow::Result<()> {
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
    desk.book()
        .save_messages(Side::Sent, &sent_messages(MANY, SystemClock.now())?)?;
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
    guest.close().await?;
    town.stop().await
}
