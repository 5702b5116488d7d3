//! Somebody at a real browser.

mod picture;
mod seen;

use std::path::Path;

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_browser::thirtyfour::{Key, TypingData};
use tasuki_browser::{Browser, Pictures, Window};
use tasuki_server::Site;
use tasuki_testing::Town;

use self::picture::STILL;
pub(super) use self::seen::Seen;

/// In which windows pages are looked at.
const WINDOWS: [Window; 2] = [Window::Desk, Window::Phone];

/// How many steps with the tabulator key lead to the end of any page.
const STEPS: usize = 80;

/// What a page is: its status, how many headings of the first level it has, and its language.
const PAGE: &str = "[performance.getEntriesByType('navigation')[0].responseStatus, \
                    document.querySelectorAll('h1').length, document.documentElement.lang]";

/// Sends a form as a press of its button would, or asks for a path, and gives back what comes.
const FETCH: &str = "
const done = arguments[arguments.length - 1];
const form = arguments[0].startsWith('/') ? null : document.querySelector(arguments[0]);
const what = form ? { method: 'POST', body: new URLSearchParams(new FormData(form)) } : {};
fetch(form ? form.action : arguments[0], what)
  .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
  .then((bytes) => new Uint8Array(bytes).reduce((text, byte) => text + String.fromCharCode(byte), ''))
  .then((text) => done(btoa(text)))
  .catch((error) => done('! ' + error));
";

/// Somebody at a real browser, who looks at every page closely.
pub(super) struct Guest {
    browser: Browser,
    origins: Vec<(Site, String)>,
    pictures: Pictures,
    seen: Seen,
}

