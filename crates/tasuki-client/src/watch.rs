//! 監視フォルダー: the folder into which the care software writes. What is new in it is offered for
//! sending, or sent by its [rule](crate::rule).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tasuki_desk::{Book, BookError, DeskError, Draft, DraftFile, Watched};
use tasuki_seal::sha256;
use tasuki_standard::FileName;
use tasuki_terms::Timestamp;

/// The name of the setting in the book.
const FOLDER: &str = "watch.folder";
/// The name of the setting that holds the marks of what lay in the folder when the rule or the folder
/// was set, as JSON.
const BASELINE: &str = "watch.baseline";
/// How long a file must lie unchanged: until then it may still be written.
const QUIET: Duration = Duration::from_secs(3);
/// How many files are offered at once.
const MOST: usize = 1_000;

/// A new file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    path: PathBuf,
    name: String,
    /// Names this version of it, without telling what it is called.
    pub(crate) mark: String,
}

/// What is in the folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Look {
    /// The CSV files that are new and whole.
    pub(crate) found: Vec<Found>,
    /// Whether some are still being written: what belongs to the others may be among them.
    pub(crate) is_written: bool,
}

/// The folder, if one is watched.
pub(crate) fn folder(book: &Book) -> Result<Option<PathBuf>, BookError> {
    Ok(book.setting(FOLDER)?.map(PathBuf::from))
}

/// Watches another folder from now on, or none.
pub(crate) fn set_folder(book: &Book, folder: Option<&Path>) -> Result<(), BookError> {
    book.set_setting(FOLDER, folder.and_then(Path::to_str))
}

/// What is new in the folder. One that is gone has nothing.
pub(crate) fn look(book: &Book, now: Timestamp) -> Result<Look, BookError> {
    look_without(book, now, &BTreeSet::new())
}

/// What is new in the folder since its [rule](crate::rule) was set: what lay there before is nobody's
/// but a person's to send.
pub(crate) fn look_for_rule(book: &Book, now: Timestamp) -> Result<Look, BookError> {
    look_without(book, now, &baseline(book)?)
}

/// Takes what lies in the folder as seen by the rule from now on: it is only offered.
pub(crate) fn set_baseline(book: &Book) -> Result<(), BookError> {
    let there: Vec<String> = match folder(book)? {
        Some(folder) => files(&folder).map(|(file, _)| file.mark).collect(),
        None => Vec::new(),
    };
    // Marks are always written.
    let json = serde_json::to_string(&there).ok();
    book.set_setting(BASELINE, json.as_deref())
}

fn baseline(book: &Book) -> Result<BTreeSet<String>, BookError> {
    let kept = book.setting(BASELINE)?;
    let marks = kept.and_then(|json| serde_json::from_str(&json).ok());
    Ok(marks.unwrap_or_default())
}

fn look_without(book: &Book, now: Timestamp, seen: &BTreeSet<String>) -> Result<Look, BookError> {
    let Some(folder) = folder(book)? else {
        return Ok(Look::default());
    };
    let taken = book.taken_files()?;
    let mut look = Look::default();
    for (file, changed) in files(&folder) {
        // A time that is still to come tells nothing (the clock of a folder of the network may be
        // fast). Who sends without asking looks twice anyway.
        let age = SystemTime::from(now).duration_since(changed);
        if age.is_ok_and(|age| age < QUIET) {
            look.is_written = true;
        } else if !taken.contains(&file.mark)
            && !seen.contains(&file.mark)
            && look.found.len() < MOST
        {
            look.found.push(file);
        }
    }
    look.found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(look)
}

/// The files of the standard in a folder, each with when it was changed last.
fn files(folder: &Path) -> impl Iterator<Item = (Found, SystemTime)> {
    let entries = fs_err::read_dir(folder).into_iter().flatten();
    let entries = entries.filter_map(Result::ok);
    entries.filter_map(|entry| file(&entry.path()))
}

/// A file that is meant to be one of the standard, and when it was changed last; none where it is
/// another one, or gone.
fn file(path: &Path) -> Option<(Found, SystemTime)> {
    let name = path.file_name()?.to_str()?;
    let about = fs_err::metadata(path).ok()?;
    if !about.is_file() || !FileName::is_meant_by(name) {
        return None;
    }
    let changed = about.modified().ok()?;
    let since = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let version = format!("{name}\n{}\n{}", about.len(), since.as_nanos());
    let found = Found {
        path: path.to_owned(),
        name: name.to_owned(),
        mark: sha256(version.as_bytes()).to_string(),
    };
    Some((found, changed))
}

/// Reads what was found, with its marks. What has vanished or changed meanwhile, or cannot be read, is
/// left out; an error only where nothing could be read.
pub(crate) fn read(found: &[Found]) -> Result<(Vec<DraftFile>, Watched), DeskError> {
    let (mut files, mut watched) = (Vec::with_capacity(found.len()), Watched::new());
    let mut failed = None;
    for one in found {
        match DraftFile::read(&one.path) {
            // What was written on while it was read is another version, which nobody has judged.
            Ok(_) if !is_still(one) => {
                tracing::info!("a file of the watched folder was changed while it was read");
            }
            Ok(file) => {
                watched.insert(one.name.clone(), one.mark.clone());
                files.push(file);
            }
            Err(error) => {
                tracing::info!("a file of the watched folder is not read");
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) if files.is_empty() => Err(error),
        _ => Ok((files, watched)),
    }
}

/// The marks of those files of a draft that lay in the watched folder.
pub(crate) fn marks(watched: &Watched, draft: &Draft) -> Vec<String> {
    let files = draft.files.iter();
    files
        .filter_map(|file| watched.get(&file.name).cloned())
        .collect()
}

fn is_still(found: &Found) -> bool {
    file(&found.path).is_some_and(|(now, _)| now.mark == found.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = [
        "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV",
        "UPPLAN_202504_1370000001_43_1370000003_11_20250325102000.CSV",
    ];

    #[test]
    fn one_file_that_has_vanished_does_not_keep_the_others() {
        let dir = tempfile::tempdir().unwrap();
        for name in NAMES {
            fs_err::write(dir.path().join(name), b"202407\r\n").unwrap();
        }
        let found: Vec<Found> = NAMES
            .iter()
            .map(|name| file(&dir.path().join(name)).unwrap().0)
            .collect();
        fs_err::remove_file(dir.path().join(NAMES[0])).unwrap();
        let (files, watched) = read(&found).unwrap();
        assert_eq!(files[0].name, NAMES[1]);
        assert_eq!(watched.get(NAMES[1]), Some(&found[1].mark));
        assert_eq!((files.len(), watched.len()), (1, 1));
        fs_err::remove_file(dir.path().join(NAMES[1])).unwrap();
        read(&found).unwrap_err();
    }

    #[test]
    fn a_mark_names_one_version_of_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAMES[0]);
        fs_err::write(&path, b"1").unwrap();
        let before = file(&path).unwrap().0;
        assert_eq!(file(&path).unwrap().0, before);
        fs_err::write(&path, b"22").unwrap();
        assert_ne!(file(&path).unwrap().0.mark, before.mark);
        fs_err::write(dir.path().join("案内.pdf"), b"1").unwrap();
        assert_eq!(file(&dir.path().join("案内.pdf")), None);
    }

    #[test]
    fn what_was_changed_since_it_was_found_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAMES[0]);
        fs_err::write(&path, b"1").unwrap();
        let found = [file(&path).unwrap().0];
        fs_err::write(&path, b"22").unwrap();
        let (files, watched) = read(&found).unwrap();
        assert!(files.is_empty() && watched.is_empty());
    }
}
