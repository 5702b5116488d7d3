use proptest::prelude::*;

use super::*;
use crate::read::borrowed;
use crate::{check_files, ms932, read_files};
use tasuki_terms::FileKind;

fn office(number: &str, service: &str, name: &str) -> Office {
    Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: name.to_owned(),
    }
}

fn parties(service: &str) -> Parties {
    Parties {
        manager: office("1370000001", "43", "例題居宅介護支援事業所"),
        service: office("1370000002", service, "架空介護サービス"),
        others: vec![
            office("1370000003", "15", "見本デイサービス"),
            office("1370000004", "17", "例示福祉用具"),
        ],
    }
}

fn stamp() -> Stamp {
    Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    }
}

fn april() -> ServiceMonth {
    "202504".parse().unwrap()
}

pub(super) fn as_text(files: &[File]) -> String {
    files
        .iter()
        .map(|(name, bytes)| format!("{name}\n{}", ms932::decode(bytes).text))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\r\n", "\n")
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let plan = Plan::generate(7, &parties("11"), april(), 2).unwrap();
    let mut files = plan.files(&stamp()).unwrap();
    files.extend(plan.actual(7).files(&stamp()).unwrap());
    insta::assert_snapshot!(as_text(&files));
}

#[test]
fn another_seed_gives_other_people_and_visits() {
    let files = |seed| {
        let plan = Plan::generate(seed, &parties("11"), april(), 2).unwrap();
        plan.files(&stamp()).unwrap()
    };
    assert_ne!(files(1), files(2));
    assert_eq!(files(1), files(1));
}

#[test]
fn a_plan_is_the_unit_of_a_use_table_and_an_actual_answers_it() {
    let plan = Plan::generate(3, &parties("15"), april(), 9).unwrap();
    let document = read_files(&borrowed(&plan.files(&stamp()).unwrap()))
        .document
        .unwrap();
    assert_eq!(document.facts().unit, SendingUnit::UseTable);
    assert_eq!(document.facts().month, Some(april()));
    let supplement = document.table(FileKind::UserSupplement).unwrap();
    assert_eq!(supplement.records().len(), plan.users());
    let names: String = supplement
        .records()
        .iter()
        .filter_map(|record| supplement.value(record, "user_name"))
        .collect();
    assert!(names.contains('髙') && names.contains('﨑'), "{names}");

    let answer = plan.actual(3).files(&stamp()).unwrap();
    let document = read_files(&borrowed(&answer)).document.unwrap();
    assert_eq!(document.facts().unit, SendingUnit::Actual);
    assert_eq!(document.facts().sender.as_str(), "1370000002");
    assert_eq!(document.facts().receiver_service, "43".parse().ok());
}

#[test]
fn most_visits_are_delivered_as_planned() {
    let plan = Plan::generate(3, &parties("11"), april(), 100).unwrap();
    let changes = plan.actual(3).changes();
    let lines = plan.files(&stamp()).unwrap()[0].1.len() / 130;
    assert!(changes.cancelled > 0 && changes.moved > 0 && changes.shifted > 0);
    let sum = changes.cancelled + changes.moved + changes.shifted;
    assert!(usize::try_from(sum).unwrap() < lines / 4, "{changes:?}");
}

#[test]
fn rented_things_of_one_code_are_told_apart() {
    let plan = Plan::generate(5, &parties("17"), april(), 20).unwrap();
    let document = read_files(&borrowed(&plan.files(&stamp()).unwrap()))
        .document
        .unwrap();
    let table = document.table(FileKind::UsePlan).unwrap();
    let numbers: Vec<_> = table
        .records()
        .iter()
        .filter(|record| table.value(record, "service_code") == Some("171007"))
        .filter_map(|record| table.value(record, "detail_no"))
        .collect();
    assert!(numbers.contains(&"1") && numbers.contains(&"2") && numbers.contains(&""));
}

#[test]
fn the_annex_has_one_total_for_each_person_that_is_the_sum_of_the_details() {
    let plan = Plan::generate(11, &parties("11"), april(), 30).unwrap();
    let document = read_files(&borrowed(&plan.files(&stamp()).unwrap()))
        .document
        .unwrap();
    let table = document.table(FileKind::UseAnnex).unwrap();
    let mut sum = 0;
    let mut totals = 0;
    for record in table.records() {
        let value = |id| table.value(record, id).unwrap();
        let number = |id| value(id).parse::<u32>().unwrap();
        let code = value("service_code");
        if code == "999999" {
            assert_eq!(number("service_units_amount"), sum);
            assert_eq!(value("service_office_no"), "9999999999");
            totals += 1;
            sum = 0;
        } else if !code.ends_with("AAAA") {
            sum += number("units") * number("count_or_days");
        }
        if code == "999999" || code.ends_with("AAAA") {
            assert_eq!((value("units"), value("discount_rate")), ("0", ""));
        }
    }
    assert_eq!(totals, plan.users());
}

#[test]
fn a_set_can_be_made_of_about_a_size() {
    for about in [20_000, 50_000, 200_000] {
        let plan = Plan::of_size(1, &parties("11"), april(), &stamp(), about).unwrap();
        let files = plan.files(&stamp()).unwrap();
        let size: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(
            size > about * 7 / 10 && size < about * 13 / 10,
            "{about}: {size}"
        );
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let unknown = Plan::generate(1, &parties("31"), april(), 1).unwrap_err();
    assert_eq!(unknown, GenerateError::Service("31".parse().unwrap()));
    let mut odd = parties("11");
    odd.service.name = "𠮷野家介護".to_owned();
    let plan = Plan::generate(1, &odd, april(), 1).unwrap();
    assert!(matches!(plan.files(&stamp()), Err(GenerateError::Write(_))));
}

proptest! {
    #[test]
    fn every_set_is_valid(
        seed: u64,
        service in prop::sample::select(vec!["11", "15", "17"]),
        year in 2025i16..2030, month in 1i8..=12, users in 1u16..12,
    ) {
        let month = ServiceMonth::new(year, month).unwrap();
        let plan = Plan::generate(seed, &parties(service), month, users).unwrap();
        for files in [plan.files(&stamp()).unwrap(), plan.actual(seed).files(&stamp()).unwrap()] {
            let report = check_files(&borrowed(&files));
            prop_assert_eq!(report.findings, []);
        }
    }
}
