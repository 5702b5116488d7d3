//! The folder of the town.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::Failure;

/// The folder of the town: one that was named, or a temporary one.
#[derive(Debug)]
pub(crate) enum Folder {
    /// It stays.
    Named(PathBuf),
    /// It goes at the end.
    Temporary(TempDir),
}

impl Folder {
    /// The folder `named`, which must be empty or not be there; without one, a temporary one.
    pub(crate) fn new(named: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = named else {
            let folder = tempfile::Builder::new().prefix("tasuki-demo-").tempdir()?;
            return Ok(Self::Temporary(folder));
        };
        fs_err::create_dir_all(path)?;
        if fs_err::read_dir(path)?.next().is_some() {
            return Err(Failure::FolderInUse {
                path: path.display().to_string(),
            });
        }
        Ok(Self::Named(fs_err::canonicalize(path)?))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    /// Whether it goes at the end.
    pub(crate) const fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_))
    }

    /// Removes it if it is temporary.
    pub(crate) fn end(self) -> io::Result<()> {
        match self {
            Self::Named(_) => Ok(()),
            Self::Temporary(folder) => folder.close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_goes_and_a_named_one_stays() {
        let temporary = Folder::new(None).unwrap();
        let path = temporary.path().to_owned();
        assert!(path.is_dir() && temporary.is_temporary());
        temporary.end().unwrap();
        assert!(!path.exists());

        let parent = tempfile::tempdir().unwrap();
        let named = Folder::new(Some(&parent.path().join("town"))).unwrap();
        let path = named.path().to_owned();
        named.end().unwrap();
        assert!(path.is_dir());
    }

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let used = tempfile::tempdir().unwrap();
        fs_err::write(used.path().join("file"), "mine").unwrap();
        let refused = Folder::new(Some(used.path())).unwrap_err();
        assert!(matches!(refused, Failure::FolderInUse { .. }));
    }
}
