//! Somebody at a real browser, who looks at every page closely.

mod picture;

use std::cell::Cell;
use std::path::Path;

use anyhow::Context as _;
use tasuki_browser::thirtyfour::Key;
use tasuki_browser::{Browser, Pictures, Window};
use tasuki_client::Running;

use picture::STILL;

/// In which windows pages are looked at.
const WINDOWS: [Window; 2] = [Window::Desk, Window::Phone];

/// How often something is looked at before that is given up.
const LOOKS: u32 = 5_000;

/// After so many presses of the Tab key a page has been gone through.
const MOST_TABS: u32 = 80;

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
    pictures: Pictures,
    /// What somebody did since the count began: files, fields, buttons.
    actions: Cell<u32>,
}

impl Guest {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        Ok(Self {
            browser: Browser::start().await?,
            origin: String::new(),
            pictures: Pictures::wanted(STILL),
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

    /// Lets no page run scripts from now on.
    pub(crate) async fn without_scripts(&self) -> anyhow::Result<()> {
        let page = self.browser.driver().cdp();
        let off = serde_json::json!({ "value": true });
        page.send_raw("Emulation.setScriptExecutionDisabled", off)
            .await?;
        Ok(())
    }

    /// Waits until something is so elsewhere, or shows the page.
    pub(crate) async fn wait_for_some(&self, is_so: impl Fn() -> bool) -> anyhow::Result<()> {
        for _ in 0..LOOKS {
            if is_so() {
                return Ok(());
            }
            // Asking the browser takes its time.
            self.browser.value::<bool>("true").await?;
        }
        anyhow::bail!("it never came true: {}", self.text().await?)
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
            self.pictures
                .take(&self.browser, &format!("client-{name}"), window)
                .await?;
        }
        self.browser.resize(Window::Desk).await?;
        let mut complaints = self.browser.complaints().await?;
        // A form that was refused is told with this status, which browsers note.
        complaints.retain(|complaint| !complaint.contains("status of 422"));
        // A page that asks for its program notes that nobody answers.
        complaints.retain(|complaint| !complaint.contains("/alive"));
        assert_eq!(complaints, [""; 0], "{name}");
        Ok(())
    }

    /// Keeps what was printed, where pictures are wanted.
    pub(crate) fn keep(&self, name: &str, pdf: &[u8]) -> anyhow::Result<()> {
        self.pictures.keep(name, pdf)
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

    /// Drags files over the page and drops them, as from a folder's window.
    pub(crate) async fn drop_files(&self, files: &[&Path]) -> anyhow::Result<()> {
        self.count();
        let zone = self.browser.find("[data-drop-zone]").await?;
        zone.scroll_into_view().await?;
        let (x, y) = zone.rect().await.map(|zone| (zone.x, zone.y))?;
        let scrolled: f64 = self.browser.value("scrollY").await?;
        let paths: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        for step in ["dragEnter", "dragOver", "drop"] {
            let event = serde_json::json!({
                "type": step, "x": x + 10.0, "y": y - scrolled + 10.0,
                "data": { "items": [], "files": paths, "dragOperationsMask": 1 },
            });
            let page = self.browser.driver().cdp();
            page.send_raw("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Goes on with the Tab key until the focus is on what a selector finds.
    pub(crate) async fn tab_to(&self, selector: &str) -> anyhow::Result<()> {
        let is_there = format!("document.activeElement.matches(`{selector}`)");
        for _ in 0..MOST_TABS {
            self.press_tab().await?;
            if self.browser.value(&is_there).await? {
                return Ok(());
            }
        }
        anyhow::bail!("the Tab key never comes to {selector}")
    }

    /// Presses the Tab key. A field for files would take the driver's own keys for a name.
    async fn press_tab(&self) -> anyhow::Result<()> {
        for kind in ["rawKeyDown", "keyUp"] {
            let event = serde_json::json!({
                "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9,
            });
            let page = self.browser.driver().cdp();
            page.send_raw("Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Types where the focus is.
    pub(crate) async fn type_in(&self, text: &str) -> anyhow::Result<()> {
        let focused = self.browser.driver().active_element().await?;
        Ok(focused.send_keys(text).await?)
    }

    /// Presses what a selector finds.
    pub(crate) async fn press(&self, selector: &str) -> anyhow::Result<()> {
        self.count();
        self.browser.press(selector).await
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
