//! One wrong item hides nothing else, and nothing is said that would not be so without it.

use std::collections::BTreeSet;

use crate::check_files;
use crate::generate::File;
use crate::raw::RawTable;
use crate::read::borrowed;
use crate::test_sets::set;

/// A change of a file: its kind, the number of a record (from the end, if it is below zero), and what
/// is done to it.
type Edit = (&'static str, isize, Change);

enum Change {
    /// Another value of an item, by its number.
    Set(usize, &'static str),
    /// One more item at the end.
    Add,
    Remove,
    Repeat,
}

use Change::{Add, Remove, Repeat, Set};

/// The kinds of faults of a set, after some changes.
fn found(name: &str, edits: &[Edit]) -> BTreeSet<&'static str> {
    let mut files = set(name);
    for (kind, record, change) in edits {
        let wanted = format!("{kind}_1");
        let with_month = format!("{kind}_2");
        let without_month = format!("{kind}_0");
        let is_it = |file: &&mut File| {
            [&wanted, &with_month, &without_month]
                .iter()
                .any(|begin| file.0.starts_with(begin.as_str()))
        };
        let file = files.iter_mut().find(is_it).unwrap();
        file.1 = changed(&file.1, *record, change);
    }
    let report = check_files(&borrowed(&files));
    let rules = report.findings.iter();
    rules.map(|finding| finding.rule.code()).collect()
}

fn changed(bytes: &[u8], record: isize, change: &Change) -> Vec<u8> {
    let table = RawTable::read(bytes);
    let fields = |record: crate::RawRecord<'_>| -> Vec<Vec<u8>> {
        record.fields().map(|field| field.raw.to_vec()).collect()
    };
    let mut records: Vec<_> = table.records().map(fields).collect();
    let at = match usize::try_from(record) {
        Ok(number) => number - 1,
        Err(_) => records.len() - record.unsigned_abs(),
    };
    match change {
        Set(no, value) => records[at][no - 1] = crate::ms932::encode(value).unwrap().bytes,
        Add => records[at].push(Vec::new()),
        Remove => drop(records.remove(at)),
        Repeat => records.push(records[at].clone()),
    }
    let lines = records.iter().map(|record| record.join(&b","[..]));
    lines
        .flat_map(|line| [line, b"\r\n".to_vec()].concat())
        .collect()
}

const USE_TABLE: &str = "v41-02-use-table";
const PLANS: &str = "v41-01-plan-docs";
const USERS: &str = "v41-07-prevention-user";