impl Guest {
    pub(super) async fn start(town: &Town) -> anyhow::Result<Self> {
        Ok(Self {
            browser: Browser::start().await?,
            origins: Site::ALL.map(|site| (site, town.site(site))).into(),
            pictures: Pictures::wanted(STILL),
            seen: Seen::default(),
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
        let condition =
            format!("location.pathname === '{path}' && document.readyState === 'complete'");
        let arrived = self.browser.wait_for(&condition).await;
        if arrived.is_err() {
            let page: String = self.browser.value("document.body.innerText").await?;
            return arrived.context(page);
        }
        arrived
    }

    /// Opens a page of a site, and looks at it.
    pub(super) async fn visit(&self, site: Site, path: &str, name: &str) -> anyhow::Result<()> {
        self.open(site, path).await?;
        let at: String = self.browser.value("location.pathname").await?;
        let wanted = path.split('?').next().unwrap_or_default();
        assert_eq!(at, wanted, "{name} leads elsewhere");
        self.look(name).await?;
        self.seen.note(site, path);
        Ok(())
    }

    /// Looks at the page that is there.
    pub(super) async fn look(&self, name: &str) -> anyhow::Result<()> {
        self.look_at(200, name).await
    }

    /// Looks at the page with which something was refused or is missing.
    pub(super) async fn look_at_refusal(&self, status: u16, name: &str) -> anyhow::Result<()> {
        self.look_at(status, name).await
    }

    /// Looks at the page: nothing serious for axe-core, nothing beyond the right edge, no complaint
    /// of the browser, and the frame of a page.
    async fn look_at(&self, status: u16, name: &str) -> anyhow::Result<()> {
        let page: (u16, usize, String) = self.browser.value(PAGE).await?;
        assert_eq!(page, (status, 1, "ja".to_owned()), "{name}");
        for window in WINDOWS {
            self.browser.resize(window).await?;
            let checked = self.browser.check_accessibility().await;
            checked.with_context(|| name.to_owned())?;
            let beyond = self.browser.sideways_scroll().await?;
            assert_eq!(beyond, 0, "{name} {window:?}");
        }
        let mut complaints = self.browser.complaints().await?;
        // Chromium complains of every page that is a refusal, too.
        let refusal = format!("the server responded with a status of {status}");
        complaints.retain(|complaint| !complaint.contains(&refusal));
        assert_eq!(complaints, [""; 0], "{name}");
        for window in WINDOWS.into_iter().rev() {
            self.browser.resize(window).await?;
            self.pictures.take(&self.browser, name, window).await?;
        }
        Ok(())
    }

    /// Waits until the browser is at a page, and looks at it.
    pub(super) async fn arrive(&self, site: Site, path: &str, name: &str) -> anyhow::Result<()> {
        self.is_at(path).await?;
        self.look(name).await?;
        self.seen.note(site, path);
        Ok(())
    }

    /// Where a link leads.
    pub(super) async fn link(&self, selector: &str) -> anyhow::Result<String> {
        let found = self.browser.find(selector).await?;
        let href = found.attr("href").await?;
        href.with_context(|| format!("{selector} is no link"))
    }

    /// Chooses a file in a form.
    pub(super) async fn choose_file(&self, name: &str, file: &Path) -> anyhow::Result<()> {
        let field = self.browser.find(&format!("[name='{name}']")).await?;
        let file = file.to_str().context("no UTF-8 path")?;
        Ok(field.send_keys(file).await?)
    }

    /// Waits until the page is another one than that of a form which was just sent.
    pub(super) async fn send(&self, form: &str) -> anyhow::Result<()> {
        let mark = "document.documentElement.dataset.before = 'yes'";
        self.browser.driver().execute(mark, vec![]).await?;
        self.submit(form).await?;
        let next = "!document.documentElement.dataset.before && document.readyState === 'complete'";
        self.browser.wait_for(next).await
    }

    /// Downloads a file of a site, whose page is open.
    pub(super) async fn download(&self, site: Site, path: &str) -> anyhow::Result<Vec<u8>> {
        let file = self.fetched(path).await?;
        self.seen.note(site, path);
        Ok(file)
    }

    /// Downloads a PDF of a site, whose page is open.
    pub(super) async fn paper(&self, site: Site, path: &str, name: &str) -> anyhow::Result<()> {
        let file = self.download(site, path).await?;
        assert!(file.starts_with(b"%PDF-"), "{name}");
        self.pictures.keep(name, &file)
    }

    /// Asserts that all pages of a site were seen, but for those of a list, each with its reason.
    pub(super) fn saw_all(&self, site: Site, but: &[(&str, &str)]) {
        self.seen.assert_all(site, but);
    }

    /// Types into a field.
    pub(super) async fn fill(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let field = self.browser.find(&format!("[name='{name}']")).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Types into several fields.
    pub(super) async fn fill_all(&self, typed: &[(&str, &str)]) -> anyhow::Result<()> {
        for (name, value) in typed {
            self.fill(name, value).await?;
        }
        Ok(())
    }

    /// Presses what a selector finds.
    pub(super) async fn press(&self, selector: &str) -> anyhow::Result<()> {
        self.browser.press(selector).await
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

    /// Presses keys.
    pub(super) async fn keys(&self, keys: impl Into<TypingData>) -> anyhow::Result<()> {
        let actions = self.browser.driver().action_chain();
        Ok(actions.send_keys(keys).perform().await?)
    }

    /// Goes with the tabulator key to what a selector finds.
    pub(super) async fn tab_to(&self, selector: &str) -> anyhow::Result<()> {
        let is_there = format!("document.activeElement.matches(\"{selector}\")");
        for _ in 0..STEPS {
            self.keys(Key::Tab).await?;
            if self.browser.value(&is_there).await? {
                return Ok(());
            }
        }
        anyhow::bail!("no key leads to {selector}")
    }

    /// The file with which a form is answered.
    pub(super) async fn submitted_file(&self, form: &str) -> anyhow::Result<Vec<u8>> {
        self.fetched(form).await
    }

    async fn fetched(&self, what: &str) -> anyhow::Result<Vec<u8>> {
        let arguments = vec![serde_json::Value::from(what)];
        let driver = self.browser.driver();
        let answer = driver.execute_async(FETCH, arguments).await?;
        let text: String = answer.convert()?;
        BASE64_STANDARD.decode(&text).context(text)
    }

    /// Goes, and tells what was seen.
    pub(super) async fn leave(self) -> anyhow::Result<Seen> {
        self.browser.close().await?;
        Ok(self.seen)
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.browser.close().await
    }
}
