//! Writing a set of files: all or none, and never over others.

use std::io::{self, ErrorKind, Write as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use fs_err::{File, OpenOptions};

use crate::refusal::Refusal;
use crate::show;

/// How many hidden names are tried for a file. Those that are taken are of another run, or were left
/// by one that was broken off.
const MOST_TRIES: u32 = 1_000;
/// How many files are waited for at once.
const AT_ONCE: usize = 16;

/// Writes the files below a folder; what folders they need is made. Each gets its name only when all
/// are whole; what was made is removed if one fails.
pub(super) fn save(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Refusal> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    refuse_taken(&paths)?;
    let mut made = Made::default();
    let done = made
        .folder(folder)
        .and_then(|()| made.write_all(files, &paths))
        .and_then(|()| made.sync_all())
        .and_then(|()| made.place_all(&paths));
    match done {
        Ok(()) => Ok(paths),
        Err(refusal) => {
            made.remove();
            Err(refusal)
        }
    }
}

/// What was made so far, and is to be removed if anything fails.
#[derive(Debug, Default)]
struct Made {
    folders: Vec<PathBuf>,
    hidden: Vec<PathBuf>,
    placed: Vec<PathBuf>,
}

impl Made {
    /// Makes a folder, and those around it.
    fn folder(&mut self, folder: &Path) -> Result<(), Refusal> {
        let missing = folder
            .ancestors()
            .take_while(|one| !one.as_os_str().is_empty() && !one.exists());
        let missing: Vec<_> = missing.collect();
        for one in missing.into_iter().rev() {
            match fs_err::create_dir(one) {
                Ok(()) => self.folders.push(one.to_owned()),
                // Somebody else was faster.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Refusal::unwritable(one, error)),
            }
        }
        Ok(())
    }

    /// Writes the bytes of all files under hidden names.
    fn write_all(&mut self, files: &[(String, Vec<u8>)], paths: &[PathBuf]) -> Result<(), Refusal> {
        for ((_, bytes), path) in files.iter().zip(paths) {
            if let Some(folder) = path.parent() {
                self.folder(folder)?;
            }
            self.hidden_file(path)
                .and_then(|mut file| file.write_all(bytes))
                .map_err(|error| Refusal::unwritable(path, error))?;
        }
        Ok(())
    }

    /// Waits until all hidden files are on the disk. Several are waited for at once, since the disk takes
    /// hardly longer for several than for one.
    fn sync_all(&self) -> Result<(), Refusal> {
        let share = self.hidden.len().div_ceil(AT_ONCE).max(1);
        thread::scope(|scope| {
            let mut waiting = Vec::with_capacity(AT_ONCE);
            for files in self.hidden.chunks(share) {
                waiting.push(scope.spawn(|| files.iter().try_for_each(|file| sync(file))));
            }
            for one in waiting {
                one.join().unwrap_or_else(|broken| resume_unwind(broken))?;
            }
            Ok(())
        })
    }

    /// Makes a file of a hidden name that nobody has.
    fn hidden_file(&mut self, path: &Path) -> io::Result<File> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for no in 0..MOST_TRIES {
            let hidden = path.with_file_name(format!(".{name}.{no}.part"));
            match OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&hidden)
            {
                Ok(file) => {
                    self.hidden.push(hidden);
                    return Ok(file);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Gives all files their names: each name is taken first, so that nothing can be written over.
    fn place_all(&mut self, paths: &[PathBuf]) -> Result<(), Refusal> {
        for (hidden, path) in self.hidden.iter().zip(paths) {
            match OpenOptions::new().write(true).create_new(true).open(path) {
                Ok(_taken) => self.placed.push(path.clone()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    return Err(taken(std::slice::from_ref(path)));
                }
                Err(error) => return Err(Refusal::unwritable(path, error)),
            }
            fs_err::rename(hidden, path).map_err(|error| Refusal::unwritable(path, error))?;
        }
        Ok(())
    }

    /// Removes what was made; what cannot be removed stays.
    fn remove(&self) {
        for path in self.placed.iter().chain(&self.hidden) {
            let _gone = fs_err::remove_file(path);
        }
        for folder in self.folders.iter().rev() {
            let _gone = fs_err::remove_dir(folder);
        }
    }
}

fn sync(path: &Path) -> Result<(), Refusal> {
    let file = OpenOptions::new().write(true).open(path);
    file.and_then(|file| file.sync_all())
        .map_err(|error| Refusal::unwritable(path, error))
}

fn refuse_taken(paths: &[PathBuf]) -> Result<(), Refusal> {
    let there: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.symlink_metadata().is_ok())
        .cloned()
        .collect();
    if there.is_empty() {
        Ok(())
    } else {
        Err(taken(&there))
    }
}

/// There are files of these names already.
fn taken(paths: &[PathBuf]) -> Refusal {
    Refusal::refused(
        "file.exists",
        format!(
            "保存先に同じ名前のファイルがあるため、保存しませんでした（{}）。",
            show::paths(paths)
        ),
        "ファイル名には意味があり、変えて保存することはできません。ほかのフォルダーを指定してください。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        [("a.CSV", "1"), ("in/b.CSV", "2")]
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
        assert_eq!(names(&folder), ["a.CSV", "in"]);
        assert_eq!(names(&folder.join("in")), ["b.CSV"]);
        assert_eq!(fs_err::read(&paths[1]).unwrap(), b"2");
    }

    #[test]
    fn nothing_is_written_over_and_then_nothing_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("in/b.CSV");
        fs_err::create_dir(dir.path().join("in")).unwrap();
        fs_err::write(&mine, "mine").unwrap();
        let refusal = save(dir.path(), &files()).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.exit),
            ("file.exists", crate::Exit::Refused)
        );
        assert!(
            refusal.what.contains(&show::path(&mine)),
            "{}",
            refusal.what
        );
        assert_eq!(names(dir.path()), ["in"]);
        assert_eq!(fs_err::read(mine).unwrap(), b"mine");
    }

    #[test]
    fn if_a_later_name_cannot_be_taken_the_earlier_ones_are_given_back() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new");
        let paths = [folder.join("a.CSV"), folder.join("in/b.CSV")];
        let mut made = Made::default();
        made.write_all(&files(), &paths).unwrap();
        fs_err::write(&paths[1], "mine").unwrap();
        let refusal = made.place_all(&paths).unwrap_err();
        assert_eq!(refusal.code, "file.exists");
        assert_eq!(made.placed, paths[..1]);
        made.remove();
        assert_eq!(names(&folder), ["in"]);
        assert_eq!(names(&folder.join("in")), ["b.CSV"]);
        assert_eq!(fs_err::read(&paths[1]).unwrap(), b"mine");
    }

    #[test]
    fn a_name_that_cannot_be_written_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "no\0such.CSV",
            "a.CSV/under-a-file.CSV",
            &"long".repeat(100),
        ] {
            let mut files = files();
            files.push((name.to_owned(), Vec::new()));
            let refusal = save(&dir.path().join("new/folder"), &files).unwrap_err();
            assert!(
                refusal.code.starts_with("file."),
                "{name}: {}",
                refusal.code
            );
            assert_eq!(names(dir.path()), [""; 0], "{name}");
        }
    }

    /// Neither what another run is writing nor where somebody's link leads is touched.
    #[test]
    fn hidden_names_that_are_taken_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs_err::write(at("mine"), "mine").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("mine"), at(".a.CSV.0.part")).unwrap();
        fs_err::write(at(".a.CSV.1.part"), "other").unwrap();
        save(dir.path(), &files()).unwrap();
        assert_eq!(fs_err::read(at("mine")).unwrap(), b"mine");
        assert_eq!(fs_err::read(at(".a.CSV.1.part")).unwrap(), b"other");
        assert_eq!(fs_err::read(at("a.CSV")).unwrap(), b"1");
        assert!(!at(".a.CSV.2.part").exists());
    }
}
