//! One start of the program, and one visit to its list.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tasuki_browser::Browser;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::desk::Office;
use tasuki_measure::machine::peak_memory;

/// Milliseconds from the request for a page until it is painted and its scripts have run.
const DRAWN: &str = "(() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return Math.max(page.domContentLoadedEventEnd, paint ? paint.startTime : 0) - page.startTime;
})()";

/// Whether the page is painted and loaded.
const IS_THERE: &str = "document.readyState === 'complete' && \
     performance.getEntriesByName('first-contentful-paint').length > 0";

/// Scrolls to the end of the page, a picture at a time, and keeps the longest time between two.
const SCROLL: &str = "(() => {
  window.longestGap = -1;
  let [longest, before] = [0, performance.now()];
  const step = () => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    const end = document.documentElement.scrollHeight - innerHeight - 1;
    if (scrollY >= end) { window.longestGap = longest; return; }
    scrollBy({ top: 120, behavior: 'instant' });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})()";

/// What is done in the list: what it is called, its address, and what the page then says.
const IN_THE_LIST: [(&str, &str, &str); 6] = [
    ("drawn", "/sent", "10000件"),
    ("next page", "/sent?page=2", "51〜100件"),
    ("last page", "/sent?page=200", "9951〜10000件"),
    ("filtered", "/sent?month=202507&state=opened", "件"),
    ("sorted", "/sent?sort=partner", "10000件"),
    ("searched", "/sent?q=事業所199", "50件"),
];

/// A page of the same program with some lines on it, as the list's limit: what the browser needs for
/// any page.
const SHORT_PAGE: &str = "/settings/proxy";

/// What was seen, in milliseconds and bytes.
pub(super) struct Seen {
    pub(super) address: f64,
    pub(super) start: f64,
    pub(super) log_in: f64,
    /// The short page.
    pub(super) short: f64,
    pub(super) list: Vec<(&'static str, f64)>,
    pub(super) scroll: f64,
    pub(super) memory: u64,
}

/// Starts the program, logs in, works in the list, and ends it.
pub(super) async fn once(program: &Path, office: &Office) -> anyhow::Result<Seen> {
    let browser = Browser::start().await?;
    browser.open("about:blank").await?;
    let started = Instant::now();
    let (mut child, address) = start(program, &office.profile).await?;
    let told = milliseconds(started);
    browser.open(&address).await?;
    browser.find("main [name='user_id']").await?;
    browser.wait_for(IS_THERE).await?;
    let start = milliseconds(started);

    let log_in = log_in(&browser, office).await?;
    let origin = address.split("/open").next().unwrap_or_default();
    browser.open(&format!("{origin}{SHORT_PAGE}")).await?;
    browser.wait_for(IS_THERE).await?;
    let short = browser.value(DRAWN).await?;
    let mut list = Vec::new();
    for (what, path, says) in IN_THE_LIST {
        browser.open(&format!("{origin}{path}")).await?;
        browser.wait_for(IS_THERE).await?;
        let text: String = browser.value("document.body.innerText").await?;
        anyhow::ensure!(text.contains(says), "{path} does not say {says}:\n{text}");
        list.push((what, browser.value(DRAWN).await?));
    }
    browser.open(&format!("{origin}/sent")).await?;
    browser.driver().execute(SCROLL, Vec::new()).await?;
    browser.wait_for("window.longestGap >= 0").await?;
    let scroll = browser.value("window.longestGap").await?;
    let memory = peak_memory(child.id().context("the program has ended")?)?;
    browser.close().await?;
    child.kill().await?;
    Ok(Seen {
        address: told,
        start,
        log_in,
        short,
        list,
        scroll,
        memory,
    })
}

/// Starts the program, as people do who open its page themselves; its one-time address.
async fn start(program: &Path, profile: &Path) -> anyhow::Result<(Child, String)> {
    let mut child = Command::new(program)
        .arg("--profile")
        .arg(profile)
        .arg("--no-browser")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| program.display().to_string())?;
    let output = child.stdout.take().context("no standard output")?;
    let mut lines = BufReader::new(output).lines();
    let address = lines.next_line().await?;
    let address = address.context("the program did not tell its address")?;
    Ok((child, address))
}

/// Logs in; milliseconds from the pressed button to the page of the month.
async fn log_in(browser: &Browser, office: &Office) -> anyhow::Result<f64> {
    for (field, value) in [
        ("user_id", office.user.to_string()),
        ("password", office.password.expose_secret().to_owned()),
    ] {
        let field = browser.find(&format!("main [name='{field}']")).await?;
        // From the second start on the program knows who logs in.
        field.clear().await?;
        field.send_keys(value).await?;
    }
    let button = browser.find("main form button[type='submit']").await?;
    let pressed = Instant::now();
    button.click().await?;
    let is_there = format!("location.pathname === '/' && {IS_THERE}");
    browser.wait_for(&is_there).await?;
    Ok(milliseconds(pressed))
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
