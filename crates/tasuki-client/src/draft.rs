//! Drafts (一時保存): what somebody is about to send, as the book keeps it.

use tasuki_desk::{
    Book, BookError, DeskError, Draft, DraftChange, DraftFate, DraftFile, DraftId, KeptDraft,
    NotTaken,
};
use tasuki_standard::{FileName, UnitFacts, unit_of};
use tasuki_terms::{OfficeNumber, Timestamp, half_width};

use crate::unpack::{Budget, CannotUnpack, Entry, unpack};

/// The most files that a draft may come to hold; far more than can be sent, so that who chose a
/// whole folder can take out what does not belong.
const MOST_FILES: usize = 200;

/// The most bytes of all files of a draft.
pub(crate) const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A draft as its page shows it.
#[derive(Clone, Default)]
pub(crate) struct Composed {
    /// What would be sent.
    pub(crate) draft: Draft,
    /// The places of its files in the book, in the order of the files.
    pub(crate) places: Vec<i64>,
    /// Which state of the draft this is: when it was changed last.
    pub(crate) changed_at: Timestamp,
}

/// Why files are not added to a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NotAdded {
    /// An archive is not unpacked.
    Archive { name: String, why: CannotUnpack },
    /// There would be too many, or they are too large.
    TooMuch,
}

impl NotAdded {
    /// The same for the book: it is told until somebody throws it away.
    pub(crate) fn kept(&self) -> NotTaken {
        let (what, hint) = self.texts();
        NotTaken {
            what,
            hint: hint.to_owned(),
        }
    }

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

/// What was chosen, with the files of archives in their places.
#[derive(Clone, Default)]
pub(crate) struct Unpacked {
    pub(crate) files: Vec<DraftFile>,
    /// The archives that stay closed.
    pub(crate) not_added: Vec<NotAdded>,
}

/// Unpacks the archives among `files`, where that disturbs nobody. All of them share one budget.
pub(crate) async fn unpacked(files: Vec<DraftFile>) -> Result<Unpacked, DeskError> {
    let unpacked = tokio::task::spawn_blocking(|| unpack_all(files, &mut Budget::FULL.clone()));
    unpacked.await.map_err(DeskError::BrokenOff)
}

fn unpack_all(files: Vec<DraftFile>, budget: &mut Budget) -> Unpacked {
    let mut unpacked = Unpacked::default();
    for file in files {
        if !file.name.to_ascii_lowercase().ends_with(".zip") {
            unpacked.files.push(file);
            continue;
        }
        match unpack(&file.bytes, budget) {
            Ok(entries) => {
                let files = entries.into_iter();
                let file = |Entry { name, bytes }| DraftFile { name, bytes };
                unpacked.files.extend(files.map(file));
            }
            Err(why) => unpacked.not_added.push(NotAdded::Archive {
                name: file.name,
                why,
            }),
        }
    }
    unpacked
}

/// What adding files to a draft means.
#[derive(Default)]
pub(crate) struct Addition {
    /// The places of the files that go: others come under their names.
    pub(crate) replaced: Vec<i64>,
    /// The files that come.
    pub(crate) added: Vec<DraftFile>,
    /// Whether some do not fit.
    pub(crate) is_too_much: bool,
}

/// Which of the files that were chosen come to a draft.
pub(crate) fn addition(kept: &KeptDraft, files: &[DraftFile]) -> Addition {
    let mut addition = Addition::default();
    let mut left: Vec<(i64, &str, u64)> = kept
        .files
        .iter()
        .map(|file| (file.place, &*file.name, file.size))
        .collect();
    for file in files {
        if let Some(at) = left.iter().position(|(_, name, _)| *name == file.name) {
            addition.replaced.push(left.remove(at).0);
        }
        addition.added.retain(|known| known.name != file.name);
        let kept: u64 = left.iter().map(|(_, _, size)| size).sum();
        let new: usize = addition.added.iter().map(|one| one.bytes.len()).sum();
        let bytes = kept.saturating_add((new + file.bytes.len()) as u64);
        let fits = left.len() + addition.added.len() < MOST_FILES && bytes <= MOST_BYTES as u64;
        if fits {
            addition.added.push(file.clone());
        } else {
            addition.is_too_much = true;
        }
    }
    addition
}

/// Reads a draft with its files; none where it is gone.
pub(crate) fn read(book: &Book, id: &str) -> Result<Option<Composed>, BookError> {
    let Some(kept) = book.draft(id)? else {
        return Ok(None);
    };
    let mut composed = Composed {
        draft: kept.head(),
        places: Vec::with_capacity(kept.files.len()),
        changed_at: kept.changed_at,
    };
    for file in &kept.files {
        if let Some(read) = book.draft_file(id, file.place)? {
            composed.draft.files.push(read);
            composed.places.push(file.place);
        }
    }
    Ok(Some(composed))
}

/// To whom a kept draft goes, as far as that is known.
pub(crate) fn receiver(kept: &KeptDraft) -> Option<OfficeNumber> {
    let facts = facts(kept.files.iter().map(|file| &*file.name));
    facts.map(|facts| facts.receiver).or(kept.to)
}

/// A draft that somebody has edited. That the same was to go again was said of what it was before.
pub(crate) fn edited(before: Draft, text: Option<String>, to: Option<OfficeNumber>) -> Draft {
    Draft {
        text,
        to,
        again: false,
        ..before
    }
}

/// Begins a draft with what was typed.
pub(crate) fn begin(
    book: &Book,
    text: &str,
    to: Option<OfficeNumber>,
    now: Timestamp,
) -> Result<DraftId, BookError> {
    book.keep_draft(&edited(Draft::default(), typed_text(text), to), now)
}

/// Keeps what was typed in the draft `id`.
pub(crate) fn write(
    book: &Book,
    id: &str,
    text: &str,
    to: Option<OfficeNumber>,
    now: Timestamp,
) -> Result<DraftFate, BookError> {
    book.change_draft(id, now, |kept| DraftChange {
        head: edited(kept.head(), typed_text(text), to),
        ..DraftChange::default()
    })
}

/// The text of a message as it was typed. Browsers send lines with CR and LF.
pub(crate) fn typed_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.replace("\r\n", "\n"))
}

