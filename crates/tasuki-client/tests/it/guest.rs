//! Somebody at a real browser, who looks at every page closely.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tasuki_browser::thirtyfour::Key;
use tasuki_browser::{Browser, Window};
use tasuki_client::Running;

/// Where pictures of the pages go, if they are wanted.
const PICTURES: &str = "TASUKI_SCREENSHOTS";

/// In which windows pages are looked at.
const WINDOWS: [Window; 2] = [Window::Desk, Window::Phone];

/// The texts that are shown smaller than 16 pixels.
const SMALL: &str = "
[...document.querySelectorAll('body *')].filter((element) =>
  [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) &&
  element.offsetParent && parseFloat(getComputedStyle(element).fontSize) < 16
).map((element) => element.outerHTML.slice(0, 120))
";

pub(crate) struct Guest {
    browser: Browser,
    origin: String,
    pictures: Option<PathBuf>,
    /// What somebody did since the count began: files, fields, buttons.
    actions: Cell<u32>,
}

impl Guest {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        Ok(Self {
            browser: Browser::start().await?,
            origin: String::new(),
            pictures: std::env::var_os(PICTURES).map(PathBuf::from),
            actions: Cell::default(),
        })
    }

    /// Opens a client as its start does.
    pub(crate) async fn open_client(&mut self, running: &Running) -> anyhow::Result<()> {
        self.origin = format!("http://127.0.0.1:{}", running.port());
        self.browser.open(&running.address()).await
    }

    /// Opens a client by the address that it told.
    pub(crate) async fn open_address(&mut self, address: &str) -> anyhow::Result<()> {
        let origin = address.split("/open").next();
        origin.unwrap_or_default().clone_into(&mut self.origin);
        self.browser.open(address).await?;
        // A client that was killed has left its pages' connections open.
        self.browser.complaints().await.map(drop)
    }

    /// Counts from now on what somebody does.
    pub(crate) fn begin_counting(&self) {
        self.actions.set(0);
    }

    /// How many files, fields and buttons it were since then.
    pub(crate) fn counted(&self) -> u32 {
        self.actions.get()
    }

    fn count(&self) {
        self.actions.set(self.actions.get() + 1);
    }

    /// Waits until something is so, or shows the page.
    pub(crate) async fn wait_for(&self, condition: &str) -> anyhow::Result<()> {
        let come = self.browser.wait_for(condition).await;
        if come.is_err() {
            return come.context(self.text().await?);
        }
        come
    }

    pub(crate) const fn browser(&self) -> &Browser {
        &self.browser
    }

    pub(crate) async fn open(&self, path: &str) -> anyhow::Result<()> {
        self.browser.open(&format!("{}{path}", self.origin)).await
    }

    /// Waits until the browser is at a path that begins so.
    pub(crate) async fn is_at(&self, path: &str) -> anyhow::Result<()> {
        let condition = match path.strip_suffix('*') {
            Some(begin) => format!("location.pathname.startsWith('{begin}')"),
            None => format!("location.pathname === '{path}'"),
        };
        let loaded = format!("{condition} && document.readyState === 'complete'");
        let arrived = self.browser.wait_for(&loaded).await;
        if arrived.is_err() {
            return arrived.context(self.text().await?);
        }
        arrived
    }

    /// What the page says.
    pub(crate) async fn text(&self) -> anyhow::Result<String> {
        self.browser.value("document.body.innerText").await
    }

    /// Waits until the page says something.
    pub(crate) async fn sees(&self, text: &str) -> anyhow::Result<()> {
        let condition = format!("document.body.innerText.includes('{text}')");
        let seen = self.browser.wait_for(&condition).await;
        if seen.is_err() {
            return seen.context(self.text().await?);
        }
        seen
    }

    /// Looks at the page: nothing serious for axe-core, nothing beyond the right edge, no text too
    /// small to read, and no complaint of the browser.
    pub(crate) async fn look(&self, name: &str) -> anyhow::Result<()> {
        for window in WINDOWS {
            self.browser.resize(window).await?;
            let accessible = self.browser.check_accessibility().await;
            accessible.with_context(|| name.to_owned())?;
            let sideways = self.browser.sideways_scroll().await?;
            assert_eq!(sideways, 0, "{name} {window:?}");
            let small: Vec<String> = self.browser.value(SMALL.trim()).await?;
            assert_eq!(small, [""; 0], "{name} {window:?}");
            if let Some(folder) = &self.pictures {
                let file = folder.join(format!("CLIENT-{name}-{}.png", window.name()));
                self.browser.screenshot(&file).await?;
            }
        }
        self.browser.resize(Window::Desk).await?;
        let mut complaints = self.browser.complaints().await?;
        // A form that was refused is told with this status, which browsers note.
        complaints.retain(|complaint| !complaint.contains("status of 422"));
        assert_eq!(complaints, [""; 0], "{name}");
        Ok(())
    }

    /// Types into a field.
    pub(crate) async fn fill(&self, name: &str, value: &str) -> anyhow::Result<()> {
        self.fill_in(&format!("main [name='{name}']"), value).await
    }

    /// Types into the field that a selector finds.
    pub(crate) async fn fill_in(&self, selector: &str, value: &str) -> anyhow::Result<()> {
        self.count();
        let field = self.browser.find(selector).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Chooses files.
    pub(crate) async fn choose(&self, field: &str, files: &[&Path]) -> anyhow::Result<()> {
        self.count();
        let field = self.browser.find(field).await?;
        let paths: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        field.send_keys(paths.join("\n")).await?;
        Ok(())
    }

    /// Presses what a selector finds.
    pub(crate) async fn press(&self, selector: &str) -> anyhow::Result<()> {
        self.count();
        let found = self.browser.find(selector).await?;
        found.scroll_into_view().await?;
        found.click().await.with_context(|| selector.to_owned())
    }

    /// Presses a key where the focus is.
    pub(crate) async fn press_key(&self, key: Key) -> anyhow::Result<()> {
        let focused = self.browser.driver().active_element().await?;
        Ok(focused.send_keys("" + key).await?)
    }

    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.browser.close().await
    }
}
