//! The list of a support site. `fuzz/src/interface.rs` reads this file, too.

use serde::{Deserialize, Deserializer, Serialize};
use tasuki_terms::{Digest, InvalidReleaseVersion, ReleaseVersion, Timestamp};

/// The form of the list that is read here.
const FORMAT: u32 = 1;

/// Why a list cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableList {
    /// It is no list.
    #[error("this is no list")]
    NoList(#[from] serde_json::Error),
    /// It has a form that is not known here.
    #[error("the list has format {0}")]
    Format(u32),
}

/// A build of the office's program, as it is listed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListedRelease {
    /// Its version.
    #[serde(deserialize_with = "listed_version")]
    pub version: ReleaseVersion,
    /// What its bytes must be.
    pub sha256: Digest,
    /// When it was released.
    pub released_at: Timestamp,
}

#[derive(Deserialize)]
struct Feed {
    format: u32,
    releases: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    system: String,
    #[serde(flatten)]
    release: ListedRelease,
}

/// The newest build of a list for a system, as Rust calls it; the list calls it so, too.
pub(super) fn newest(feed: &[u8], system: &str) -> Result<Option<ListedRelease>, UnreadableList> {
    let feed: Feed = serde_json::from_slice(feed)?;
    if feed.format != FORMAT {
        return Err(UnreadableList::Format(feed.format));
    }
    let builds = feed.releases.into_iter();
    let builds = builds.filter(|one| one.system == system);
    Ok(builds
        .map(|one| one.release)
        .max_by_key(|release| (release.version, release.released_at)))
}

/// Reads a version as others write it: a mark of a pre-release or build behind the numbers is left
/// out, and zeros before a number count for nothing.
pub fn read_version(text: &str) -> Result<ReleaseVersion, InvalidReleaseVersion> {
    let plain = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Result<Vec<u32>, _> = plain.split('.').map(str::parse).collect();
    let numbers = numbers.map_err(|_| InvalidReleaseVersion)?;
    let numbers = <[u32; 3]>::try_from(numbers).map_err(|_| InvalidReleaseVersion)?;
    Ok(ReleaseVersion::new(numbers))
}

fn listed_version<'de, D: Deserializer<'de>>(from: D) -> Result<ReleaseVersion, D::Error> {
    read_version(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}