/// The receiver as it was typed: none where nothing was, an error where it is no number.
pub(crate) fn typed_receiver(text: &str) -> Result<Option<OfficeNumber>, NotANumber> {
    let typed = half_width(text.trim());
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| NotANumber)
}

/// What was typed is no number of an office (事業所番号).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NotANumber;

/// Whether any of these files is of the standard: then the names say to whom it goes.
pub(crate) fn has_csv<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(FileName::is_meant_by)
}

/// What the names of CSV files say, if they make up one sending unit (送信単位).
pub(crate) fn facts<'a>(names: impl Iterator<Item = &'a str>) -> Option<UnitFacts> {
    let names: Vec<FileName> = names
        .filter_map(|name| FileName::parse(name).ok())
        .collect();
    unit_of(&names).ok()
}

impl Composed {
    /// The names of its files.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.draft.files.iter().map(|file| &*file.name)
    }

    /// Whether any file is of the standard.
    pub(crate) fn has_csv(&self) -> bool {
        has_csv(self.names())
    }

    /// What the names of the CSV files say.
    pub(crate) fn facts(&self) -> Option<UnitFacts> {
        facts(self.names())
    }

    /// To whom it goes, as far as that is known.
    pub(crate) fn receiver(&self) -> Option<OfficeNumber> {
        self.facts().map(|facts| facts.receiver).or(self.draft.to)
    }

    /// Whether there is nothing in it.
    pub(crate) const fn is_empty(&self) -> bool {
        self.draft.files.is_empty() && self.draft.text.is_none()
    }
}

#[cfg(test)]
mod tests;
