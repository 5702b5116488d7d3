//! The records of a file against those of the case.

use std::collections::{BTreeMap, VecDeque};

use tasuki_terms::FileKind;

use super::key::{self, Key};
use super::value::{is_compared, plain, values};
use super::{Difference, DifferenceKind};
use crate::Table;
use crate::layout::is_optional_subtotal;
use crate::table::Record;

/// A record whose carried cells are filled.
struct Row {
    record: Record,
    key: Vec<String>,
}

/// The documents of a file: by person and day or month, their rows.
type Documents = BTreeMap<Vec<String>, Vec<Row>>;

pub(super) fn compare(expected: &Table, found: &Table, differences: &mut Vec<Difference>) {
    let kind = expected.name().kind;
    let key = key::of(kind);
    let wanted = documents(expected, &key);
    let mut there = documents(found, &key);
    let compared = Compared {
        expected,
        found,
        key,
    };
    for (document, rows) in wanted {
        let others = there.remove(&document).unwrap_or_default();
        compared.document(rows, others, differences);
    }
    // Who is in none of the cases may be a real person, so that nothing is told of them.
    for row in there.into_values().flatten() {
        differences.push(compared.extra(&row, None));
    }
}

struct Compared<'a> {
    expected: &'a Table,
    found: &'a Table,
    key: Key,
}

impl Compared<'_> {
    /// The rows of one document: first those with the same key, then those that are most alike.
    fn document(&self, wanted: Vec<Row>, there: Vec<Row>, differences: &mut Vec<Difference>) {
        let mut by_key: BTreeMap<Vec<String>, VecDeque<Row>> = BTreeMap::new();
        for row in there {
            by_key.entry(row.key.clone()).or_default().push_back(row);
        }
        let mut missing = Vec::new();
        for row in wanted {
            match by_key.get_mut(&row.key).and_then(VecDeque::pop_front) {
                Some(other) => differences.extend(self.items(&row, &other)),
                None => missing.push(row),
            }
        }
        let mut extra: Vec<_> = by_key.into_values().flatten().collect();
        extra.sort_by_key(|row| row.record.line);
        for row in missing {
            let nearest = extra
                .iter()
                .enumerate()
                .map(|(at, other)| (self.items(&row, other).len(), at))
                .min();
            match nearest {
                Some((differing, at)) if differing <= MOST_DIFFERING => {
                    let other = extra.remove(at);
                    differences.extend(self.items(&row, &other));
                }
                _ if self.is_optional(&row) => {}
                _ => differences.push(self.missing(&row)),
            }
        }
        for row in extra.iter().filter(|row| !self.is_optional(row)) {
            differences.push(self.extra(row, Some(self.describe(self.found, row))));
        }
    }

    /// Each item that differs.
    fn items(&self, wanted: &Row, there: &Row) -> Vec<Difference> {
        let fields = self.expected.layout().fields.iter().enumerate();
        fields
            .filter(|(_, field)| is_compared(field))
            .filter_map(|(at, field)| {
                let value = |row: &Row| plain(field, row.record.value(at).unwrap_or_default());
                let (expected, found) = (value(wanted), value(there));
                (expected != found).then(|| Difference {
                    kind: DifferenceKind::Value,
                    file: self.found.name().to_string(),
                    line: Some(there.record.line),
                    column_no: Some(field.no),
                    column_name: Some(field.name.clone()),
                    expected: Some(expected),
                    found: Some(found),
                })
            })
            .collect()
    }

    fn missing(&self, row: &Row) -> Difference {
        Difference {
            expected: Some(self.describe(self.expected, row)),
            ..Difference::of_file(
                DifferenceKind::RecordMissing,
                &self.found.name().to_string(),
            )
        }
    }

    fn extra(&self, row: &Row, found: Option<String>) -> Difference {
        Difference {
            line: Some(row.record.line),
            found,
            ..Difference::of_file(DifferenceKind::RecordExtra, &self.found.name().to_string())
        }
    }

    /// The items of the key that are filled, with their names.
    fn describe(&self, table: &Table, row: &Row) -> String {
        let ids = self.key.document.iter().chain(self.key.row).skip(1);
        let told: Vec<_> = ids
            .filter_map(|id| table.layout().field(id))
            .filter_map(|(at, field)| {
                let value = row.record.value(at).filter(|value| !value.is_empty())?;
                Some(format!("{} {value}", field.name))
            })
            .collect();
        told.join("、")
    }

    /// Subtotals of 第7表 that need not be written (標準仕様 V4.1, annex, 第7表 No.9).
    fn is_optional(&self, row: &Row) -> bool {
        self.expected.name().kind == FileKind::UseAnnex
            && values(self.expected, &row.record, &["service_code"])
                .iter()
                .any(|code| is_optional_subtotal(code.as_bytes()))
    }
}

/// In how many items two rows of a document may differ and still be taken for the same.
const MOST_DIFFERING: usize = 3;

fn documents(table: &Table, key: &Key) -> Documents {
    let mut documents = Documents::new();
    for record in carried_down(table, key) {
        documents
            .entry(values(table, &record, key.document))
            .or_default()
            .push(Row {
                key: values(table, &record, key.row),
                record,
            });
    }
    documents
}

/// The records, with the cells filled that stand on an earlier row of the same number alone.
fn carried_down(table: &Table, key: &Key) -> Vec<Record> {
    let mut records = table.records().to_vec();
    let cells = key::carried(table.name().kind);
    if cells.is_empty() {
        return records;
    }
    records.sort_by_cached_key(|record| {
        let numbers = values(table, record, key.row);
        let numbers: Vec<u8> = numbers.iter().filter_map(|no| no.parse().ok()).collect();
        (values(table, record, key.document), numbers)
    });
    for (numbers, ids) in cells {
        for id in *ids {
            let Some((at, _)) = table.layout().field(id) else {
                continue;
            };
            let mut last: Option<(Vec<String>, String)> = None;
            for record in &mut records {
                let mut of = values(table, record, key.document);
                of.extend(values(table, record, numbers));
                let Some(value) = record.values.get_mut(at) else {
                    continue;
                };
                match &last {
                    Some((same, above)) if *same == of && value.is_empty() => {
                        value.clone_from(above);
                    }
                    _ => last = Some((of, value.clone())),
                }
            }
        }
    }
    records
}
