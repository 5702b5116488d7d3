//! Writing files so that they are there whole or not at all, also after a power cut.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fs_err::OpenOptions;

/// Who may read a new file or folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// As the system decides.
    Usual,
    /// Only the user who runs the program.
    Private,
}

/// Writes `bytes` to `path`, in place of what may be there: into a file beside it, which then
/// takes its name. When this returns, bytes and name are on disk.
pub(crate) fn write(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let beside = beside(path);
    // What a run that broke off left may have other rights.
    remove(&beside)?;
    let mut file = options(access)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs_err::rename(&beside, path)?;
    sync_folder_of(path)
}

/// Writes `bytes` to a new file at `path`, where nothing may be yet.
pub(crate) fn create(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let mut file = options(access).write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_folder_of(path)
}

/// Creates a folder and all above it; when this returns, they are on disk. One that is there
/// stays as it is.
pub(crate) fn create_folder(path: &Path, access: Access) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        create_folder(above, Access::Usual)?;
    }
    match folder_builder(access).create(path) {
        // Somebody else made it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder_of(path),
    }
}

/// Whether others than its user may read a file. Only Unix can tell by its mode.
pub(crate) fn is_exposed(path: &Path) -> io::Result<bool> {
    let found = fs_err::metadata(path)?;
    #[cfg(unix)]
    let exposed = {
        use std::os::unix::fs::PermissionsExt as _;
        found.permissions().mode() & 0o077 != 0
    };
    #[cfg(not(unix))]
    let exposed = !found.is_file();
    Ok(exposed)
}

/// Removes a file; that it is not there is fine.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs_err::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Reads a file; none where there is none.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs_err::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Brings the names in the folder of `path` to disk. Only Unix knows how to ask for it.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let here = folder.as_os_str().is_empty();
        let folder = if here { Path::new(".") } else { folder };
        fs_err::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _unused = path;
    Ok(())
}

/// A name beside `path` that nobody else writes to, in this run of the program or another.
fn beside(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{next}.new", std::process::id()));
    path.with_file_name(name)
}

fn options(access: Access) -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    if access == Access::Private {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _unused = access;
    options
}

fn folder_builder(access: Access) -> std::fs::DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    if access == Access::Private {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _unused = access;
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_is_replaced_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("receipt");
        write(&path, b"first, longer", Access::Usual).unwrap();
        write(&path, b"second", Access::Usual).unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"second");
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_takes_nobodys_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        create(&path, b"first", Access::Private).unwrap();
        let refused = create(&path, b"second", Access::Private).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read(&path).unwrap().unwrap(), b"first");
    }

    #[test]
    fn of_many_who_write_at_once_one_is_last_and_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.json");
        std::thread::scope(|scope| {
            for n in 0..8_u8 {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..10 {
                        write(path, &vec![n; 50_000], Access::Usual).unwrap();
                    }
                });
            }
        });
        let written = read(&path).unwrap().unwrap();
        assert_eq!(written, vec![written[0]; 50_000]);
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_there_is_no_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nothing");
        assert!(read(&path).unwrap().is_none());
        remove(&path).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_for_their_user_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key.pem");
        write(&path, b"key", Access::Private).unwrap();
        let mode = fs_err::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_private_folder_is_for_its_user_only_and_one_that_is_there_stays() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let access_of = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
        let made = dir.path().join("above/profile");
        create_folder(&made, Access::Private).unwrap();
        assert_eq!(access_of(&made), 0o700);
        let there = dir.path().join("there");
        create_folder(&there, Access::Usual).unwrap();
        let before = access_of(&there);
        create_folder(&there, Access::Private).unwrap();
        assert_eq!(access_of(&there), before);
    }
}
