use std::collections::BTreeMap;

use super::*;
use crate::check_files;
use crate::read::borrowed;

#[test]
fn every_case_is_judged_as_it_says() {
    for case in cases().unwrap() {
        let report = check_files(&borrowed(&case.files));
        let found: BTreeSet<_> = report.findings.iter().map(|one| one.rule).collect();
        let expected: BTreeSet<_> = case.rules.iter().copied().collect();
        assert_eq!(found, expected, "{} {:#?}", case.folder(), report.findings);
    }
}

#[test]
fn only_faulty_cases_have_faults_and_each_is_visible() {
    for pattern in Pattern::ALL {
        for (recipe, number) in catalogue::recipes(pattern).iter().zip(1..) {
            let case = recipe.case(pattern, number).unwrap();
            let is_faulty = case.class == Class::Faulty;
            assert_eq!(
                case.verdict() != Verdict::Accept,
                is_faulty,
                "{}",
                case.id()
            );
            if case.class != Class::Valid {
                let people_alone = case.slug.ends_with("-person") || case.slug.ends_with("-people");
                let plain = recipe.plain(pattern, number);
                assert!(people_alone || case.files != plain, "{}", case.folder());
            }
        }
    }
}

#[test]
fn names_of_folders_and_files_are_unique() {
    let cases = cases().unwrap();
    let mut folders = BTreeSet::new();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for case in &cases {
        assert!(folders.insert(case.folder()), "{}", case.folder());
        for (name, _) in &case.files {
            if case.class != Class::Faulty {
                let before = names.insert(name, case.id());
                assert_eq!(before, None, "{name} {}", case.id());
            }
        }
    }
    assert!(cases.len() > 150, "{}", cases.len());
}

#[test]
fn the_cases_cover_the_vocabulary_every_unit_and_both_versions() {
    let cases = cases().unwrap();
    let covered: BTreeSet<_> = cases.iter().flat_map(|case| &case.rules).collect();
    let missing: Vec<_> = Rule::ALL
        .iter()
        .filter(|rule| !covered.contains(rule))
        .map(|rule| rule.code())
        .collect();
    // Without a file there is no case, E_SET_UNKNOWN is shown by others, and what cannot be written
    // is in no file.
    assert_eq!(
        missing,
        ["unit.no-csv", "unit.unknown-combination", "text.unwritable"]
    );
    for unit in SendingUnit::ALL {
        let valid = |case: &&Case| case.unit == unit && case.class == Class::Valid;
        let some = cases.iter().any(|case| valid(&case));
        assert_eq!(some, unit != SendingUnit::Attachments, "{unit}");
    }
    let of_v3 = cases.iter().filter(|case| case.spec == SpecVersion::V3);
    let classes: BTreeSet<_> = of_v3.map(|case| case.class).collect();
    assert_eq!(classes.len(), 3);
}

#[test]
fn what_takes_back_or_answers_is_of_the_same_people() {
    let cases = cases().unwrap();
    let people = |id: &str| {
        let case = cases.iter().find(|case| case.id() == id).unwrap();
        let document = crate::read_files(&borrowed(&case.files)).document.unwrap();
        let table = &document.tables()[0];
        let numbers: BTreeSet<_> = table
            .records()
            .iter()
            .map(|record| table.value(record, "insured_no").unwrap().to_owned())
            .collect();
        (numbers, case.files[0].0.clone())
    };
    for (first, then) in [
        ("D1-01", "D1-02"),
        ("D1-03", "D1-04"),
        ("D2-01", "D2-02"),
        ("D2-01", "D3-01"),
        ("D2-03", "D3-03"),
        ("D2-04", "D3-04"),
        ("D2-05", "D3-06"),
        ("D4-01", "D4-02"),
        ("D5-01", "D5-02"),
        ("D6-01", "D7-02"),
        ("D6-05", "D7-05"),
    ] {
        assert_eq!(people(first).0, people(then).0, "{first} {then}");
    }
    assert_ne!(people("D1-01").0, people("D2-01").0);
}

#[test]
fn the_readme_tells_every_case() {
    insta::assert_snapshot!(readme(&cases().unwrap()));
}

#[test]
fn expected_toml_tells_the_verdict_and_the_faults() {
    let cases = cases().unwrap();
    let of = |folder: &str| {
        let case = cases.iter().find(|case| case.folder() == folder).unwrap();
        case.expected_toml().unwrap()
    };
    insta::assert_snapshot!(of("D1-28-supplement-without-plan-date"));
}
