use proptest::prelude::*;

use super::*;
use crate::generate::tests::as_text;
use crate::read::borrowed;
use crate::{check_files, read_files};

fn set(unit: SendingUnit, spec: SpecVersion, seed: u64, users: u16) -> Set {
    let month = match spec {
        SpecVersion::V3 => "202503",
        SpecVersion::V4_1 => "202504",
    };
    let month = month.parse().unwrap();
    let parties = if is_of_prevention(unit) {
        Parties::of_prevention()
    } else {
        Parties::of_home_care()
    };
    Set {
        unit,
        spec,
        seed,
        users,
        month,
        parties: parties.unwrap(),
        stamp: Stamp::usual(unit, month, seed).unwrap(),
    }
}

const fn is_of_prevention(unit: SendingUnit) -> bool {
    matches!(
        unit,
        SendingUnit::PreventionUser
            | SendingUnit::PreventionPlan
            | SendingUnit::PreventionPlanAndUser
            | SendingUnit::PreventionUserDelete
            | SendingUnit::PreventionPlanDelete
    )
}

#[test]
fn a_use_table_is_the_plan_of_its_seed_and_an_actual_answers_it() {
    let of = |unit| set(unit, SpecVersion::V4_1, 7, 3);
    let table = of(SendingUnit::UseTable);
    let plan = Plan::generate(7, &table.parties, table.month, 3).unwrap();
    assert_eq!(table.files(), plan.files(&table.stamp));
    let actual = of(SendingUnit::Actual);
    assert_eq!(actual.files(), plan.actual(7).files(&actual.stamp));
}

#[test]
fn documents_of_home_care_read_well() {
    let files = set(SendingUnit::PlanDocuments, SpecVersion::V4_1, 7, 2).files();
    insta::assert_snapshot!(as_text(&files.unwrap()));
}

#[test]
fn documents_of_preventive_care_read_well() {
    let unit = SendingUnit::PreventionPlanAndUser;
    let mut files = set(unit, SpecVersion::V4_1, 7, 1).files().unwrap();
    let (name, image) = files.pop().unwrap();
    assert!(
        files[2]
            .0
            .starts_with("UPKIHON_1370000006_46_13A0000007_A2_")
    );
    assert!(name.ends_with("_0001.jpg") && image == FAMILY);
    insta::assert_snapshot!(as_text(&files));
}

#[test]
fn a_use_table_of_preventive_care_has_its_own_levels_and_no_detail_numbers() {
    let set = Set {
        parties: Parties::of_prevention().unwrap(),
        ..set(SendingUnit::UseTable, SpecVersion::V4_1, 3, 40)
    };
    let files = set.files().unwrap();
    let document = read_files(&borrowed(&files)).document.unwrap();
    let table = document.table(FileKind::UserSupplement).unwrap();
    let levels: std::collections::BTreeSet<_> = table
        .records()
        .iter()
        .filter_map(|record| table.value(record, "care_level"))
        .collect();
    assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["12", "13"]);
    let table = document.table(FileKind::UsePlan).unwrap();
    let rented = table
        .records()
        .iter()
        .filter(|record| table.value(record, "tais_code") != Some(""));
    let mut count = 0;
    for record in rented {
        assert_eq!(table.value(record, "detail_no"), Some(""));
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn what_a_version_does_not_have_is_refused() {
    for unit in SendingUnit::ALL {
        let set = set(unit, SpecVersion::V3, 1, 1);
        let refused = is_of_prevention(unit) || unit == SendingUnit::Attachments;
        let spec = SpecVersion::V3;
        let error = refused.then_some(GenerateError::Unit { unit, spec });
        assert_eq!(set.files().err(), error, "{unit}");
    }
}

#[test]
fn version_3_has_no_plan_of_preventive_care_and_that_is_what_is_told() {
    let (unit, spec) = (SendingUnit::UseTable, SpecVersion::V3);
    let mut set = set(unit, spec, 1, 1);
    set.parties = Parties::of_prevention().unwrap();
    let error = GenerateError::Preventive { unit, spec };
    assert_eq!(set.files(), Err(error));
}

#[test]
fn names_of_two_seeds_differ() {
    let name = |seed| {
        set(SendingUnit::Actual, SpecVersion::V4_1, seed, 1)
            .files()
            .unwrap()[0]
            .0
            .clone()
    };
    assert_eq!(
        name(1),
        "UPJSK_202504_1370000002_11_1370000001_43_20250430090001.CSV"
    );
    assert_ne!(name(2), name(1));
    let january = "202501".parse().unwrap();
    let stamp = Stamp::usual(SendingUnit::UseTable, january, 3_600).unwrap();
    assert_eq!(stamp.sequence.as_str(), "20241225100000");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_unit_is_valid_in_every_version(
        seed: u64, users in 1u16..9, year in 2021i16..2030, month in 1i8..=12,
        unit in prop::sample::select(SendingUnit::ALL.to_vec()),
        spec in prop::sample::select(SpecVersion::ALL.to_vec()),
        service in prop::sample::select(vec!["", "11", "13", "15", "17", "62", "63", "67", "A2", "A6"]),
    ) {
        let mut set = set(unit, spec, seed, users);
        set.month = ServiceMonth::new(year, month).unwrap();
        if !service.is_empty() {
            set.parties.service.service = service.parse().unwrap();
        }
        match set.files() {
            Ok(files) => {
                prop_assert_eq!(check_files(&borrowed(&files)).findings, []);
                let document = read_files(&borrowed(&files)).document.unwrap();
                prop_assert_eq!(document.facts().unit, unit);
                prop_assert_eq!(document.facts().spec, spec);
            }
            Err(error) => {
                let is_of_v3 = spec == SpecVersion::V3;
                let is_true = match error {
                    GenerateError::Unit { .. } => unit == SendingUnit::Attachments || is_of_v3,
                    GenerateError::Preventive { .. } => is_of_v3 && set.parties.are_preventive(),
                    _ => false,
                };
                prop_assert!(is_true, "{error}");
            }
        }
    }
}
