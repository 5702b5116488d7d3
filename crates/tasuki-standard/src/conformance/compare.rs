//! What a software exported, against the case that it imported.
//!
//! Records are found by their keys, in any order. What differs from export to export, and what the
//! standard leaves open, is not compared:
//!
//! - the sequence (ファイル連番) in names, and the days on which documents were made (作成年月日);
//! - items that are not used (識別子), and 入力者コード;
//! - zeros before numbers, and which code ends the lines of a text;
//! - cells of 第2表 and of the annex of 支援計画書 that repeat the row above: empty or filled;
//! - subtotals of 第7表 that are optional (`xxEEEE`, `xxZZZZ`);
//! - the bytes of images.

use std::collections::BTreeSet;

use serde::Serialize;
use tasuki_terms::FileKind;

use super::{Case, Verdict};
use crate::{CheckReport, Document, FileName, read_files};

mod key;
mod records;
#[cfg(test)]
mod tests;
mod value;

/// What a comparison found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// What a check says about the files that were exported. With an error in them there is nothing
    /// to compare.
    pub report: CheckReport,
    /// What is not as in the case, in the order of its files and records.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// Whether the files are right and say the same as the case.
    pub const fn is_equal(&self) -> bool {
        self.report.may_be_sent() && self.differences.is_empty()
    }
}

/// One thing that is not as in the case. Values are told, since all of them are invented.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// What kind of difference it is.
    pub kind: DifferenceKind,
    /// The file that was exported or, if it is missing, the one of the case.
    pub file: String,
    /// The line in that file.
    pub line: Option<u32>,
    /// The number of the item.
    pub column_no: Option<u16>,
    /// Its Japanese name.
    pub column_name: Option<String>,
    /// What the case holds.
    pub expected: Option<String>,
    /// What was found.
    pub found: Option<String>,
}

/// Kinds of differences.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A file of the case is not there.
    FileMissing,
    /// A file is there that the case does not have.
    FileExtra,
    /// The name says other offices, services or another month.
    Name,
    /// A record of the case is not there.
    RecordMissing,
    /// A record is there that the case does not have.
    RecordExtra,
    /// An item has another value.
    Value,
}

impl DifferenceKind {
    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileMissing => "ファイルがありません",
            Self::FileExtra => "余分なファイルがあります",
            Self::Name => "ファイル名が違います",
            Self::RecordMissing => "行がありません",
            Self::RecordExtra => "余分な行があります",
            Self::Value => "値が違います",
        }
    }
}

impl Difference {
    fn of_file(kind: DifferenceKind, file: &str) -> Self {
        Self {
            kind,
            file: file.to_owned(),
            line: None,
            column_no: None,
            column_name: None,
            expected: None,
            found: None,
        }
    }
}

impl Case {
    /// Compares files that a software exported with the case; `None` if the case may not be sent, so
    /// that nobody can export it.
    pub fn compare(&self, files: &[(&str, &[u8])]) -> Option<Comparison> {
        if self.verdict() == Verdict::Refuse {
            return None;
        }
        let own: Vec<_> = self
            .files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        let expected = read_files(&own).document?;
        let reading = read_files(files);
        let mut differences = Vec::new();
        if let Some(found) = reading.document {
            compare_files(&own, files, &mut differences);
            compare_tables(&expected, &found, &mut differences);
        }
        Some(Comparison {
            report: reading.report,
            differences,
        })
    }
}

/// What tells a file of a unit from the others.
type Role = (FileKind, Option<u16>);

fn roles(files: &[(&str, &[u8])]) -> Vec<(Role, FileName)> {
    files
        .iter()
        .filter_map(|(name, _)| FileName::parse(name).ok())
        .map(|name| ((name.kind, name.branch), name))
        .collect()
}

/// Names, and which files there are.
fn compare_files(
    expected: &[(&str, &[u8])],
    found: &[(&str, &[u8])],
    differences: &mut Vec<Difference>,
) {
    let (expected, found) = (roles(expected), roles(found));
    for (role, name) in &expected {
        let Some((_, other)) = found.iter().find(|(other, _)| other == role) else {
            let kind = DifferenceKind::FileMissing;
            differences.push(Difference::of_file(kind, &name.to_string()));
            continue;
        };
        let alike = FileName {
            sequence: name.sequence,
            ..other.clone()
        };
        if alike != *name {
            differences.push(Difference {
                expected: Some(name.to_string()),
                found: Some(other.to_string()),
                ..Difference::of_file(DifferenceKind::Name, &other.to_string())
            });
        }
    }
    let wanted: BTreeSet<_> = expected.iter().map(|(role, _)| role).collect();
    for (_, name) in found.iter().filter(|(role, _)| !wanted.contains(role)) {
        let kind = DifferenceKind::FileExtra;
        differences.push(Difference::of_file(kind, &name.to_string()));
    }
}

fn compare_tables(expected: &Document, found: &Document, differences: &mut Vec<Difference>) {
    for table in expected.tables() {
        let kind = table.name().kind;
        // Another version has other items, which its name has told.
        let other = found
            .table(kind)
            .filter(|other| other.spec() == table.spec());
        if let Some(other) = other {
            records::compare(table, other, differences);
        }
    }
}
