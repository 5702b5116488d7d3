//! The folder of a profile.

use std::path::{Path, PathBuf};

/// Whether a profile is in the folder.
pub(crate) fn has_profile(folder: &Path) -> bool {
    folder.join("profile.toml").exists()
}

/// Where keys wait for their certificates.
pub(crate) fn requests(folder: &Path) -> PathBuf {
    folder.join("requests")
}
