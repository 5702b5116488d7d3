//! Somebody at a real browser.

use std::path::PathBuf;

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_browser::{Browser, Window};
use tasuki_server::Site;
use tasuki_testing::Town;

/// Where pictures of the pages go, if they are wanted; `cargo xtask screenshots` says so.
const PICTURES: &str = "TASUKI_SCREENSHOTS";

/// In which windows pages are looked at.
const WINDOWS: [Window; 2] = [Window::Desk, Window::Phone];

/// Sends a form as a press of its button would, and gives back the file that comes.
const FETCH: &str = "
const done = arguments[arguments.length - 1];
const form = document.querySelector(arguments[0]);
fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
  .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
  .then((bytes) => done(btoa(String.fromCharCode(...new Uint8Array(bytes)))))
  .catch((error) => done('! ' + error));
";

/// Somebody at a real browser, who looks at every page closely.
pub(super) struct Guest {
    browser: Browser,
    origins: Vec<(Site, String)>,
    pictures: Option<PathBuf>,
}

impl Guest {
    pub(super) async fn start(town: &Town) -> anyhow::Result<Self> {
        Ok(Self {
            browser: Browser::start().await?,
            origins: Site::ALL.map(|site| (site, town.site(site))).into(),
            pictures: std::env::var_os(PICTURES).map(PathBuf::from),
        })
    }

    pub(super) const fn browser(&self) -> &Browser {
        &self.browser
    }

    pub(super) async fn open(&self, site: Site, path: &str) -> anyhow::Result<()> {
        let origin = self.origins.iter().find(|(known, _)| *known == site);
        let (_, origin) = origin.context("no such site")?;
        self.browser.open(&format!("{origin}{path}")).await
    }

    /// Waits until the browser is at a path.
    pub(super) async fn is_at(&self, path: &str) -> anyhow::Result<()> {
        let condition = format!("location.pathname === '{path}'");
        let arrived = self.browser.wait_for(&condition).await;
        if arrived.is_err() {
            let page: String = self.browser.value("document.body.innerText").await?;
            return arrived.context(page);
        }
        arrived
    }

    /// Looks at the page: nothing serious for axe-core, nothing beyond the right edge, and no
    /// complaint of the browser.
    pub(super) async fn look(&self, name: &str) -> anyhow::Result<()> {
        for window in WINDOWS {
            self.browser.resize(window).await?;
            self.browser
                .check_accessibility()
                .await
                .with_context(|| name.to_owned())?;
            assert_eq!(
                self.browser.sideways_scroll().await?,
                0,
                "{name} {window:?}"
            );
            if let Some(folder) = &self.pictures {
                let file = folder.join(format!("{name}-{}.png", window.name()));
                self.browser.screenshot(&file).await?;
            }
        }
        self.browser.resize(Window::Desk).await?;
        assert_eq!(self.browser.complaints().await?, [""; 0], "{name}");
        Ok(())
    }

    /// Types into a field.
    pub(super) async fn fill(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let field = self.browser.find(&format!("[name='{name}']")).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Presses what a selector finds.
    pub(super) async fn press(&self, selector: &str) -> anyhow::Result<()> {
        let found = self.browser.find(selector).await?;
        found.scroll_into_view().await?;
        found.click().await.with_context(|| selector.to_owned())
    }

    /// Presses the button of a form.
    pub(super) async fn submit(&self, form: &str) -> anyhow::Result<()> {
        self.press(&format!("{form} button[type='submit']")).await
    }

    /// Reads terms to their end, which unlocks the tick, and ticks.
    pub(super) async fn agree(&self, name: &str) -> anyhow::Result<()> {
        let tick = format!("document.querySelector('[type=checkbox][name=\"{name}\"]')");
        let scroll = format!(
            "const box = {tick}.closest('[data-consent]').querySelector('[data-consent-terms]'); \
             box.scrollTop = box.scrollHeight;"
        );
        self.browser.driver().execute(scroll, vec![]).await?;
        let unlocked =
            format!("!{tick}.disabled && {tick}.getAttribute('aria-disabled') !== 'true'");
        self.browser.wait_for(&unlocked).await?;
        self.press(&format!("[type=checkbox][name='{name}']")).await
    }

    /// The file with which a form is answered.
    pub(super) async fn submitted_file(&self, form: &str) -> anyhow::Result<Vec<u8>> {
        let arguments = vec![serde_json::Value::from(form)];
        let answer = self
            .browser
            .driver()
            .execute_async(FETCH, arguments)
            .await?;
        let text: String = answer.convert()?;
        BASE64_STANDARD.decode(&text).context(text)
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.browser.close().await
    }
}
