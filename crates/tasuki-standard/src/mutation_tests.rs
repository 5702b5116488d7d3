//! No item of a valid set can change unnoticed: the check finds it, or the diff tells it.

use std::collections::BTreeSet;

use tasuki_terms::{SendingUnit, SpecVersion};

use crate::diff::{Difference, Item, RowChange, diff};
use crate::generate::{Parties, Set, Stamp};
use crate::read::borrowed;
use crate::test_sets::{Files, valid_sets};
use crate::{Document, Field, FieldType, Finding, Record, Table, check_files, read_files, write};

/// The items that [`diff`](crate::diff()) does not compare, and why. Each must be needed.
const IGNORED: &[(&str, &str)] = &[
    ("identifier", "nobody uses it (※使用しない)"),
    ("created_on", "the day on which a form was made"),
    ("document_created_on", "the same, of 第2表"),
    ("weekly_plan_created_on", "the same, of 第3表"),
];

#[test]
fn no_item_changes_unnoticed() {
    let mut needed = BTreeSet::new();
    let mut unnoticed = Vec::new();
    let mut tried = 0;
    for (name, files) in valid_sets().into_iter().chain(generated_sets()) {
        let set = ValidSet::read(files);
        for change in set.changes() {
            tried += 1;
            let Err(fault) = set.notices(&change) else {
                continue;
            };
            let id = change.field().id.as_str();
            if let Some((id, _)) = IGNORED.iter().find(|(ignored, _)| *ignored == id) {
                needed.insert(*id);
            } else {
                unnoticed.push(format!("{name} {}: {fault}", change.told()));
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
    assert_eq!(unnoticed, [""; 0]);
    let ignored: BTreeSet<_> = IGNORED.iter().map(|(id, _)| *id).collect();
    assert_eq!(needed, ignored);
}

/// Sets of every unit and version.
fn generated_sets() -> Vec<(String, Files)> {
    let mut sets = Vec::new();
    for (unit, spec) in SendingUnit::ALL
        .into_iter()
        .flat_map(|unit| [(unit, SpecVersion::V4_1), (unit, SpecVersion::V3)])
    {
        let is_of_v4 = spec == SpecVersion::V4_1;
        let month = if is_of_v4 { "202504" } else { "202503" };
        let month = month.parse().unwrap();
        let parties = match unit {
            SendingUnit::PreventionUser
            | SendingUnit::PreventionPlan
            | SendingUnit::PreventionPlanAndUser
            | SendingUnit::PreventionUserDelete
            | SendingUnit::PreventionPlanDelete => Parties::of_prevention(),
            _ => Parties::of_home_care(),
        };
        let set = Set {
            unit,
            spec,
            seed: 7,
            // A 第6表 has a hundred rows for each person.
            users: if unit == SendingUnit::UseTable { 1 } else { 2 },
            month,
            parties: parties.unwrap(),
            stamp: Stamp::usual(unit, month, 7).unwrap(),
        };
        // V3 lacks some units, and attachments have no files of the standard.
        if let Ok(files) = set.files() {
            sets.push((format!("{unit} {spec}"), files));
        }
    }
    sets
}

/// A set in which nothing is wrong.
struct ValidSet {
    files: Files,
    document: Document,
    findings: Vec<Finding>,
}

/// Another value for an item.
struct OtherValue<'a> {
    table: &'a Table,
    record: usize,
    column: usize,
    before: &'a str,
    after: String,
}

impl ValidSet {
    fn read(files: Files) -> Self {
        let reading = read_files(&borrowed(&files));
        Self {
            document: reading.document.unwrap(),
            findings: reading.report.findings,
            files,
        }
    }

    fn changes(&self) -> impl Iterator<Item = OtherValue<'_>> {
        self.document.tables().iter().flat_map(|table| {
            let records = table.records().iter().enumerate();
            records.flat_map(move |(at, record)| changes(table, at, record))
        })
    }

    /// Whether the change is found or told; else what is told in its place.
    fn notices(&self, change: &OtherValue<'_>) -> Result<(), String> {
        let name = change.table.name().to_string();
        let mut files = self.files.clone();
        let file = files.iter_mut().find(|(given, _)| *given == name).unwrap();
        file.1 = change.written();
        let files = borrowed(&files);
        if check_files(&files).findings != self.findings {
            return Ok(());
        }
        let document = read_files(&files).document.unwrap();
        let difference = diff(self.document.tables(), document.tables()).unwrap();
        if change.is_told_by(&difference) {
            Ok(())
        } else {
            Err(told(&difference))
        }
    }
}

impl OtherValue<'_> {
    fn field(&self) -> &Field {
        &self.table.layout().fields[self.column]
    }

    fn written(&self) -> Vec<u8> {
        let records = self.table.records().iter().enumerate();
        let records: Vec<Vec<&str>> = records
            .map(|(at, record)| {
                let mut values: Vec<_> = record.values().collect();
                if at == self.record {
                    values[self.column] = &self.after;
                }
                values
            })
            .collect();
        write(self.table.layout(), records).unwrap()
    }

    /// Whether the difference is this change and nothing else: a row with this item, or, where it
    /// tells which row or whose row it is, a row for another that is the same but for the item.
    fn is_told_by(&self, difference: &Difference) -> bool {
        let id = self.field().id.as_str();
        let mut rows: Vec<_> = difference
            .users
            .iter()
            .flat_map(|user| user.rows.iter().map(move |row| (&user.user, &row.change)))
            .collect();
        let others = |values: &[Item]| -> Vec<(&str, String)> {
            let others = values.iter().filter(|item| item.item != id);
            others.map(|item| (item.item, item.value.clone())).collect()
        };
        let value = |values: &[Item]| -> String {
            let own = values.iter().find(|item| item.item == id);
            own.map_or_else(String::new, |item| item.value.clone())
        };
        rows.sort_by_key(|(_, change)| matches!(change, RowChange::Added { .. }));
        match rows.as_slice() {
            [(_, RowChange::Changed { items, .. })] => {
                let [item] = items.as_slice() else {
                    return false;
                };
                item.item == id
                    && item.before == self.field().plain(self.before)
                    && item.after == self.field().plain(&self.after)
            }
            [
                (before, RowChange::Removed { values: old, .. }),
                (after, RowChange::Added { values: new, .. }),
            ] => {
                let (was, is) = match id {
                    "insurer_no" => (before.insurer_no.clone(), after.insurer_no.clone()),
                    "insured_no" => (before.insured_no.clone(), after.insured_no.clone()),
                    _ => (value(old), value(new)),
                };
                let is_same = |same: bool, item| same || id == item;
                was == self.before
                    && is == self.after
                    && others(old) == others(new)
                    && is_same(before.insurer_no == after.insurer_no, "insurer_no")
                    && is_same(before.insured_no == after.insured_no, "insured_no")
            }
            _ => false,
        }
    }

    fn told(&self) -> String {
        let (name, id) = (self.table.name(), &self.field().id);
        let line = self.table.records()[self.record].line;
        format!("{name} {line} {id} {} → {}", self.before, self.after)
    }
}

