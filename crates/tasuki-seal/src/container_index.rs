//! The index at the start of a container: what its entries are.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tasuki_terms::MediaType;

use crate::container::{ContainerError, Entry, Limits};

/// The largest index that is written or read, the message text included.
pub(crate) const MAX_INDEX: usize = 256 * 1024;

/// The longest name, in characters.
const MAX_NAME: usize = 200;

/// The index, as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Index<'a> {
    #[serde(borrow)]
    pub(crate) entries: Vec<IndexEntry<'a>>,
    #[serde(borrow)]
    pub(crate) text: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IndexEntry<'a> {
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    pub(crate) media: MediaType,
    pub(crate) size: u64,
}

impl<'a> Index<'a> {
    /// The index of `entries` and `text`, as JSON.
    pub(crate) fn write(
        entries: &'a [Entry],
        text: Option<&'a str>,
    ) -> Result<Vec<u8>, ContainerError> {
        let index = Self {
            entries: entries
                .iter()
                .map(|entry| IndexEntry {
                    name: Cow::Borrowed(&entry.name),
                    media: entry.media,
                    size: entry.bytes.len() as u64,
                })
                .collect(),
            text: text.map(Cow::Borrowed),
        };
        index.check_names()?;
        let json = serde_json::to_vec(&index).map_err(ContainerError::Index)?;
        if json.len() > MAX_INDEX {
            return Err(ContainerError::IndexTooLarge);
        }
        Ok(json)
    }

    /// Reads an index and checks that its names are harmless and its sizes within `limits`.
    pub(crate) fn read(json: &'a [u8], limits: Limits) -> Result<Self, ContainerError> {
        let index: Self = serde_json::from_slice(json).map_err(ContainerError::Index)?;
        if index.entries.len() > limits.max_entries {
            return Err(ContainerError::TooManyEntries);
        }
        let total = index
            .entries
            .iter()
            .try_fold(0_u64, |sum, entry| sum.checked_add(entry.size));
        if total.is_none_or(|total| total > limits.max_bytes) {
            return Err(ContainerError::TooLarge);
        }
        index.check_names()?;
        Ok(index)
    }

    fn check_names(&self) -> Result<(), ContainerError> {
        let mut seen = BTreeSet::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let place = index + 1;
            if !is_harmless(&entry.name) {
                return Err(ContainerError::Name { place });
            }
            if !seen.insert(&*entry.name) {
                return Err(ContainerError::NameTwice { place });
            }
        }
        Ok(())
    }
}

/// Whether a name stays in the folder where a receiver puts it, and looks like what it is.
fn is_harmless(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= MAX_NAME
        && name != "."
        && name != ".."
        && !name.contains(|c: char| c.is_control() || is_separator(c) || turns_direction(c))
}

/// The colon parts a drive or a stream from the rest on Windows.
const fn is_separator(c: char) -> bool {
    matches!(c, '/' | '\\' | ':')
}

/// Marks that turn the direction of writing: `abc\u{202e}gpj.exe` looks like `abcexe.jpg`.
const fn turns_direction(c: char) -> bool {
    matches!(
        c,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_their_folder_or_deceive_are_refused() {
        for name in [
            "UPPLAN_202407_202504_1370000001_1370000002_43_20250401120000.csv",
            "利用者基本情報（写し）.pdf",
            "a..b.txt",
            &"あ".repeat(200),
        ] {
            assert!(is_harmless(name), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../a.csv",
            "a/b.csv",
            "a\\b.csv",
            "C:a.csv",
            "a.csv:x",
            "a\0.csv",
            "a\n.csv",
            "a\u{7f}.csv",
            "a\u{202e}vsc.exe",
            &"あ".repeat(201),
        ] {
            assert!(!is_harmless(name), "{name:?}");
        }
    }
}
