//! What was put right in a file, and where.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::finding::shape;
use crate::more_lines::again;
use crate::ms932::Replaced;
use crate::{Field, Place, Privacy};

/// One thing that was put right, as often as it occurred in an item of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Repair {
    /// What kind of thing.
    pub kind: RepairKind,
    /// Where it was first, in the file as it was given.
    pub place: Place,
    /// What stood there first; of personal items only the shape, as in
    /// [`Finding::value`](crate::Finding::value). `None` where nothing but the writing changed.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
    /// What was done, as a Japanese sentence.
    pub what: &'static str,
    /// How often.
    pub count: u32,
    /// The lines of the next few.
    pub more_lines: Vec<u32>,
}

/// A character for which another was written, as often as it occurred in an item of a file.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReplacedCharacter {
    /// Where it was first, in the file as it was given.
    pub place: Place,
    /// What stood there.
    pub from: char,
    /// What stands there now; `None` where it was left out.
    pub to: Option<char>,
    /// How often.
    pub count: u32,
    /// The lines of the next few.
    pub more_lines: Vec<u32>,
}

/// What can be put right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum RepairKind {
    /// The name was not written as the standard writes it.
    Name,
    /// The name was of V3, the records of V4.1: the service types were added.
    NameServicesAdded,
    /// The name was of V4.1, the records of V3: the service types were left out.
    NameServicesDropped,
    /// The file was written in UTF-8.
    Encoding,
    /// Zero bytes or an end mark stood at the end of the file.
    Padding,
    /// There was a header line.
    Header,
    /// There were empty lines.
    EmptyLines,
    /// Lines, or line breaks in text, did not end in CR LF.
    LineEnds,
    /// Empty items stood behind the last one.
    TrailingItems,
    /// The version was a value that other programs write for V4.1.
    Version,
    /// Free text stood without quotation marks.
    UnquotedText,
    /// A code stood in quotation marks.
    QuotedCode,
    /// A code was written in full-width characters.
    FullWidth,
    /// A hyphen was none of ASCII.
    Hyphen,
    /// A date, month or time had separators.
    Separators,
}

impl RepairKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::NameServicesAdded,
        Self::NameServicesDropped,
        Self::Encoding,
        Self::Padding,
        Self::Header,
        Self::EmptyLines,
        Self::LineEnds,
        Self::TrailingItems,
        Self::Version,
        Self::UnquotedText,
        Self::QuotedCode,
        Self::FullWidth,
        Self::Hyphen,
        Self::Separators,
    ];

    /// Its stable code, such as `repair.line-ends`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "repair.name",
            Self::NameServicesAdded => "repair.name-services-added",
            Self::NameServicesDropped => "repair.name-services-dropped",
            Self::Encoding => "repair.encoding",
            Self::Padding => "repair.padding",
            Self::Header => "repair.header",
            Self::EmptyLines => "repair.empty-lines",
            Self::LineEnds => "repair.line-ends",
            Self::TrailingItems => "repair.trailing-items",
            Self::Version => "repair.version",
            Self::UnquotedText => "repair.unquoted-text",
            Self::QuotedCode => "repair.quoted-code",
            Self::FullWidth => "repair.full-width",
            Self::Hyphen => "repair.hyphen",
            Self::Separators => "repair.separators",
        }
    }

    /// What was done, as a Japanese sentence.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Name => "ファイル名を標準仕様の書き方に直しました。",
            Self::NameServicesAdded => {
                "ファイル名に、送信元と送信先のサービス種類コードを加えました（データはV4.1です）。"
            }
            Self::NameServicesDropped => {
                "ファイル名から、送信元と送信先のサービス種類コードを除きました（データはV3です）。"
            }
            Self::Encoding => "文字コードをUTF-8からShift-JIS（MS932）に変えました。",
            Self::Padding => "ファイルの末尾の余分な制御文字を除きました。",
            Self::Header => "見出し（項目名）の行を除きました。",
            Self::EmptyLines => "空の行を除きました。",
            Self::LineEnds => "改行コードをCRLFにそろえました。",
            Self::TrailingItems => "行の末尾の余分な空の項目を除きました。",
            Self::Version => "CSVバージョンをV4.1の値に直しました。",
            Self::UnquotedText => "文字列を「\"」で囲みました。",
            Self::QuotedCode => "コードや数字を囲む「\"」を除きました。",
            Self::FullWidth => "全角の数字や英字を半角に直しました。",
            Self::Hyphen => "ハイフンを半角に直しました。",
            Self::Separators => "日付や時刻の区切り記号を除きました。",
        }
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for RepairKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// Tells the characters by their code points, since they may be of somebody's name.
impl fmt::Debug for ReplacedCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ReplacedCharacter({}, U+{:04X}",
            self.place,
            u32::from(self.from)
        )?;
        match self.to {
            Some(to) => write!(f, " to U+{:04X}, {} times)", u32::from(to), self.count),
            None => write!(f, " left out, {} times)", self.count),
        }
    }
}

/// Collects what is put right; equal ones of an item are told once.
#[derive(Default)]
pub(crate) struct Repairs {
    done: Vec<Repair>,
    replaced: Vec<ReplacedCharacter>,
    known: BTreeMap<(String, RepairKind, Option<u16>), usize>,
    known_characters: BTreeMap<(String, Option<u16>, char), usize>,
}

impl Repairs {
    /// Adds a repair that changed no value.
    pub(crate) fn add(&mut self, kind: RepairKind, place: Place) {
        self.add_change(kind, place, None);
    }

    /// Adds a repair of a value; of personal items only the shape is kept.
    pub(crate) fn add_value(
        &mut self,
        kind: RepairKind,
        place: Place,
        field: &Field,
        values: (&str, &str),
    ) {
        let shown = |value: &str| match field.privacy {
            Privacy::Personal => shape(value),
            Privacy::Public | Privacy::Business => value.to_owned(),
        };
        self.add_change(kind, place, Some((shown(values.0), shown(values.1))));
    }

    /// Adds a repair, with what stood there and what stands there now.
    pub(crate) fn add_change(
        &mut self,
        kind: RepairKind,
        place: Place,
        change: Option<(String, String)>,
    ) {
        let key = (place.file.clone(), kind, place.column_no);
        if let Some(known) = self.known.get(&key).and_then(|at| self.done.get_mut(*at)) {
            again(&mut known.count, &mut known.more_lines, place.line);
            return;
        }
        self.known.insert(key, self.done.len());
        let (before, after) = change.unzip();
        self.done.push(Repair {
            kind,
            place,
            before,
            after,
            what: kind.what(),
            count: 1,
            more_lines: Vec::new(),
        });
    }

    /// Adds a character for which another is written.
    pub(crate) fn add_character(&mut self, place: Place, character: Replaced) {
        let key = (place.file.clone(), place.column_no, character.from);
        let known = self.known_characters.get(&key);
        if let Some(known) = known.and_then(|at| self.replaced.get_mut(*at)) {
            again(&mut known.count, &mut known.more_lines, place.line);
            return;
        }
        self.known_characters.insert(key, self.replaced.len());
        self.replaced.push(ReplacedCharacter {
            place,
            from: character.from,
            to: character.to,
            count: 1,
            more_lines: Vec::new(),
        });
    }

    /// The repairs and the characters: file by file in their order, each from the whole to the item.
    pub(crate) fn finish(self) -> (Vec<Repair>, Vec<ReplacedCharacter>) {
        (self.done, self.replaced)
    }
}
