//! Pictures of pages, as documentation shows them.

use std::path::PathBuf;

use crate::{Browser, Window};

/// Where pictures go, if they are wanted; `cargo xtask screenshots` says so.
const FOLDER: &str = "TASUKI_SCREENSHOTS";

/// How a page is made still for its picture, as scripts.
#[derive(Clone, Copy, Debug)]
pub struct Still {
    /// Puts samples in the place of what chance and the clock have made.
    pub before: &'static str,
    /// Puts back what stood there; empty where nobody goes on with the page.
    pub after: &'static str,
    /// The expression of the page's title.
    pub title: &'static str,
}

/// The pictures of a test, if they are wanted.
#[derive(Debug)]
pub struct Pictures {
    folder: Option<PathBuf>,
    still: Still,
}

impl Pictures {
    /// Takes them where the environment variable `TASUKI_SCREENSHOTS` names a folder.
    pub fn wanted(still: Still) -> Self {
        Self {
            folder: std::env::var_os(FOLDER).map(PathBuf::from),
            still,
        }
    }

    /// Takes a picture of the page as it is in a window, and writes the page's title beside it.
    pub async fn take(&self, browser: &Browser, name: &str, window: Window) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        fs_err::create_dir_all(folder)?;
        let driver = browser.driver();
        driver.execute(self.still.before, Vec::new()).await?;
        let file = folder.join(format!("{name}-{}.png", window.name()));
        let asks = "document.querySelector('dialog[open]') !== null";
        if browser.value(asks).await? {
            // A question covers the window, not the page.
            driver.screenshot(&file).await?;
        } else {
            browser.screenshot(&file).await?;
        }
        driver.execute(self.still.after, Vec::new()).await?;
        let title: String = browser.value(self.still.title).await?;
        fs_err::write(folder.join(format!("{name}.title")), title)?;
        Ok(())
    }

    /// Keeps a PDF, of which `cargo xtask screenshots` makes a picture.
    pub fn keep(&self, name: &str, pdf: &[u8]) -> anyhow::Result<()> {
        if let Some(folder) = &self.folder {
            fs_err::create_dir_all(folder)?;
            fs_err::write(folder.join(format!("{name}.pdf")), pdf)?;
        }
        Ok(())
    }
}
