//! Writing a set of files: all or none, and never over others.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fs_err::OpenOptions;
use tasuki_desk::DeskError;

use super::Refused;

/// Why a set was not written.
#[derive(Debug)]
pub(crate) enum NotSaved {
    /// There are files of these names already.
    Exist(Vec<PathBuf>),
    /// A file cannot be written.
    File(io::Error),
}

impl From<io::Error> for NotSaved {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl NotSaved {
    /// What to tell; what the system says goes the usual way.
    pub(crate) fn refused(self) -> Result<Refused, DeskError> {
        match self {
            Self::File(error) => Err(error.into()),
            Self::Exist(paths) => {
                let paths: Vec<_> = paths
                    .iter()
                    .map(|path| path.display().to_string())
                    .collect();
                Ok(Refused {
                    code: "file.exists",
                    what: format!(
                        "保存先に同じ名前のファイルがあるため、保存しませんでした（{}）。",
                        paths.join("、")
                    ),
                    hint:
                        "ファイル名には意味があり、変えて保存することはできません。ほかのフォルダーを --to に指定してください。"
                            .to_owned(),
                    report: None,
                    repairs: Vec::new(),
                })
            }
        }
    }
}

/// Writes the files into a folder, which is made if it is not there. Each gets its name only when all
/// are whole; what was begun is removed if one fails.
pub(crate) fn save(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, NotSaved> {
    fs_err::create_dir_all(folder)?;
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    let there: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.symlink_metadata().is_ok())
        .cloned()
        .collect();
    if !there.is_empty() {
        return Err(NotSaved::Exist(there));
    }
    let hidden: Vec<PathBuf> = files
        .iter()
        .map(|(name, _)| folder.join(format!(".{name}.part")))
        .collect();
    let mut placed = Vec::new();
    let done = write_all(files, &hidden).and_then(|()| place_all(&hidden, &paths, &mut placed));
    match done {
        Ok(()) => Ok(paths),
        Err(error) => {
            for path in hidden.iter().chain(&placed) {
                let _gone = fs_err::remove_file(path);
            }
            if error.kind() == io::ErrorKind::AlreadyExists {
                let there = paths
                    .into_iter()
                    .filter(|path| path.symlink_metadata().is_ok());
                return Err(NotSaved::Exist(there.collect()));
            }
            Err(error.into())
        }
    }
}

/// Writes the bytes of all files under hidden names.
fn write_all(files: &[(String, Vec<u8>)], hidden: &[PathBuf]) -> io::Result<()> {
    for ((_, bytes), path) in files.iter().zip(hidden) {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    Ok(())
}

/// Gives all files their names: each name is taken first, so that nothing can be written over.
fn place_all(hidden: &[PathBuf], paths: &[PathBuf], placed: &mut Vec<PathBuf>) -> io::Result<()> {
    for (hidden, path) in hidden.iter().zip(paths) {
        OpenOptions::new().write(true).create_new(true).open(path)?;
        placed.push(path.clone());
        fs_err::rename(hidden, path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        [("a.CSV", "1"), ("b.CSV", "2")]
            .map(|(name, bytes)| (name.to_owned(), bytes.as_bytes().to_vec()))
            .to_vec()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs_err::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_written_byte_for_byte() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/folder");
        let paths = save(&folder, &files()).unwrap();
        assert_eq!(names(&folder), ["a.CSV", "b.CSV"]);
        assert_eq!(fs_err::read(&paths[1]).unwrap(), b"2");
    }

    #[test]
    fn nothing_is_written_over_and_then_nothing_is_written() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::write(dir.path().join("b.CSV"), "mine").unwrap();
        let Err(NotSaved::Exist(there)) = save(dir.path(), &files()) else {
            panic!("not refused");
        };
        assert_eq!(there, [dir.path().join("b.CSV")]);
        assert_eq!(names(dir.path()), ["b.CSV"]);
        assert_eq!(fs_err::read(dir.path().join("b.CSV")).unwrap(), b"mine");
    }

    #[test]
    fn if_a_later_name_cannot_be_taken_the_earlier_ones_are_given_back() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let hidden = [at(".a"), at(".b")];
        write_all(&files(), &hidden).unwrap();
        fs_err::write(at("b.CSV"), "mine").unwrap();
        let mut placed = Vec::new();
        let refused = place_all(&hidden, &[at("a.CSV"), at("b.CSV")], &mut placed).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(placed, [at("a.CSV")]);
        assert_eq!(fs_err::read(at("b.CSV")).unwrap(), b"mine");
    }

    #[test]
    fn a_name_that_cannot_be_written_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let mut files = files();
        files.push(("no/such/folder.CSV".to_owned(), Vec::new()));
        assert!(matches!(save(dir.path(), &files), Err(NotSaved::File(_))));
        assert_eq!(names(dir.path()), [""; 0]);
    }
}
