//! Pictures of pages.

use std::path::PathBuf;

use tasuki_browser::{Browser, Window};

/// Where pictures of the pages go, if they are wanted; `cargo xtask screenshots` says so.
const FOLDER: &str = "TASUKI_SCREENSHOTS";

/// Puts samples in the place of what chance has made, of the same length and letters, so that a
/// picture is the same in every run: passwords, fingerprints, serial numbers, ids.
const WITHOUT_CHANCE: &str = r"
const ALPHABETS = [
  [/^[0-9 ]+$/, '0123456789'],
  [/^[0-9a-f -]+$/, '0123456789abcdef'],
  [/^[0-9A-F ]+$/, '0123456789ABCDEF'],
  [/^[2-7A-Z ]+$/, 'ABCDEFGHJKLMNPQRSTUVWXYZ234567'],
  [/./, 'abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMN'],
];
const sample = (text, shift) => {
  const letters = ALPHABETS.find(([all]) => all.test(text))[1];
  return [...text].map((letter, at) =>
    /[0-9A-Za-z]/.test(letter) ? letters[(at * 7 + shift * 5 + 3) % letters.length] : letter
  ).join('');
};
let shift = 0;
const placed = (text) => text.replace(/localhost:[0-9]+/g, 'tasuki.example.jp');
const isKnown = (text) => /^(KJ[0-9]+|https?:.*|tasuki .*|openssl .*)$/.test(text.trim());
for (const code of document.querySelectorAll('code')) {
  const uri = code.textContent.match(/^(otpauth:.*secret=)([A-Z2-7]+)(.*)$/);
  if (uri) code.textContent = uri[1] + sample(uri[2], 1) + uri[3];
  else if (isKnown(code.textContent)) code.textContent = placed(code.textContent);
  else code.textContent = sample(code.textContent, shift++);
}
for (const input of document.querySelectorAll('input[readonly]')) {
  if (/^[!-~]+$/.test(input.value)) input.value = sample(input.value, shift++);
}
const made = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-Fa-f]{16,}|\bC[0-9A-Z]{9,}\b/g;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.parentElement.closest('code, script, style')) continue;
  node.data = placed(node.data);
  node.data = node.data.replace(made, (text) => text[0] === 'C' ? 'C' + sample(text.slice(1), 3) : sample(text, 3));
}
";

/// The pictures of a walk, if they are wanted.
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
        let driver = browser.driver();
        driver.execute(WITHOUT_CHANCE, vec![]).await?;
        let file = folder.join(format!("{name}-{}.png", window.name()));
        let asks = "document.querySelector('dialog[open]') !== null";
        if browser.value(asks).await? {
            // A question covers the window, not the page.
            driver.screenshot(&file).await?;
        } else {
            browser.screenshot(&file).await?;
        }
        let title = browser.value::<String>("document.title").await?;
        fs_err::write(folder.join(format!("{name}.title")), title)?;
        Ok(())
    }

    /// Keeps a PDF, of which `cargo xtask screenshots` makes a picture.
    pub(super) fn keep(&self, name: &str, pdf: &[u8]) -> anyhow::Result<()> {
        if let Some(folder) = &self.0 {
            fs_err::create_dir_all(folder)?;
            fs_err::write(folder.join(format!("{name}.pdf")), pdf)?;
        }
        Ok(())
    }
}
