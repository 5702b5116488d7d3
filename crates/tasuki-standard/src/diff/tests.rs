use proptest::prelude::*;

use super::*;
use crate::generate::{Office, Parties, Plan, Stamp};
use crate::{Record, read_files, read_table};

fn office(number: &str, service: &str) -> Office {
    Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: "架空事業所".to_owned(),
    }
}

/// The files of a plan: 第6表, 第7表 and 利用者補足情報.
fn plan(seed: u64, users: u16) -> Vec<Table> {
    let parties = Parties {
        manager: office("1370000001", "43"),
        service: office("1370000002", "11"),
        others: vec![office("1370000004", "17")],
    };
    let stamp = Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    };
    let plan = Plan::generate(seed, &parties, "202504".parse().unwrap(), users).unwrap();
    let files = plan.files(&stamp).unwrap();
    let files: Vec<_> = (files.iter())
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    read_files(&files).document.unwrap().tables().to_vec()
}

fn set(table: &mut Table, at: usize, id: &str, value: &str) {
    let (column, _) = table.layout.field(id).unwrap();
    value.clone_into(&mut table.records[at].values[column]);
}

fn told(difference: &Difference) -> String {
    let items = |items: &[Item]| -> String {
        let items = items
            .iter()
            .map(|item| format!("{} {}", item.name, item.value));
        items.collect::<Vec<_>>().join(" ")
    };
    let mut lines = vec![format!("{:?}", difference.totals)];
    for user in &difference.users {
        lines.push(format!(
            "{} {:?} {:?}",
            user.user.insured_no, user.user.name, user.state
        ));
        for row in &user.rows {
            let change = match &row.change {
                RowChange::Added { values, .. } => format!("+ {}", items(values)),
                RowChange::Removed { values, .. } => format!("- {}", items(values)),
                RowChange::Changed { items, .. } => (items.iter())
                    .map(|one| format!("~ {}: {:?} → {:?}", one.name, one.before, one.after))
                    .collect::<Vec<_>>()
                    .join("\n    "),
            };
            lines.push(format!(
                "  {} [{}]\n    {change}",
                row.kind,
                items(&row.about)
            ));
        }
    }
    lines.join("\n")
}

#[test]
fn what_has_changed_in_a_plan_is_told_by_person_and_row() {
    let before = plan(7, 4);
    let mut after = before.clone();
    let person = |table: &Table, number: usize| {
        let people: BTreeSet<_> = (table.records.iter())
            .map(|one| table.value(one, "insured_no").unwrap().to_owned())
            .collect();
        people.into_iter().nth(number).unwrap()
    };
    // The first has one visit moved and one less, the second is gone, the third is new.
    let [first, second, third] = [0, 1, 2].map(|number| person(&before[0], number));
    set(&mut after[0], 0, "start_time", "1700");
    set(&mut after[0], 0, "end_time", "1730");
    set(&mut after[0], 1, "created_on", "20250326");
    after[0].records.remove(2);
    set(&mut after[2], 0, "address1", "東京都見本区例示9-9-9");
    let without = |tables: &[Table], gone: &str| -> Vec<Table> {
        let mut tables = tables.to_vec();
        for table in &mut tables {
            let (column, _) = table.layout.field("insured_no").unwrap();
            table.records.retain(|one| one.value(column) != Some(gone));
        }
        tables
    };
    let (before, after) = (without(&before, &third), without(&after, &second));
    let difference = diff(&before, &after).unwrap();
    let states: Vec<_> = (difference.users.iter())
        .map(|user| (user.user.insured_no.as_str(), user.state))
        .collect();
    assert_eq!(
        states,
        [
            (first.as_str(), UserState::Changed),
            (second.as_str(), UserState::Removed),
            (third.as_str(), UserState::Added)
        ]
    );
    let changed = Difference {
        users: difference.users[..1].to_vec(),
        ..difference
    };
    insta::assert_snapshot!(told(&changed));
}

