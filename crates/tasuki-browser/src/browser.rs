//! The browser.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::{
    By, ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
    WebElement,
};

use crate::axe::{self, Violation};
use crate::process::DriverProcess;
use crate::window::Window;

/// How Chromium is started: alone, without asking anybody anything.
const ARGUMENTS: &[&str] = &[
    "--headless",
    // Tests also run as root, who gets no sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=ja",
    // Towns have authorities of their own.
    "--ignore-certificate-errors",
];

/// How long a condition may take to come true, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// A browser with a profile of its own. It ends when it is closed or dropped.
#[derive(Debug)]
pub struct Browser {
    // Dropped first: that ends Chromium, then its driver is killed, then the profile removed.
    driver: WebDriver,
    _process: DriverProcess,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with a window as large as that of an office's computer.
    pub async fn start() -> anyhow::Result<Self> {
        let profile = TempDir::new()?;
        let process = DriverProcess::start().await?;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument)?;
        }
        let folder = profile.path().to_str().context("no UTF-8 path")?;
        wanted.add_arg(&format!("--user-data-dir={folder}"))?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let poller = ElementPollerWithTimeout::new(PATIENCE, LOOK_EVERY);
        let driver = WebDriver::builder(process.address(), wanted)
            .client(client()?)
            .poller(Arc::new(poller))
            .await
            .context("Chromium did not start")?;
        let browser = Self {
            driver,
            _process: process,
            _profile: profile,
        };
        browser.resize(Window::Desk).await?;
        Ok(browser)
    }

    /// The driver, for everything that has no method here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens a page; it is loaded when this returns.
    pub async fn open(&self, url: &str) -> anyhow::Result<()> {
        self.driver.goto(url).await.with_context(|| url.to_owned())
    }

    /// The element that a CSS selector finds, waiting until there is one.
    pub async fn find(&self, selector: &str) -> anyhow::Result<WebElement> {
        use thirtyfour::extensions::query::ElementQueryable as _;
        let found = self.driver.query(By::Css(selector)).first().await;
        found.with_context(|| format!("no {selector}"))
    }

    /// Presses the element that a CSS selector finds. A page may come anew by itself while somebody
    /// reaches for it: then it is found and pressed on the new one.
    pub async fn press(&self, selector: &str) -> anyhow::Result<()> {
        loop {
            let found = self.find(selector).await?;
            let pressed = match found.scroll_into_view().await {
                Ok(()) => found.click().await,
                Err(error) => Err(error),
            };
            match pressed {
                Err(error) if is_of_page_before(&error) => {}
                pressed => return pressed.with_context(|| selector.to_owned()),
            }
        }
    }

    /// Waits until a JavaScript expression is true.
    pub async fn wait_for(&self, condition: &str) -> anyhow::Result<()> {
        let look = format!("return Boolean({condition})");
        let end = tokio::time::Instant::now() + PATIENCE;
        let mut next = tokio::time::interval(LOOK_EVERY);
        while !self.is(&look).await? {
            let url = self.driver.current_url().await?;
            ensure!(
                tokio::time::Instant::now() < end,
                "{url}: never came true: {condition}"
            );
            next.tick().await;
        }
        Ok(())
    }

    /// The value of a JavaScript expression.
    pub async fn value<T: serde::de::DeserializeOwned>(
        &self,
        expression: &str,
    ) -> anyhow::Result<T> {
        let script = format!("return {expression}");
        let answer = self.driver.execute(script, Vec::new()).await?;
        Ok(answer.convert()?)
    }

    /// Makes the window as large as that of a computer or a phone.
    pub async fn resize(&self, window: Window) -> anyhow::Result<()> {
        let command = "Emulation.setDeviceMetricsOverride";
        self.driver
            .cdp()
            .send_raw(command, window.metrics())
            .await?;
        Ok(())
    }

    /// Makes the window `width` pixels wide, whatever its height was.
    pub async fn widen(&self, width: u16) -> anyhow::Result<()> {
        let command = "Emulation.setDeviceMetricsOverride";
        let metrics = json!({
            "width": width, "height": 768, "deviceScaleFactor": 1, "mobile": false,
        });
        self.driver.cdp().send_raw(command, metrics).await?;
        Ok(())
    }

    /// How many pixels of the page are beyond the right edge of the window.
    pub async fn sideways_scroll(&self) -> anyhow::Result<i64> {
        self.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            .await
    }

    /// Writes a picture (PNG) of the page in its full height.
    pub async fn screenshot(&self, file: &Path) -> anyhow::Result<()> {
        #[derive(Deserialize)]
        struct Picture {
            data: String,
        }
        let page = self.driver.cdp();
        let metrics = page.send_raw("Page.getLayoutMetrics", json!({})).await?;
        let size = metrics.get("cssContentSize").context("no size")?;
        let wanted = json!({
            "format": "png",
            "captureBeyondViewport": true,
            "clip": {
                "x": 0, "y": 0, "scale": 1,
                "width": size.get("width"), "height": size.get("height"),
            },
        });
        let picture = page.send_raw("Page.captureScreenshot", wanted).await?;
        let picture: Picture = serde_json::from_value(picture)?;
        if let Some(folder) = file.parent() {
            fs_err::create_dir_all(folder)?;
        }
        fs_err::write(file, STANDARD.decode(picture.data)?)?;
        Ok(())
    }

    /// What the browser complained of since this was last asked: errors of scripts, breaches of the
    /// `Content-Security-Policy`, files that are not there.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let complaint = |entry: thirtyfour::BrowserLogEntry| {
            (entry.level == "SEVERE" || entry.level == "WARNING").then_some(entry.message)
        };
        Ok(entries.into_iter().filter_map(complaint).collect())
    }

    /// Fails where axe-core finds something serious or critical on the page.
    pub async fn check_accessibility(&self) -> anyhow::Result<()> {
        let violations = self.violations().await?;
        let url = self.driver.current_url().await?;
        let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
        ensure!(violations.is_empty(), "{url}\n{}", shown.join("\n"));
        Ok(())
    }

    /// What axe-core finds on the page that is serious or critical.
    pub async fn violations(&self) -> anyhow::Result<Vec<Violation>> {
        axe::violations(&self.driver).await
    }

    /// Ends the browser.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }

    async fn is(&self, look: &str) -> anyhow::Result<bool> {
        let answer = self.driver.execute(look, Vec::new()).await?;
        Ok(answer.convert()?)
    }
}

/// It speaks to the driver on this machine only: TLS is never used, but must be set up.
fn client() -> anyhow::Result<reqwest::Client> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder().use_preconfigured_tls(tls);
    // A browser that is dropped by a failing test is ended from another runtime, which could not
    // use a connection that this one has kept.
    Ok(client.no_proxy().pool_max_idle_per_host(0).build()?)
}

/// Whether what was found stood on a page that is there no more. Where the new page comes within the
/// press, the browser's own words for it come through.
fn is_of_page_before(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(_))
        || error
            .to_string()
            .contains("does not belong to the document")
}