fn told(difference: &Difference) -> String {
    let rows = difference.users.iter().flat_map(|user| &user.rows);
    let rows: Vec<_> = rows.map(|row| format!("{:?}", row.change)).collect();
    rows.join(", ")
}

fn changes<'a>(
    table: &'a Table,
    at: usize,
    record: &'a Record,
) -> impl Iterator<Item = OtherValue<'a>> {
    let fields = table.layout().fields.iter().zip(record.values());
    fields
        .enumerate()
        .flat_map(move |(column, (field, before))| {
            let values = others(field, before, neighbours(table, at, column));
            values.into_iter().map(move |after| OtherValue {
                table,
                record: at,
                column,
                before,
                after,
            })
        })
}

/// What stands in the column in the records before and behind.
fn neighbours(table: &Table, at: usize, column: usize) -> [Option<&str>; 2] {
    let value = |at: usize| table.records().get(at)?.value(column);
    [at.checked_sub(1).and_then(value), value(at + 1)]
}

/// Other values than `before`: empty, of the form, of other records, too long, of another form.
fn others(field: &Field, before: &str, neighbours: [Option<&str>; 2]) -> BTreeSet<String> {
    let mut values = BTreeSet::from([String::new(), of_form(field, before)]);
    values.extend(neighbours.into_iter().flatten().map(str::to_owned));
    let codes = field.codes.into_iter().flat_map(|codes| codes.keys());
    values.extend(codes.filter(|code| *code != before).take(2).cloned());
    let is_text = field.field_type == FieldType::FreeText;
    if let Some(most) = field.accept_len.or(field.max_len) {
        let filler = if is_text { "長" } else { "1" };
        values.insert(filler.repeat(most + 1));
    }
    if !is_text {
        values.insert("語".to_owned());
        values.insert("?".to_owned());
    }
    values.retain(|value| field.plain(value) != field.plain(before));
    values
}

/// Another value of the form of the item.
fn of_form(field: &Field, before: &str) -> String {
    use FieldType as F;
    let other = |one: &str, other: &str| if before == one { other } else { one }.to_owned();
    match field.field_type {
        F::YearMonth | F::YearMonthOrZero => other("202505", "202506"),
        F::Date | F::DateOrZero => other("20250415", "20250416"),
        F::Hhmm | F::HhmmOr9999 => other("1015", "1030"),
        F::Digits | F::Int | F::Seq | F::Alnum => match before.chars().last() {
            // The last digit is another, and the length the same.
            Some(last) => {
                let other = if last == '1' { '2' } else { '1' };
                format!("{}{other}", before.strip_suffix(last).unwrap())
            }
            None => "1".repeat(field.exact.unwrap_or(1)),
        },
        F::Decimal => other("10.55", "11.66"),
        F::InsuredNo => other("0000000909", "H000000909"),
        F::OfficeNo => other("1370000009", "1370000008"),
        F::ServiceType => other("15", "11"),
        F::ServiceCode | F::ServiceCodeOrTotal => other("111112", "111113"),
        F::Postal => other("100-0009", "100-0008"),
        F::Phone => other("03-0000-9999", "03-0000-9998"),
        F::TaisCode => other("00009-000009", "00008-000008"),
        F::Bitmap31 => {
            let days = |first: &str, others: &str| first.to_owned() + &others.repeat(15);
            other(&days("0", "10"), &days("1", "01"))
        }
        F::Enum => String::new(),
        F::FreeText => other("別の文", "ほかの文"),
    }
}