/// Sets, what is changed in them, and what must be found.
const CASES: &[(&str, &[Edit], &[&str])] = &[
    // Rules of the same record that read other items.
    (
        USE_TABLE,
        &[
            ("UPPLAN", 1, Set(23, "9")),
            ("UPPLAN", 1, Set(10, "20250501")),
        ],
        &["6-5", "field.code"],
    ),
    (
        USE_TABLE,
        &[("UPSIKYU", 6, Set(34, "1")), ("UPSIKYU", 6, Set(13, "10"))],
        &["7-2", "field.fixed"],
    ),
    (
        USE_TABLE,
        &[
            ("UPHOSOKU", 1, Set(8, "20250231")),
            ("UPHOSOKU", 1, Set(4, "20250320")),
        ],
        &["field.form", "hos-3"],
    ),
    (
        PLANS,
        &[("UP1KYO", 1, Set(21, "99")), ("UP1KYO", 1, Set(25, "3"))],
        &["1ky-1", "field.code"],
    ),
    (
        USERS,
        &[("UPKIHON", 1, Set(15, "")), ("UPKIHON", 1, Set(9, ""))],
        &["field.required", "kih-1"],
    ),
    // A rule that reads the wrong item says nothing, but one that asks whether it is filled does.
    (
        USE_TABLE,
        &[("UPPLAN", 1, Set(10, "20250532"))],
        &["field.form"],
    ),
    (
        USE_TABLE,
        &[("UPPLAN", 1, Set(19, "x"))],
        &["6-2", "field.form-in-doubt"],
    ),
    // A text of nothing but spaces is empty.
    (
        USE_TABLE,
        &[("UPHOSOKU", 1, Set(6, "\"\u{3000}\u{3000}\""))],
        &["field.required"],
    ),
    // Rules over many records.
    (
        USE_TABLE,
        &[("UPSIKYU", 1, Set(34, "1")), ("UPSIKYU", -1, Remove)],
        &["7-6", "field.fixed"],
    ),
    (
        USE_TABLE,
        &[("UPSIKYU", 1, Add), ("UPSIKYU", -1, Remove)],
        &["7-6", "csv.field-count"],
    ),
    (
        USE_TABLE,
        &[("UPSIKYU", 2, Set(34, "1")), ("UPSIKYU", 4, Remove)],
        &["7-7", "field.fixed"],
    ),
    (
        PLANS,
        &[("UP2KYO", 1, Repeat), ("UP2KYO", 1, Set(15, "X"))],
        &["2ky-1", "field.code"],
    ),
    // What may be the missing one is not missing.
    (
        USE_TABLE,
        &[("UPSIKYU", -1, Set(9, "99999"))],
        &["field.length"],
    ),
    (USE_TABLE, &[("UPSIKYU", -1, Add)], &["csv.field-count"]),
    (
        USE_TABLE,
        &[("UPSIKYU", -1, Set(3, "000000020"))],
        &["field.length"],
    ),
    (
        USE_TABLE,
        &[("UPSIKYU", 4, Set(9, "11AAA"))],
        &["field.length"],
    ),
    (
        USE_TABLE,
        &[("UPSIKYU", 4, Set(7, "13700000"))],
        &["field.form"],
    ),
    (USE_TABLE, &[("UPSIKYU", 4, Add)], &["csv.field-count"]),
    // Links between files.
    (
        PLANS,
        &[
            ("UP1KYO", 1, Set(25, "9")),
            ("UP2KYO", 5, Set(5, "20250321")),
        ],
        &["field.code", "unit.orphan"],
    ),
    (
        PLANS,
        &[
            ("UP2KYO", 1, Set(15, "X")),
            ("UP2KYO", 5, Set(5, "20250321")),
        ],
        &["field.code", "unit.orphan"],
    ),
    (
        USE_TABLE,
        &[("UPHOSOKU", -1, Remove), ("UPPLAN", 1, Set(23, "9"))],
        &["field.code", "unit.no-supplement"],
    ),
    (
        USERS,
        &[("UPKIHON", 1, Set(62, "")), ("UPKIHON", 1, Set(16, "9"))],
        &["field.code", "unit.image-unused"],
    ),
    // A plan of another date has no supplement, and the supplement no plan.
    (
        PLANS,
        &[("UPHOSOKU", 1, Set(4, "20250321"))],
        &["unit.orphan"],
    ),
    (PLANS, &[("UPHOSOKU", 1, Set(4, "00000000"))], &["hos-2"]),
    // What may depend on a record that cannot be read is no orphan.
    (
        PLANS,
        &[("UP1KYO", 1, Set(3, "000000010"))],
        &["field.length"],
    ),
    (PLANS, &[("UP1KYO", 1, Add)], &["csv.field-count"]),
    (PLANS, &[("UP1KYO", 1, Set(5, "20250399"))], &["field.form"]),
    (
        USE_TABLE,
        &[("UPHOSOKU", 1, Set(3, "000000010"))],
        &["field.length"],
    ),
    (USERS, &[("UPKIHON", 1, Add)], &["csv.field-count"]),
];

#[test]
fn a_wrong_item_hides_nothing_and_nothing_follows_from_it() {
    for (at, (name, edits, expected)) in CASES.iter().enumerate() {
        let expected: BTreeSet<_> = expected.iter().copied().collect();
        assert_eq!(found(name, edits), expected, "case {at} of {name}");
    }
}
