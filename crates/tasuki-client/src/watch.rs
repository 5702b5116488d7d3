//! 監視フォルダー: the folder into which the care software writes. What is new in it is offered for
//! sending; nothing is sent without somebody saying so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use tasuki_desk::{Book, BookError, DeskError, DraftFile};
use tasuki_standard::FileName;
use tasuki_terms::Timestamp;

/// The names of the settings in the book.
const FOLDER: &str = "watch.folder";
const TAKEN: &str = "watch.taken";
/// How long a file must lie unchanged: until then it may still be written.
const QUIET: Duration = Duration::from_secs(3);
/// How many files are offered at once, and how many that were taken are remembered.
const MOST: usize = 1_000;
const MOST_TAKEN: usize = 5_000;

/// A new file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    path: PathBuf,
    /// Names this version of it, without telling what it is called.
    mark: String,
}

/// The folder, if one is watched.
pub(crate) fn folder(book: &Book) -> Result<Option<PathBuf>, BookError> {
    Ok(book.setting(FOLDER)?.map(PathBuf::from))
}

/// Watches another folder from now on, or none.
pub(crate) fn set_folder(book: &Book, folder: Option<&Path>) -> Result<(), BookError> {
    book.set_setting(FOLDER, folder.and_then(Path::to_str))
}

/// The CSV files that are new. A folder that is gone has none.
pub(crate) fn found(book: &Book, now: Timestamp) -> Result<Vec<Found>, BookError> {
    let Some(folder) = folder(book)? else {
        return Ok(Vec::new());
    };
    let taken = book.setting(TAKEN)?.unwrap_or_default();
    let taken: BTreeSet<&str> = taken.split_whitespace().collect();
    let entries = fs_err::read_dir(folder).into_iter().flatten();
    let mut found: Vec<Found> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| new_file(&entry.path(), now.into()))
        .filter(|file| !taken.contains(&*file.mark))
        .take(MOST)
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn new_file(path: &Path, now: SystemTime) -> Option<Found> {
    let name = path.file_name()?.to_str()?;
    let about = fs_err::metadata(path).ok()?;
    if !about.is_file() || !FileName::is_meant_by(name) {
        return None;
    }
    let changed = about.modified().ok()?;
    now.duration_since(changed)
        .ok()
        .filter(|age| *age >= QUIET)?;
    let since = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let version = format!("{name}\n{}\n{}", about.len(), since.as_nanos());
    Some(Found {
        path: path.to_owned(),
        mark: hex::encode(digest(&SHA256, version.as_bytes())),
    })
}

/// Reads what was found.
pub(crate) fn read(found: &[Found]) -> Result<Vec<DraftFile>, DeskError> {
    found
        .iter()
        .map(|file| DraftFile::read(&file.path))
        .collect()
}

/// Offers these no more, until they are written anew.
pub(crate) fn take(book: &Book, found: &[Found]) -> Result<(), BookError> {
    let before = book.setting(TAKEN)?.unwrap_or_default();
    let marks = found.iter().map(|file| &*file.mark);
    let marks: Vec<&str> = marks
        .chain(before.split_whitespace())
        .take(MOST_TAKEN)
        .collect();
    book.set_setting(TAKEN, Some(&marks.join("\n")))
}
