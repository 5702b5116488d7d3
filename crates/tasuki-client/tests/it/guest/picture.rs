//! Pictures of pages.

use std::path::PathBuf;

use tasuki_browser::{Browser, Window};

/// Where pictures of the pages go, if they are wanted; `cargo xtask screenshots` says so.
const FOLDER: &str = "TASUKI_SCREENSHOTS";

/// Puts samples in the place of what chance and the clock have made, so that a picture is the same in
/// every run: ids, fingerprints, folders, ports, moments.
const WITHOUT_CHANCE: &str = r"
const SAMPLES = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0195d2e3-7a00-7000-8000-000000000001'],
  [/([0-9A-Fa-f]{2}[ :]?){15,}[0-9A-Fa-f]{2}/g, (found) => [...found].map(
    (letter, at) => /[0-9A-Fa-f]/.test(letter) ? '0123456789ABCDEF'[(at * 7 + 3) % 16] : letter).join('')],
  [/[^\s：]*\/\.tmp[0-9A-Za-z]+/g, '/home/example'],
  [/127\.0\.0\.1:[0-9]+/g, 'platform.example.jp'],
  [/20[0-9]{2}年[0-9]+月[0-9]+日 [0-9]+:[0-9]+/g, '2025年4月3日 10:20'],
  [/20[0-9]{2}年[0-9]+月[0-9]+日(?! 10:20)/g, '2026年3月31日'],
  [/あと[0-9]+日/g, 'あと362日'],
];
const still = (text) => SAMPLES.reduce((told, [found, sample]) => told.replace(found, sample), text);
window.beforePicture = [];
const put = (of, name, value) => {
  window.beforePicture.push([of, name, of[name]]);
  of[name] = value;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.parentElement.closest('script, style')) continue;
  const isMonth = node.parentElement.tagName === 'H1' && /^20[0-9]{2}年[0-9]+月$/.test(node.data.trim());
  put(node, 'data', isMonth ? '2025年4月' : still(node.data));
}
for (const field of document.querySelectorAll('input[type=text]')) put(field, 'value', still(field.value));
put(document.activeElement.style, 'caretColor', 'transparent');
";

/// Puts everything back: forms are sent as they were, and tests go on reading.
const BACK: &str =
    "for (const [of, name, value] of window.beforePicture.reverse()) of[name] = value;";

/// The pictures of a test, if they are wanted.
#[derive(Debug)]
pub(super) struct Pictures(Option<PathBuf>);

impl Pictures {
    pub(super) fn wanted() -> Self {
        Self(std::env::var_os(FOLDER).map(PathBuf::from))
    }

    /// Takes a picture of the page as it is in a window, and writes the page's title beside it.
    pub(super) async fn take(
        &self,
        browser: &Browser,
        name: &str,
        window: Window,
    ) -> anyhow::Result<()> {
        let Some(folder) = &self.0 else {
            return Ok(());
        };
        fs_err::create_dir_all(folder)?;
        browser.driver().execute(WITHOUT_CHANCE, Vec::new()).await?;
        let file = folder.join(format!("client-{name}-{}.png", window.name()));
        browser.screenshot(&file).await?;
        browser.driver().execute(BACK, Vec::new()).await?;
        let title: String = browser.value("document.title").await?;
        let title = title.split('）').next_back().unwrap_or_default();
        fs_err::write(folder.join(format!("client-{name}.title")), title)?;
        Ok(())
    }
}
