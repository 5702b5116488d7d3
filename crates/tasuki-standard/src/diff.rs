//! What has changed between two versions of the same files (変更点).
//!
//! [`diff`] looks at each kind of file and each person, and pairs the rows of the earlier version with
//! those of the later one: first rows that say the same, then rows with the same key (標準仕様 V4.1,
//! 2.3 and 3.3, and the numbers within a form), of 第6表 as [`compare`](crate::compare()) pairs them.
//! The order of the rows in the files does not matter.
//!
//! Not compared are CSVバージョン, items that nobody uses, the day on which a form was made
//! (作成年月日), images, and items that only one of two versions of the standard has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use tasuki_terms::FileKind;

use crate::Table;
use crate::pairing::Change;
use crate::table::CareRecipient;

mod error;
mod keys;
mod rows;
#[cfg(test)]
mod tests;

pub use error::DiffError;

use rows::of_kind;

/// What has changed between two versions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The names of the earlier files.
    pub previous: Vec<String>,
    /// The names of the later files.
    pub current: Vec<String>,
    /// How much has changed.
    pub totals: DiffTotals,
    /// The people with changes, in the order of their numbers.
    pub users: Vec<UserDifference>,
}

/// How much has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct DiffTotals {
    /// People who are only in the later version.
    pub users_added: u32,
    /// People who are only in the earlier version.
    pub users_removed: u32,
    /// People in both, with changes.
    pub users_changed: u32,
    /// Rows that are only in the later version.
    pub rows_added: u32,
    /// Rows that are only in the earlier version.
    pub rows_removed: u32,
    /// Rows in both, with changes.
    pub rows_changed: u32,
}

/// What has changed for a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct UserDifference {
    /// The person; the name is that of the later version, if the files have names.
    pub user: CareRecipient,
    /// Whether the person is in both versions.
    pub state: UserState,
    /// The rows that have changed, by kind and key.
    pub rows: Vec<RowDifference>,
}

/// Whether a person is in both versions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// Only in the later one.
    Added,
    /// Only in the earlier one.
    Removed,
    /// In both.
    Changed,
}

/// What has changed in a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[non_exhaustive]
pub struct RowDifference {
    /// The kind of file it stands in.
    pub kind: FileKind,
    /// What tells which row of the person it is, as the later version says it; empty items are left
    /// out. There is nothing to tell where a person has one row.
    pub about: Vec<Item>,
    /// What has changed.
    pub change: RowChange,
}

/// What has changed in a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RowChange {
    /// It is only in the later version.
    Added {
        /// The line on which it begins, counted from 1.
        line: u32,
        /// What it says, without empty items.
        values: Vec<Item>,
    },
    /// It is only in the earlier version.
    Removed {
        /// The line on which it began, counted from 1.
        line: u32,
        /// What it said, without empty items.
        values: Vec<Item>,
    },
    /// It is in both.
    Changed {
        /// The line on which it began in the earlier version.
        previous_line: u32,
        /// The line on which it begins in the later version.
        current_line: u32,
        /// The items that differ; never none.
        items: Vec<Change>,
    },
}

/// An item and its value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// Our name for the item, such as `service_date`.
    pub item: &'static str,
    /// Its Japanese name (項目名).
    pub name: &'static str,
    /// Its value, as it stands in the file.
    pub value: String,
}

/// Tells no value, since it may be personal.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({})", self.item)
    }
}

impl Difference {
    /// Whether nothing has changed.
    pub const fn is_empty(&self) -> bool {
        self.users.is_empty()
    }
}

/// Tells what has changed between two versions of the same files, such as the tables of two
/// [`Document`](crate::Document)s or the same one file of each.
///
/// ```
/// use tasuki_standard::diff::{UserState, diff};
/// use tasuki_standard::read_table;
///
/// let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250410093000.CSV";
/// let one = read_table(name, b"202407,139999,0000000101,202504\r\n").table.unwrap();
/// let two = read_table(
///     name,
///     b"202407,139999,0000000202,202504\r\n202407,139999,0000000101,202504\r\n",
/// )
/// .table
/// .unwrap();
/// let difference = diff(&[one.clone()], &[two.clone()]).unwrap();
/// assert_eq!(difference.users[0].user.insured_no, "0000000202");
/// assert_eq!(difference.users[0].state, UserState::Added);
/// assert!(diff(&[two.clone()], &[two]).unwrap().is_empty());
/// ```
pub fn diff(previous: &[Table], current: &[Table]) -> Result<Difference, DiffError> {
    error::check(previous, current)?;
    let mut users: BTreeMap<CareRecipient, Vec<RowDifference>> = BTreeMap::new();
    for kind in FileKind::ALL {
        for (user, rows) in of_kind(kind, previous, current) {
            users.entry(user).or_default().extend(rows);
        }
    }
    let (before, after) = (people(previous), people(current));
    let names: BTreeMap<_, _> = (previous.iter().chain(current))
        .flat_map(Table::names)
        .collect();
    let users = (users.into_iter())
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(user, rows)| UserDifference {
            state: match (before.contains(&user), after.contains(&user)) {
                (false, _) => UserState::Added,
                (true, false) => UserState::Removed,
                (true, true) => UserState::Changed,
            },
            user: CareRecipient {
                name: names.get(&user).cloned(),
                ..user
            },
            rows,
        });
    let users: Vec<_> = users.collect();
    let names = |tables: &[Table]| {
        tables
            .iter()
            .map(|table| table.name().to_string())
            .collect()
    };
    Ok(Difference {
        previous: names(previous),
        current: names(current),
        totals: DiffTotals::of(&users),
        users,
    })
}

fn people(tables: &[Table]) -> BTreeSet<CareRecipient> {
    (tables.iter())
        .flat_map(|table| {
            let records = table.records().iter();
            records.map(|record| CareRecipient::of(table, record))
        })
        .collect()
}

impl DiffTotals {
    fn of(users: &[UserDifference]) -> Self {
        let mut totals = Self::default();
        for user in users {
            let counted = match user.state {
                UserState::Added => &mut totals.users_added,
                UserState::Removed => &mut totals.users_removed,
                UserState::Changed => &mut totals.users_changed,
            };
            *counted = counted.saturating_add(1);
            for row in &user.rows {
                let counted = match row.change {
                    RowChange::Added { .. } => &mut totals.rows_added,
                    RowChange::Removed { .. } => &mut totals.rows_removed,
                    RowChange::Changed { .. } => &mut totals.rows_changed,
                };
                *counted = counted.saturating_add(1);
            }
        }
        totals
    }
}
