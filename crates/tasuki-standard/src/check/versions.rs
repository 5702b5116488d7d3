//! Item 1 of all records: one version, known, and that of the name.

use tasuki_terms::{FileKind, SpecVersion};

use super::fields::{AGAIN, text};
use super::row::Row;
use super::{Finding, Place, Rule};
use crate::finding::shape;
use crate::{Layout, layout};

/// The versions seen in a file.
pub(super) struct Versions {
    spec: SpecVersion,
    /// The version, the line and the place of the first record whose items can be told apart.
    first: Option<(String, u32, usize)>,
    is_mixed: bool,
    /// The same of records whose items cannot be told apart, where the first need not be the
    /// version; they count only if there are no others.
    unsound: Option<(String, u32, usize)>,
    /// The same of the first record that has the items of another version than the file's name, and
    /// tells that version.
    other: Option<(String, u32, usize)>,
}

impl Versions {
    pub(super) const fn new(spec: SpecVersion) -> Self {
        Self {
            spec,
            first: None,
            is_mixed: false,
            unsound: None,
            other: None,
        }
    }

    /// Looks at a record whose items can be told apart. That a file has several versions is told at
    /// once, and of a wrong one at the end, since then it may be one of several.
    pub(super) fn sound(&mut self, row: &Row<'_>, place: Place) -> Option<Finding> {
        let version = text(row, 0);
        let Some((first, line, _)) = &self.first else {
            self.first = Some((version, row.line, row.offset));
            return None;
        };
        if *first == version || std::mem::replace(&mut self.is_mixed, true) {
            return None;
        }
        Some(mixed(first, *line, &version, row.line, place))
    }

    /// Notes a record whose items cannot be told apart, since they are not as many as the kind has,
    /// or not well quoted.
    pub(super) fn unsound(&mut self, row: &Row<'_>, kind: FileKind) {
        let told = || (text(row, 0), row.line, row.offset);
        if self.other.is_none() && self.is_of_other(row, kind) {
            self.other = Some(told());
        }
        if self.first.is_none() && self.unsound.is_none() {
            self.unsound = Some(told());
        }
    }

    /// Whether a record is a whole one of another version than that of the file's name.
    fn is_of_other(&self, row: &Row<'_>, kind: FileKind) -> bool {
        let told = text(row, 0).parse::<SpecVersion>();
        let other = told.ok().filter(|told| *told != self.spec);
        let layout = other.and_then(|other| layout(other, kind));
        layout.is_some_and(|layout| layout.fields.len() == row.fields.len())
    }

    /// What can only be told at the end: whether the one version is the right one, and all of it of a
    /// file in which no record is sound.
    pub(super) fn at_the_end(&self, given: &str, layout: &Layout) -> Option<Finding> {
        let seen = self.first.as_ref().or(self.unsound.as_ref());
        let (version, line, offset) = seen.filter(|_| !self.is_mixed)?;
        let place = |line: u32, offset: usize| {
            let place = Place::file(given).at(line, offset);
            match layout.fields.first() {
                Some(field) => place.in_field(field),
                None => place,
            }
        };
        if let (Some(first), Some(other)) = (&self.first, &self.other)
            && first.0 != other.0
        {
            let (before, behind) = if first.1 < other.1 {
                (first, other)
            } else {
                (other, first)
            };
            let place = place(behind.1, behind.2);
            return Some(mixed(&before.0, before.1, &behind.0, behind.1, place));
        }
        // Where no record can be read, something else than the version is wrong first.
        let is_version = version.len() == 6 && version.bytes().all(|byte| byte.is_ascii_digit());
        if self.first.is_none() && !is_version {
            return None;
        }
        self.judge(version, place(*line, *offset))
    }

    fn judge(&self, version: &str, place: Place) -> Option<Finding> {
        let spec = self.spec;
        if version == spec.as_str() {
            return None;
        }
        let (rule, what, hint) = match version.parse::<SpecVersion>() {
            Ok(known) => (
                Rule::VERSION_OTHER_THAN_NAME,
                format!(
                    "ファイル名は{}の形ですが、中のデータは{}です。",
                    spec.name(),
                    known.name()
                ),
                format!("ファイル名を変えずに、{AGAIN}"),
            ),
            Err(_) => (
                Rule::VERSION_UNKNOWN,
                format!(
                    "CSVバージョン「{}」は標準仕様にありません。",
                    told_version(version)
                ),
                format!(
                    "{}。介護ソフトを更新して、出力し直してください。",
                    unknown_version(version)
                ),
            ),
        };
        Some(showing(rule, place, what, hint, version))
    }
}

fn mixed(first: &str, line: u32, other: &str, other_line: u32, place: Place) -> Finding {
    let what = format!(
        "1つのファイルに異なるCSVバージョンがあります（{line}行目は「{}」、{other_line}行目は「{}」）。",
        told_version(first),
        told_version(other)
    );
    showing(Rule::VERSION_MIXED, place, what, AGAIN.to_owned(), other)
}

fn showing(rule: Rule, place: Place, what: String, hint: String, version: &str) -> Finding {
    Finding::new(rule, place, what, hint).showing_code(told_version(version))
}

/// A version as it is told to people. In a file whose items are shifted anything may stand in its
/// place, somebody's name too, so that only digits are told as they are.
fn told_version(version: &str) -> String {
    if version.len() <= 6 && version.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        version.to_owned()
    } else {
        shape(&version.chars().take(6).collect::<String>())
    }
}

/// What is known of versions that cannot be sent.
fn unknown_version(version: &str) -> &'static str {
    match version {
        "202410" => "202410は一部のソフトが誤って書く値で、V4.1の値は202407です",
        "202504" => "202504は廃止された4.0版の値で、V4.1の値は202407です",
        "201910" | "202003" => "古い版の値です",
        _ => "V3は202208、V4.1は202407です",
    }
}