#[test]
fn goals_are_found_by_their_numbers() {
    let name = "UP2KYO_1370000001_43_1370000002_11_20250325102000.CSV";
    let read = |rows: &[&str]| {
        let rows = rows.iter();
        let rows: Vec<_> = rows
            .map(|row| format!("202407,139999,0000000101,20250325,20250325,{row}\r\n"))
            .collect();
        let text = rows.concat();
        let bytes = crate::ms932::encode(&text).unwrap().bytes;
        [read_table(name, &bytes).table.unwrap()]
    };
    let before = read(&[
        "1,\"歩きたい\",1,\"庭に出る\",\"廊下を歩く\",,,1,\"歩行訓練\",,,,,,,,",
        "1,,1,,,,,2,\"手すり\",,,,,,,,",
    ]);
    let after = read(&[
        "1,,1,,,,,2,\"手すりと\r\n歩行器\",,,,,,,,",
        "1,\"歩きたい\",1,\"庭に出る\",\"廊下を歩く\",,,1,\"歩行訓練\",,,,,,,,",
        "2,\"食べたい\",1,,,,,1,,,,,,,,,",
    ]);
    insta::assert_snapshot!(told(&diff(&before, &after).unwrap()));
}

#[test]
fn one_row_for_a_person_is_the_same_row_with_another_date() {
    let name = "UPHOSOKU_000000_1370000001_43_1370000002_11_20250325102000.CSV";
    let read = |date: &str| {
        let empty = ",".repeat(54);
        let row = format!(
            "202407,139999,0000000101,{date},\"レイ\",\"例題\",2,19380415{empty},000000\r\n"
        );
        let bytes = crate::ms932::encode(&row).unwrap().bytes;
        let reading = read_table(name, &bytes);
        assert_eq!(reading.report.errors, 0, "{:?}", reading.report);
        [reading.table.unwrap()]
    };
    let difference = diff(&read("20250325"), &read("20250401")).unwrap();
    assert_eq!(difference.totals.rows_changed, 1);
    assert_eq!(difference.users[0].user.name.as_deref(), Some("例題"));
}

/// Found by the fuzzer: normalising writes CR LF for every line end.
#[test]
fn another_line_end_is_no_change() {
    let with = |end: &str| {
        let mut tables = plan(3, 2);
        let at = tables
            .iter()
            .position(|table| table.layout.field("user_name").is_some());
        set(
            &mut tables[at.unwrap()],
            0,
            "user_name",
            &["例", "題"].join(end),
        );
        tables
    };
    for end in ["\r", "\r\n"] {
        assert!(diff(&with("\n"), &with(end)).unwrap().is_empty());
    }
    assert!(!diff(&with("\n"), &with("")).unwrap().is_empty());
}

#[test]
fn what_are_no_two_versions_is_refused() {
    let tables = plan(1, 1);
    let (six, seven) = (&tables[..1], &tables[1..2]);
    let mut may = six.to_vec();
    may[0].name.month = "202505".parse().ok();
    let twice = [tables[0].clone(), tables[0].clone()];
    let errors = [diff(six, seven), diff(six, &twice), diff(six, &may)].map(Result::unwrap_err);
    let told = errors.map(|error| format!("{} {}{}", error.code(), error.what(), error.hint()));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_personal_is_not_in_debug_output() {
    let before = plan(7, 1);
    let mut after = before.clone();
    set(&mut after[2], 0, "address1", "東京都見本区例示9-9-9");
    let debug = format!("{:?}", diff(&before, &after).unwrap());
    assert!(debug.contains("Change(address1)"), "{debug}");
    assert!(
        !debug.contains("見本区") && !debug.contains("例題"),
        "{debug}"
    );
    let debug = format!(
        "{:?}",
        diff(&before[2..], &without_people(&after[2..])).unwrap()
    );
    assert!(debug.contains("Item(address1)"), "{debug}");
    assert!(!debug.contains("見本区"), "{debug}");
}

fn without_people(tables: &[Table]) -> Vec<Table> {
    let mut tables = tables.to_vec();
    for table in &mut tables {
        table.records.clear();
    }
    tables
}

/// What happens to a record.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Keep,
    Drop,
    Double,
    Set(usize, &'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => Just(Edit::Keep),
        1 => Just(Edit::Drop),
        1 => Just(Edit::Double),
        3 => (3usize..40, prop::sample::select(vec!["", "1", "0900", "20250409"]))
            .prop_map(|(at, value)| Edit::Set(at, value)),
    ]
}

