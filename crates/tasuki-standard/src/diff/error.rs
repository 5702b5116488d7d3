//! Files that are no two versions of the same.

use std::collections::BTreeSet;

use tasuki_terms::{FileKind, ServiceMonth};

use crate::Table;

/// Why two sets of files are no two versions of the same.
///
/// Display is for developers; [`what`](Self::what) and [`hint`](Self::hint) are for the people who
/// chose the files.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// No kind of file is in both.
    #[error("the two have no kind of file in common")]
    NothingInCommon,
    /// A kind is twice in one of them.
    #[error("a version holds {kind} twice")]
    Duplicate {
        /// The kind.
        kind: FileKind,
    },
    /// The two are of different months.
    #[error("the earlier version is of {previous}, the later of {current}")]
    OtherMonth {
        /// The month of the earlier version.
        previous: ServiceMonth,
        /// The month of the later version.
        current: ServiceMonth,
    },
}

impl DiffError {
    /// A stable code, such as `diff.other-month`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NothingInCommon => "diff.nothing-in-common",
            Self::Duplicate { .. } => "diff.duplicate",
            Self::OtherMonth { .. } => "diff.other-month",
        }
    }

    /// What is wrong, as a Japanese sentence.
    pub fn what(&self) -> String {
        match self {
            Self::NothingInCommon => {
                "変更前と変更後に、同じ種類のファイルがありません。".to_owned()
            }
            Self::Duplicate { kind } => format!("{}のファイルが複数あります。", kind.name()),
            Self::OtherMonth { previous, current } => format!(
                "変更前は{}年{}月分、変更後は{}年{}月分です。",
                previous.year(),
                previous.month(),
                current.year(),
                current.month()
            ),
        }
    }

    /// What to do, as a Japanese sentence.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NothingInCommon => "同じ種類のファイルを指定してください。",
            Self::Duplicate { .. } => {
                "比べるファイルを1つずつ指定するか、連番ごとにフォルダーを分けてください。"
            }
            Self::OtherMonth { .. } => "同じ対象年月のファイルを指定してください。",
        }
    }
}

/// Refuses what is no two versions of the same.
pub(super) fn check(previous: &[Table], current: &[Table]) -> Result<(), DiffError> {
    let kinds = |tables: &[Table]| tables.iter().map(|one| one.name().kind).collect();
    let (before, after): (Vec<_>, Vec<_>) = (kinds(previous), kinds(current));
    for kinds in [&before, &after] {
        let mut seen = BTreeSet::new();
        if let Some(kind) = kinds.iter().find(|kind| !seen.insert(**kind)) {
            return Err(DiffError::Duplicate { kind: *kind });
        }
    }
    if !before.iter().any(|kind| after.contains(kind)) {
        return Err(DiffError::NothingInCommon);
    }
    let month = |tables: &[Table]| tables.iter().find_map(|one| one.name().month);
    match (month(previous), month(current)) {
        (Some(previous), Some(current)) if previous != current => {
            Err(DiffError::OtherMonth { previous, current })
        }
        _ => Ok(()),
    }
}
