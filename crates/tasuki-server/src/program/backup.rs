//! Copying a platform while it runs.

use std::path::Path;

use anyhow::Context as _;
use tasuki_store::Records;

use crate::settings::Settings;

/// What the records are called in a backup.
pub(super) const RECORDS: &str = "records.db";
/// What the folder of the contents is called in a backup.
pub(super) const CONTENTS: &str = "contents";

/// Copies records and contents to the new folder `to`, and returns when they are on disk there.
///
/// Records first: whatever they name is in the contents that are copied after. Keys are not
/// copied; they are to be kept elsewhere.
pub(super) async fn copy(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    let from = settings.store.contents.folder();
    let from = from.context("the contents are in no folder")?;
    let contents = to.join(CONTENTS);
    fs_err::create_dir(&contents)?;
    let records = Records::open(&settings.store.records).await?;
    records.backup(&to.join(RECORDS)).await?;
    sync(&to.join(RECORDS))?;
    copy_contents(from, &contents)?;
    Ok(sync(to)?)
}

/// Copies all segments of one folder into another, and returns when they are on disk there.
pub(super) fn copy_contents(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        match fs_err::copy(entry.path(), &copy) {
            // A segment of which nothing is needed any more was deleted meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            copied => {
                copied?;
                sync(&copy)?;
            }
        }
    }
    sync(to)
}

pub(super) fn sync(path: &Path) -> std::io::Result<()> {
    fs_err::File::open(path)?.sync_all()
}
