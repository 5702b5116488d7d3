//! The rows of a kind, and which of them have changed.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_terms::FileKind;

use super::keys::Keys;
use super::{Item, RowChange, RowDifference};
use crate::pairing::{self, Columns, Row, Step};
use crate::table::CareRecipient;
use crate::{Field, Record, Table};

/// The rows of a kind that have changed, by person.
pub(super) fn of_kind(
    kind: FileKind,
    previous: &[Table],
    current: &[Table],
) -> BTreeMap<CareRecipient, Vec<RowDifference>> {
    let of = |tables: &'_ [Table]| tables.iter().position(|table| table.name().kind == kind);
    let before = of(previous).and_then(|at| previous.get(at));
    let after = of(current).and_then(|at| current.get(at));
    let mut users: BTreeMap<CareRecipient, (Vec<&Record>, Vec<&Record>)> = BTreeMap::new();
    for (table, is_later) in [(before, false), (after, true)] {
        let records = table.map(|table| table.records().iter().map(move |one| (table, one)));
        for (table, record) in records.into_iter().flatten() {
            let rows = users.entry(CareRecipient::of(table, record)).or_default();
            if is_later {
                rows.1.push(record);
            } else {
                rows.0.push(record);
            }
        }
    }
    let (Some(one), Some(other)) = (before.or(after), after.or(before)) else {
        return BTreeMap::new();
    };
    let pair = TablePair::new(kind, one, other);
    users
        .into_iter()
        .map(|(user, (before, after))| (user, pair.changed(&before, &after)))
        .collect()
}

/// The day on which a form was made, by our names for it.
const MADE_ON: [&str; 3] = [
    "created_on",
    "document_created_on",
    "weekly_plan_created_on",
];

fn is_compared(field: &Field) -> bool {
    let id = field.id.as_str();
    !field.unused
        && !MADE_ON.contains(&id)
        && !["csv_version", "insurer_no", "insured_no"].contains(&id)
}

/// Two versions of a file. Where one version lacks the file, it stands for both, with no rows.
struct TablePair<'t> {
    kind: FileKind,
    before: &'t Table,
    after: &'t Table,
    keys: Keys,
    columns: Columns,
    steps: Vec<Step>,
}

impl<'t> TablePair<'t> {
    fn new(kind: FileKind, before: &'t Table, after: &'t Table) -> Self {
        let keys = Keys::of(kind);
        let columns = Columns::common(before.layout(), after.layout(), is_compared);
        let steps = (keys.steps.iter())
            .map(|(same, near)| Step {
                same: columns.indexes(same),
                near: *near,
            })
            .collect();
        Self {
            kind,
            before,
            after,
            keys,
            columns,
            steps,
        }
    }

    /// The rows of a person that have changed.
    fn changed(&self, before: &[&Record], after: &[&Record]) -> Vec<RowDifference> {
        let before = self.columns.left(before);
        let after = self.columns.right(after);
        let pairs = pairing::pairs(&self.columns, &before, &after, &self.steps);
        let (removed, added): (BTreeSet<_>, BTreeSet<_>) = pairs.iter().copied().unzip();
        let mut rows: Vec<_> = (pairs.iter())
            .filter_map(|(left, right)| self.pair(before.get(*left)?, after.get(*right)?))
            .collect();
        for (_, row) in (before.iter().enumerate()).filter(|(at, _)| !removed.contains(at)) {
            rows.push(
                self.row(self.before, row, |line, values| RowChange::Removed {
                    line,
                    values,
                }),
            );
        }
        for (_, row) in (after.iter().enumerate()).filter(|(at, _)| !added.contains(at)) {
            rows.push(self.row(self.after, row, |line, values| RowChange::Added {
                line,
                values,
            }));
        }
        rows.sort();
        rows
    }

    fn pair(&self, before: &Row<'_>, after: &Row<'_>) -> Option<RowDifference> {
        let items = pairing::changes(&self.columns, before, after, |_| true);
        (!items.is_empty()).then(|| RowDifference {
            kind: self.kind,
            about: self.about(self.after, after),
            change: RowChange::Changed {
                previous_line: before.record.line,
                current_line: after.record.line,
                items,
            },
        })
    }

    fn row(
        &self,
        table: &Table,
        row: &Row<'_>,
        change: impl Fn(u32, Vec<Item>) -> RowChange,
    ) -> RowDifference {
        let values = items(table, row.record, is_compared);
        RowDifference {
            kind: self.kind,
            about: self.about(table, row),
            change: change(row.record.line, values),
        }
    }

    fn about(&self, table: &Table, row: &Row<'_>) -> Vec<Item> {
        items(table, row.record, |field| {
            self.keys.about.contains(&field.id.as_str())
        })
    }
}

/// The items of a record that are filled.
fn items(table: &Table, record: &Record, wanted: impl Fn(&Field) -> bool) -> Vec<Item> {
    (table.layout().fields.iter().zip(record.values()))
        .filter(|(field, value)| !value.is_empty() && wanted(field))
        .map(|(field, value)| Item {
            item: &field.id,
            name: &field.name,
            value: value.to_owned(),
        })
        .collect()
}
