//! Copying a platform while it runs.

use std::path::Path;

use anyhow::Context as _;
use tasuki_store::Records;

use crate::settings::Settings;

/// Copies records and contents to the new folder `to`, and returns when they are on disk there.
///
/// Records first: whatever they name is in the contents that are copied after. Keys are not
/// copied; they are to be kept elsewhere.
pub(super) async fn copy(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    let from = settings.store.contents.folder();
    let from = from.context("the contents are in no folder")?;
    let contents = to.join("contents");
    fs_err::create_dir(&contents)?;
    let records = Records::open(&settings.store.records).await?;
    records.backup(&to.join("records.db")).await?;
    sync(&to.join("records.db"))?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let copy = contents.join(entry.file_name());
        match fs_err::copy(entry.path(), &copy) {
            // A segment of which nothing is needed any more was deleted meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            copied => {
                copied?;
                sync(&copy)?;
            }
        }
    }
    for folder in [&contents, to] {
        sync(folder)?;
    }
    Ok(())
}

fn sync(path: &Path) -> std::io::Result<()> {
    fs_err::File::open(path)?.sync_all()
}
