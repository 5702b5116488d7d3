use super::*;

fn office(number: &str, service: &str) -> Office {
    Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: "架空事業所".to_owned(),
    }
}

/// A plan, its actuals, and what was changed in them.
fn generated(seed: u64, service: &str, users: u16) -> (Plan, Vec<Table>, Table) {
    let parties = Parties {
        manager: office("1370000001", "43"),
        service: office("1370000002", service),
        others: vec![office("1370000003", "15"), office("1370000004", "17")],
    };
    let stamp = Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    };
    let plan = Plan::generate(seed, &parties, "202504".parse().unwrap(), users).unwrap();
    let read = |(name, bytes): &(String, Vec<u8>)| read_table(name, bytes).table.unwrap();
    let planned = plan.files(&stamp).unwrap().iter().map(read).collect();
    let actual = plan.actual(seed).files(&stamp).unwrap();
    (plan, planned, read(&actual[0]))
}

/// The table with its records in another order, and lines that say so.
fn shuffled(table: &Table, keys: &[u32]) -> Table {
    let mut table = table.clone();
    let keys = keys.iter().cycle();
    let mut keyed: Vec<_> = table.records.drain(..).zip(keys).collect();
    keyed.sort_by_key(|(record, key)| (**key, record.line % 7));
    table.records = keyed.into_iter().map(|(record, _)| record).collect();
    for (record, line) in table.records.iter_mut().zip(1..) {
        record.line = line;
    }
    table
}

fn without_lines(mut comparison: Comparison) -> Comparison {
    for user in &mut comparison.users {
        for row in &mut user.rows {
            match row {
                Match::Matched {
                    planned, delivered, ..
                }
                | Match::Changed {
                    planned, delivered, ..
                } => {
                    planned.line = 0;
                    delivered.line = 0;
                }
                Match::NotDelivered { planned: one } | Match::Unplanned { delivered: one } => {
                    one.line = 0;
                }
            }
        }
        user.others.iter_mut().for_each(|other| other.line = 0);
    }
    comparison
}

#[test]
fn what_was_changed_is_found_again() {
    let (plan, planned, actual) = generated(3, "11", 60);
    let mut comparison = compare(&planned[0], &actual).unwrap();
    let (changes, totals) = (plan.actual(3).changes(), comparison.totals);
    assert_eq!(totals.unplanned, 0);
    assert_eq!(totals.not_delivered, changes.cancelled);
    assert_eq!(totals.changed, changes.moved + changes.shifted);
    assert_eq!(comparison.users.len(), 60);
    assert_eq!(comparison.users[0].user.name, None);
    comparison.name_users(&planned[2]);
    assert!(comparison.users.iter().all(|user| user.user.name.is_some()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_rows_does_not_matter(
        seed: u64,
        service in prop::sample::select(vec!["11", "15", "17"]),
        keys in prop::collection::vec(any::<u32>(), 1..40),
    ) {
        let (_, planned, actual) = generated(seed, service, 5);
        let one = compare(&planned[0], &actual).unwrap();
        let other = compare(&shuffled(&planned[0], &keys), &shuffled(&actual, &keys)).unwrap();
        prop_assert_eq!(without_lines(one), without_lines(other));
    }

    #[test]
    fn every_row_is_told_once_and_the_sums_add_up(
        seed: u64,
        service in prop::sample::select(vec!["11", "15", "17"]),
    ) {
        let (_, planned, actual) = generated(seed, service, 5);
        let comparison = compare(&planned[0], &actual).unwrap();
        let lines = |of: fn(&UserComparison) -> Vec<u32>| {
            let mut lines: Vec<_> = comparison.users.iter().flat_map(of).collect();
            lines.sort_unstable();
            lines
        };
        let of_file = |table: &Table| table.records().iter().map(|one| one.line).collect::<Vec<_>>();
        let planned_lines = lines(|user| {
            let rows = user.rows.iter().filter_map(Match::planned);
            rows.chain(&user.others).map(|one| one.line).collect()
        });
        let delivered_lines = lines(|user| {
            user.rows.iter().filter_map(Match::delivered).map(|one| one.line).collect()
        });
        prop_assert_eq!(planned_lines, of_file(&planned[0]));
        prop_assert_eq!(delivered_lines, of_file(&actual));
        for user in &comparison.users {
            let sum: Totals = user.services.iter().map(|sum| sum.totals).sum();
            prop_assert_eq!(Totals { others: user.totals.others, ..sum }, user.totals);
            let rows = user.rows.iter().filter_map(Match::delivered);
            let units: i64 = rows.map(|one| one.units.unwrap() * i64::from(one.count)).sum();
            prop_assert_eq!(user.totals.delivered.units, units);
        }
    }

    #[test]
    fn a_plan_that_is_kept_has_nothing_but_matches(
        seed: u64,
        service in prop::sample::select(vec!["11", "15", "17"]),
        keys in prop::collection::vec(any::<u32>(), 1..40),
    ) {
        let (_, planned, actual) = generated(seed, service, 5);
        let mut kept = shuffled(&planned[0], &keys);
        let own = |record: &Record| kept.value(record, "service_office_no") == Some("1370000002");
        let records = kept.records.iter().filter(|record| own(record)).cloned().collect();
        kept.name = actual.name;
        kept.records = records;
        let comparison = compare(&planned[0], &kept).unwrap();
        prop_assert!(comparison.is_as_planned());
        prop_assert_eq!(comparison.totals.difference, Amount::default());
        prop_assert_eq!(comparison.totals.matched as usize, kept.records.len());
    }
}
