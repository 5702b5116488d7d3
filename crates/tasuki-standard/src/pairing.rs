//! Finding out which row of one file answers which row of another, whatever their order.
//!
//! Rows are paired in steps, strongest first: each step says which items must be the same, and pairs
//! those of the rows left that lie nearest to each other. Rows that are equal in everything are the
//! first step.

use std::collections::BTreeMap;

use crate::{Field, Layout, Record};

mod change;
mod nearest;

pub use change::Change;
use nearest::nearest;

/// The items that two layouts have in common and that are looked at.
#[derive(Debug)]
pub(crate) struct Columns {
    fields: Vec<&'static Field>,
    left: Vec<usize>,
    right: Vec<usize>,
}

/// A record with the values of some columns, in the form in which they are compared.
#[derive(Debug)]
pub(crate) struct Row<'t> {
    pub(crate) record: &'t Record,
    pub(crate) values: Vec<String>,
}

/// A step: which items must be the same (as indexes of the columns), and what "nearest" means.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) same: Vec<usize>,
    pub(crate) near: Near,
}

/// What makes one of several rows the nearest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Near {
    /// Nothing: rows are taken in the order of their values.
    Order,
    /// The time at which the service begins (サービス開始時刻).
    Time,
    /// The day of the service (サービス利用日), then the time.
    Day,
}

impl Columns {
    /// The items of both layouts, told by our names for them, that `wanted` accepts.
    pub(crate) fn common(
        left: &'static Layout,
        right: &'static Layout,
        wanted: impl Fn(&Field) -> bool,
    ) -> Self {
        let mut columns = Self {
            fields: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
        };
        for (at, field) in left.fields.iter().enumerate() {
            let Some((other, newer)) = right.field(&field.id) else {
                continue;
            };
            if wanted(newer) {
                columns.fields.push(newer);
                columns.left.push(at);
                columns.right.push(other);
            }
        }
        columns
    }

    /// The indexes of some items; those that the layouts do not have in common are left out.
    pub(crate) fn indexes(&self, ids: &[&str]) -> Vec<usize> {
        let is_wanted = |field: &Field| ids.contains(&field.id.as_str());
        (self.fields.iter().enumerate())
            .filter(|(_, field)| is_wanted(field))
            .map(|(at, _)| at)
            .collect()
    }

    /// Rows of the left file, in the order of their values.
    pub(crate) fn left<'t>(&self, records: &[&'t Record]) -> Vec<Row<'t>> {
        self.rows(&self.left, records)
    }

    /// Rows of the right file, in the order of their values.
    pub(crate) fn right<'t>(&self, records: &[&'t Record]) -> Vec<Row<'t>> {
        self.rows(&self.right, records)
    }

    fn rows<'t>(&self, at: &[usize], records: &[&'t Record]) -> Vec<Row<'t>> {
        let value = |record: &'t Record, (at, field): (&usize, &&Field)| {
            let value = record.value(*at).unwrap_or_default();
            field.plain(value).into_owned()
        };
        let mut rows: Vec<_> = records
            .iter()
            .map(|record| Row {
                record,
                values: (at.iter().zip(&self.fields))
                    .map(|column| value(record, column))
                    .collect(),
            })
            .collect();
        rows.sort_by(|one, other| {
            (one.values.cmp(&other.values))
                .then_with(|| one.record.values().cmp(other.record.values()))
                .then_with(|| one.record.line.cmp(&other.record.line))
        });
        rows
    }
}

