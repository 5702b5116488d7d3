//! Builds of the client (連携クライアント) that everybody may download.
//!
//! They lie in the folder of the setting `downloads.folder`, each with its detached signature beside it
//! (`NAME.p7s`), and are listed in `releases.json`. [`Shelf`] gives them out.

mod add;
mod shelf;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tasuki_terms::{Digest, ReleaseVersion, Timestamp};

pub use add::{NewRelease, ReleaseError};
pub(crate) use shelf::{Opened, Shelf};

/// The list, in the folder.
const LIST: &str = "releases.json";
/// What a signature's name ends with.
const SIGNATURE: &str = ".p7s";

/// For which system a build is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReleaseSystem {
    /// Windows.
    Windows,
    /// macOS.
    Macos,
    /// Linux.
    Linux,
}

impl ReleaseSystem {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Windows, Self::Macos, Self::Linux];

    /// Its word in the list and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Macos => "macos",
            Self::Linux => "linux",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Macos => "macOS",
            Self::Linux => "Linux",
        }
    }
}

/// One build.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its version.
    pub version: ReleaseVersion,
    /// For which system it is.
    pub system: ReleaseSystem,
    /// Its file's name in the folder: letters, digits, `.`, `_` and `-`.
    pub file: String,
    /// How long it is.
    pub bytes: u64,
    /// What its bytes must be.
    pub sha256: Digest,
    /// When it was added.
    pub released_at: Timestamp,
    /// What is new, in Japanese; it may have several lines.
    pub notes: String,
}

/// What `releases.json` holds.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    releases: Vec<Release>,
}

impl List {
    /// Reads the list of a folder; an empty one where there is none yet.
    fn read(folder: &Path) -> std::io::Result<Self> {
        match fs_err::read(folder.join(LIST)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }
}

/// Whether a name is one that a file of the folder may have: no folders, nothing hidden, nothing
/// that an address must write in another way.
fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !name.starts_with(['.', '-'])
        && !name.is_empty()
        && name.len() <= 100
        && name.bytes().all(is_plain)
}

/// Where a file's signature lies.
fn signature_of(folder: &Path, file: &str) -> PathBuf {
    folder.join(format!("{file}{SIGNATURE}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        assert!(is_name("tasuki-0.2.0-windows.exe"));
        for wrong in ["", ".hidden", "-x", "a/b", "..", "a b", "a%2e", "名.exe"] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
