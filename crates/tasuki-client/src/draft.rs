//! Drafts (新規送信): what somebody is about to send. They live as long as the program runs.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tasuki_desk::{Draft, DraftFile};
use tasuki_standard::{FileName, UnitFacts, unit_of};
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use crate::unpack::{CannotUnpack, unpack};

/// The most files that a draft may come to hold; far more than can be sent, so that who chose a
/// whole folder can take out what does not belong.
const MOST_FILES: usize = 200;

/// The most bytes of all files of a draft.
pub(crate) const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What somebody is about to send.
#[derive(Clone, Default)]
pub(crate) struct Composed {
    /// The files, in the order in which they came.
    pub(crate) files: Vec<DraftFile>,
    /// The text (メッセージ).
    pub(crate) text: String,
    /// The receiver as it was typed; it matters only without CSV files.
    pub(crate) to: String,
    /// When it was kept on purpose (一時保存).
    pub(crate) kept_at: Option<Timestamp>,
    /// The message that this one replaces (再送信).
    pub(crate) replaces: Option<MessageId>,
}

/// All drafts, by their ids.
#[derive(Default)]
pub(crate) struct Drafts(Mutex<BTreeMap<String, Composed>>);

/// Why files are not added to a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NotAdded {
    /// An archive is not unpacked.
    Archive { name: String, why: CannotUnpack },
    /// There would be too many, or they are too large.
    TooMuch,
}

impl NotAdded {
    /// What happened and what to do, in Japanese.
    pub(crate) fn texts(&self) -> (String, &'static str) {
        match self {
            Self::Archive { name, why } => {
                let (what, hint) = why.texts();
                (format!("{name}：{what}"), hint)
            }
            Self::TooMuch => (
                "選ばれたファイルが多すぎるか、大きすぎます。".to_owned(),
                "1件で送信できるのは7ファイル、合計10MBまでです。送信するファイルだけを選んでください。",
            ),
        }
    }
}

impl Composed {
    /// Adds files; archives are unpacked. A file of a name that is there already takes its place.
    /// What could not be added is told, the rest is there.
    pub(crate) fn add(&mut self, files: Vec<DraftFile>) -> Vec<NotAdded> {
        let mut not_added = Vec::new();
        for file in files {
            if !file.name.to_ascii_lowercase().ends_with(".zip") {
                self.put(file, &mut not_added);
                continue;
            }
            match unpack(&file.bytes) {
                Ok(files) => {
                    for file in files {
                        self.put(file, &mut not_added);
                    }
                }
                Err(why) => not_added.push(NotAdded::Archive {
                    name: file.name,
                    why,
                }),
            }
        }
        not_added
    }

    fn put(&mut self, file: DraftFile, not_added: &mut Vec<NotAdded>) {
        let place = self.files.iter().position(|known| known.name == file.name);
        if let Some(place) = place {
            self.files.remove(place);
        }
        let bytes: usize = self.files.iter().map(|file| file.bytes.len()).sum();
        let is_too_much =
            self.files.len() >= MOST_FILES || bytes.saturating_add(file.bytes.len()) > MOST_BYTES;
        if is_too_much {
            if !not_added.contains(&NotAdded::TooMuch) {
                not_added.push(NotAdded::TooMuch);
            }
        } else {
            self.files.push(file);
        }
    }

    /// Takes a file out.
    pub(crate) fn remove(&mut self, index: usize) {
        if index < self.files.len() {
            self.files.remove(index);
        }
    }

    /// Whether any file is of the standard: then the names say to whom it goes.
    pub(crate) fn has_csv(&self) -> bool {
        self.files
            .iter()
            .any(|file| FileName::is_meant_by(&file.name))
    }

    /// What the names of the CSV files say, if they make up one sending unit (送信単位).
    pub(crate) fn facts(&self) -> Option<UnitFacts> {
        let names = self.files.iter();
        let names: Vec<FileName> = names
            .filter_map(|file| FileName::parse(&file.name).ok())
            .collect();
        unit_of(&names).ok()
    }

    /// The receiver that was typed, where it counts.
    pub(crate) fn typed_receiver(&self) -> Option<OfficeNumber> {
        if self.has_csv() {
            return None;
        }
        half_width(self.to.trim()).parse().ok()
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.text.trim().is_empty()
    }

    /// As the desk takes it.
    pub(crate) fn to_draft(&self) -> Draft {
        let text = self.text.trim();
        Draft {
            files: self.files.clone(),
            // Browsers send lines with CR and LF.
            text: (!text.is_empty()).then(|| text.replace("\r\n", "\n")),
            to: self.typed_receiver(),
            replaces: self.replaces,
            again: false,
        }
    }

    /// What the desk made of a message that is to be sent once more.
    pub(crate) fn of(draft: Draft) -> Self {
        Self {
            files: draft.files,
            text: draft.text.unwrap_or_default(),
            to: draft.to.map(|to| to.to_string()).unwrap_or_default(),
            kept_at: None,
            replaces: draft.replaces,
        }
    }
}

impl Drafts {
    /// A draft.
    pub(crate) fn get(&self, id: &str) -> Option<Composed> {
        self.all().get(id).cloned()
    }

    /// Puts a draft in the place of what was there.
    pub(crate) fn put(&self, id: &str, draft: Composed) {
        self.all().insert(id.to_owned(), draft);
    }

    /// Forgets a draft.
    pub(crate) fn remove(&self, id: &str) {
        self.all().remove(id);
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.all().clear();
    }

    /// Those that were kept on purpose, newest first.
    pub(crate) fn kept(&self) -> Vec<(String, Composed)> {
        let all = self.all();
        let mut kept: Vec<_> = all
            .iter()
            .filter(|(_, draft)| draft.kept_at.is_some())
            .map(|(id, draft)| (id.clone(), draft.clone()))
            .collect();
        kept.sort_by_key(|(_, draft)| std::cmp::Reverse(draft.kept_at));
        kept
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Composed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Full-width digits (０–９) as people type them, made half-width.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: &[u8]) -> DraftFile {
        DraftFile {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn a_file_that_is_chosen_again_takes_its_own_place() {
        let mut draft = Composed::default();
        assert_eq!(
            draft.add(vec![file("a.txt", b"1"), file("b.txt", b"1")]),
            []
        );
        assert_eq!(draft.add(vec![file("a.txt", b"2")]), []);
        let names: Vec<_> = draft.files.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["b.txt", "a.txt"]);
        assert_eq!(draft.files[1].bytes, b"2");
        draft.remove(0);
        draft.remove(7);
        assert_eq!(draft.files.len(), 1);
    }

    #[test]
    fn too_many_files_are_told_once() {
        let mut draft = Composed::default();
        let many = (0..MOST_FILES + 5).map(|n| file(&format!("{n}.txt"), b"a"));
        assert_eq!(draft.add(many.collect()), [NotAdded::TooMuch]);
        assert_eq!(draft.files.len(), MOST_FILES);
        let (what, hint) = NotAdded::TooMuch.texts();
        assert!(what.ends_with('。') && hint.ends_with('。'));
    }

    #[test]
    fn a_receiver_is_read_in_full_width_too() {
        let mut draft = Composed {
            to: " １３７０００００２８ ".to_owned(),
            ..Composed::default()
        };
        assert_eq!(half_width(draft.to.trim()), "1370000028");
        draft.to = "みほん".to_owned();
        assert_eq!(draft.typed_receiver(), None);
    }
}