/// The pairs of indexes of rows that belong together, step by step. Both lists must be in the order
/// in which [`Columns`] gives them; a row is in one pair at most.
pub(crate) fn pairs(
    columns: &Columns,
    left: &[Row<'_>],
    right: &[Row<'_>],
    steps: &[Step],
) -> Vec<(usize, usize)> {
    let all = Step {
        same: (0..columns.fields.len()).collect(),
        near: Near::Order,
    };
    let (day, time) = (
        columns.indexes(&["service_date"]).first().copied(),
        columns.indexes(&["start_time"]).first().copied(),
    );
    let mut free_left: Vec<usize> = (0..left.len()).collect();
    let mut free_right: Vec<usize> = (0..right.len()).collect();
    let mut found = Vec::new();
    for step in [&all].into_iter().chain(steps) {
        if free_left.is_empty() || free_right.is_empty() {
            break;
        }
        let place = |row: &Row<'_>| match step.near {
            Near::Order => 0,
            Near::Time => row.minutes(time),
            Near::Day => row.day(day) * DAY + row.minutes(time),
        };
        let mut groups: BTreeMap<Vec<&str>, Sides> = BTreeMap::new();
        for (at, row) in free_left
            .iter()
            .filter_map(|at| Some((*at, left.get(*at)?)))
        {
            let group = groups.entry(row.key(&step.same)).or_default();
            group.left.push((place(row), at));
        }
        for (at, row) in free_right
            .iter()
            .filter_map(|at| Some((*at, right.get(*at)?)))
        {
            if let Some(group) = groups.get_mut(&row.key(&step.same)) {
                group.right.push((place(row), at));
            }
        }
        let before = found.len();
        for group in groups.into_values() {
            found.extend(nearest(&group.left, &group.right));
        }
        let new = found.get(before..).unwrap_or_default();
        let taken: (Vec<usize>, Vec<usize>) = new.iter().copied().unzip();
        keep_free(&mut free_left, taken.0);
        keep_free(&mut free_right, taken.1);
    }
    found
}

/// More minutes than a month has, so that the day counts more than the time.
const DAY: i64 = 1_000_000;

/// The places and indexes of the rows of a group.
#[derive(Default)]
struct Sides {
    left: Vec<(i64, usize)>,
    right: Vec<(i64, usize)>,
}

fn keep_free(free: &mut Vec<usize>, mut taken: Vec<usize>) {
    taken.sort_unstable();
    free.retain(|at| taken.binary_search(at).is_err());
}

impl Row<'_> {
    /// The value of a column.
    pub(crate) fn value(&self, at: usize) -> &str {
        self.values.get(at).map_or("", String::as_str)
    }

    fn key(&self, same: &[usize]) -> Vec<&str> {
        same.iter().map(|at| self.value(*at)).collect()
    }

    /// Minutes after midnight; 9999 (no time) is far from every time.
    fn minutes(&self, column: Option<usize>) -> i64 {
        let time = column.and_then(|at| self.value(at).parse::<i64>().ok());
        time.map_or(0, |time| time / 100 * 60 + time % 100)
    }

    /// Days, counted as if every month had 31.
    fn day(&self, column: Option<usize>) -> i64 {
        let date = column.and_then(|at| self.value(at).parse::<i64>().ok());
        date.map_or(0, |date| {
            let (month, day) = (date / 100, date % 100);
            (month / 100 * 12 + month % 100) * 31 + day
        })
    }
}

/// How rows of 第6表 are paired after those that are equal; the items that must be the same.
pub(crate) const FORM_6: [(&[&str], Near); 3] = [
    (
        &[
            "service_date",
            "service_code",
            "service_office_no",
            "tais_code",
            "equipment_notification_code",
        ],
        Near::Time,
    ),
    (&["service_date", "service_code"], Near::Time),
    (
        &[
            "service_code",
            "service_office_no",
            "tais_code",
            "equipment_notification_code",
        ],
        Near::Day,
    ),
];

/// The items of a pair that differ, among those that `wanted` accepts.
pub(crate) fn changes(
    columns: &Columns,
    before: &Row<'_>,
    after: &Row<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Change> {
    (columns.fields.iter())
        .zip(before.values.iter().zip(&after.values))
        .filter(|(field, (before, after))| before != after && wanted(&field.id))
        .map(|(field, (before, after))| Change {
            item: &field.id,
            name: &field.name,
            before: before.clone(),
            after: after.clone(),
        })
        .collect()
}
