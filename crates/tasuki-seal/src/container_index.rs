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
        // `.` and `..` are folders; other names that begin so are hidden.
        && !name.starts_with('.')
        && !name.contains(|c: char| c.is_control() || is_separator(c) || deceives(c))
}

/// The colon parts a drive or a stream from the rest on Windows.
const fn is_separator(c: char) -> bool {
    matches!(c, '/' | '\\' | ':')
}

/// Marks that turn the direction of writing, so that `abc\u{202e}gpj.exe` looks like
/// `abcexe.jpg`, that end a line, or that nobody sees. Variation selectors are none of them: names
/// of persons need them.
const fn deceives(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{034f}'
            | '\u{061c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
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
            "第３表　ﾃｽﾄ①～㈱.pdf",
            "か\u{3099}き\u{309a}.pdf",
            "葛\u{e0100}飾区・辻\u{fe00}様.pdf",
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
            "a\u{061c}.csv",
            "a\u{200b}.csv",
            "a\u{200d}.csv",
            "a\u{2028}.csv",
            "a\u{2060}.csv",
            "a\u{3164}.csv",
            "\u{feff}a.csv",
            ".bash_aliases",
            ".csv",
            &"あ".repeat(201),
        ] {
            assert!(!is_harmless(name), "{name:?}");
        }
    }
}