fn edited(tables: &[Table], edits: &[Edit]) -> Vec<Table> {
    let mut edits = edits.iter().cycle();
    let mut tables = tables.to_vec();
    for table in &mut tables {
        let mut records: Vec<Record> = Vec::new();
        for mut record in table.records.drain(..) {
            match edits.next().unwrap() {
                Edit::Keep => {}
                Edit::Drop => continue,
                Edit::Double => records.push(record.clone()),
                Edit::Set(at, value) => {
                    let at = at % record.values.len();
                    // Nobody becomes somebody else.
                    if at > 2 {
                        (*value).clone_into(&mut record.values[at]);
                    }
                }
            }
            records.push(record);
        }
        table.records = records;
        for (record, line) in table.records.iter_mut().zip(1..) {
            record.line = line;
        }
    }
    tables
}

/// The difference, read from the other side; without lines, names and what depends on the side.
fn mirrored(
    mut difference: Difference,
    mirror: bool,
) -> Vec<(CareRecipient, UserState, Vec<RowDifference>)> {
    let users = difference.users.iter_mut().map(|user| {
        for row in &mut user.rows {
            row.about.clear();
            match &mut row.change {
                RowChange::Added { line, .. } | RowChange::Removed { line, .. } => *line = 0,
                RowChange::Changed {
                    previous_line,
                    current_line,
                    items,
                } => {
                    (*previous_line, *current_line) = (0, 0);
                    if mirror {
                        for one in items {
                            std::mem::swap(&mut one.before, &mut one.after);
                        }
                    }
                }
            }
            if mirror {
                row.change = match row.change.clone() {
                    RowChange::Added { line, values } => RowChange::Removed { line, values },
                    RowChange::Removed { line, values } => RowChange::Added { line, values },
                    changed @ RowChange::Changed { .. } => changed,
                };
            }
        }
        user.rows.sort();
        let state = match user.state {
            UserState::Added if mirror => UserState::Removed,
            UserState::Removed if mirror => UserState::Added,
            state => state,
        };
        let user_only = CareRecipient {
            name: None,
            ..user.user.clone()
        };
        (user_only, state, user.rows.clone())
    });
    users.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_version_differs_from_itself_in_nothing_whatever_the_order(seed: u64, turn in 0usize..50) {
        let tables = plan(seed, 3);
        let mut turned = tables.clone();
        for table in &mut turned {
            let turn = turn % table.records.len();
            table.records.rotate_left(turn);
        }
        prop_assert!(diff(&tables, &turned).unwrap().is_empty());
    }

    #[test]
    fn what_is_added_one_way_is_removed_the_other(seed: u64, edits in prop::collection::vec(edit(), 1..30)) {
        let before = plan(seed, 3);
        let after = edited(&before, &edits);
        let there = diff(&before, &after).unwrap();
        let back = diff(&after, &before).unwrap();
        prop_assert_eq!(mirrored(there, false), mirrored(back, true));
    }

    #[test]
    fn rows_that_are_kept_dropped_and_added_add_up(seed: u64, edits in prop::collection::vec(edit(), 1..30)) {
        let before = plan(seed, 3);
        let after = edited(&before, &edits);
        let totals = diff(&before, &after).unwrap().totals;
        let rows = |tables: &[Table]| tables.iter().map(|one| one.records.len()).sum::<usize>();
        prop_assert_eq!(
            rows(&before) + totals.rows_added as usize,
            rows(&after) + totals.rows_removed as usize
        );
    }
}
