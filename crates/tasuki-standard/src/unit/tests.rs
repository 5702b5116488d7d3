use super::*;

const PARTIES: &str = "1370000001_43_1370000002_11";
const SEQUENCE: &str = "20250325102000";

/// Names from `KIND` or `KIND_MONTH`, all with the same parties and sequence.
fn names(heads: &[&str]) -> Vec<FileName> {
    heads
        .iter()
        .map(|head| {
            let end = if head.starts_with("UPKIHON_IMAGE") {
                "_0001.jpg"
            } else {
                ".CSV"
            };
            parsed(&format!("{head}_{PARTIES}_{SEQUENCE}{end}"))
        })
        .collect()
}

fn parsed(name: &str) -> FileName {
    FileName::parse(name).unwrap()
}

fn v3(heads: &[&str]) -> Vec<FileName> {
    heads
        .iter()
        .map(|head| parsed(&format!("{head}_1370000001_1370000002_{SEQUENCE}.CSV")))
        .collect()
}

#[test]
fn each_unit_of_version_4_1_is_recognised() {
    let cases: &[(&[&str], SendingUnit)] = &[
        (
            &["UP1KYO", "UP2KYO", "UP3KYO", "UPHOSOKU_000000"],
            SendingUnit::PlanDocuments,
        ),
        (
            &["UPHOSOKU_202504", "UPPLAN_202504", "UPSIKYU_202504"],
            SendingUnit::UseTable,
        ),
        (&["DLT1KYO"], SendingUnit::PlanDocumentsDelete),
        (&["DLTPLAN_202504"], SendingUnit::UseTableDelete),
        (&["UPJSK_202504"], SendingUnit::Actual),
        (&["DLTJSK_202504"], SendingUnit::ActualDelete),
        (&["UPKIHON"], SendingUnit::PreventionUser),
        (
            &["UPKIHON", "UPKIHON_SUB1", "UPKIHON_SUB2", "UPKIHON_IMAGE"],
            SendingUnit::PreventionUser,
        ),
        (&["UPYOBO", "UPYOBO_SUB"], SendingUnit::PreventionPlan),
        (
            &["UPKIHON", "UPKIHON_SUB2", "UPYOBO", "UPYOBO_SUB"],
            SendingUnit::PreventionPlanAndUser,
        ),
        (&["DLTKIHON"], SendingUnit::PreventionUserDelete),
        (&["DLTYOBO"], SendingUnit::PreventionPlanDelete),
    ];
    for (heads, unit) in cases {
        let facts = unit_of(&names(heads)).unwrap();
        assert_eq!(facts.unit, *unit, "{heads:?}");
        assert_eq!(facts.kinds.len(), heads.len());
        assert_eq!(facts.spec, SpecVersion::V4_1);
    }
}

#[test]
fn what_is_missing_beside_doubled_files_and_what_is_two_units_is_told() {
    let codes = |heads: &[&str]| -> Vec<_> {
        let errors = unit_errors(&names(heads));
        errors.iter().map(UnitError::code).collect()
    };
    let doubled = ["UPPLAN_202504", "UPPLAN_202504", "UPSIKYU_202504"];
    assert_eq!(
        codes(&doubled),
        ["unit.duplicate-kind", "unit.missing-file"]
    );
    let plans = ["UP1KYO", "UP2KYO", "UP3KYO", "UPHOSOKU_000000"];
    let table = ["UPHOSOKU_202504", "UPPLAN_202504", "UPSIKYU_202504"];
    assert_eq!(
        codes(&[plans.as_slice(), &table].concat()),
        ["unit.unknown-combination"]
    );
}

#[test]
fn the_facts_are_those_of_the_names() {
    let facts = unit_of(&names(&[
        "UPSIKYU_202504",
        "UPPLAN_202504",
        "UPHOSOKU_202504",
    ]))
    .unwrap();
    assert_eq!(facts.month, "202504".parse().ok());
    assert_eq!(facts.sender_service, "43".parse().ok());
    assert_eq!(facts.receiver.as_str(), "1370000002");
    assert_eq!(facts.sequence.as_str(), SEQUENCE);
    let plan_documents = ["UP1KYO", "UP2KYO", "UP3KYO", "UPHOSOKU_000000"];
    assert_eq!(unit_of(&names(&plan_documents)).unwrap().month, None);
}

#[test]
fn plan_documents_of_version_3_have_no_third_form() {
    let facts = unit_of(&v3(&["UP1KYO", "UP2KYO", "UPHOSOKU_000000"])).unwrap();
    assert_eq!(facts.unit, SendingUnit::PlanDocuments);
    assert_eq!(facts.spec, SpecVersion::V3);
}

#[test]
fn several_images_are_one_unit_unless_they_share_a_branch_number() {
    let image = |branch| parsed(&format!("UPKIHON_IMAGE_{PARTIES}_{SEQUENCE}_{branch}.jpg"));
    let mut files = names(&["UPKIHON"]);
    files.extend([image("0001"), image("0002")]);
    assert_eq!(unit_of(&files).unwrap().unit, SendingUnit::PreventionUser);
    files.push(image("0002"));
    assert_eq!(unit_of(&files).unwrap_err().code(), "unit.duplicate-kind");
}

#[test]
fn wrong_sets_say_what_is_wrong_and_what_to_do() {
    let mut mixed = names(&["UPPLAN_202504", "UPSIKYU_202504"]);
    mixed.extend(v3(&["UPHOSOKU_202504"]));
    let other = |name: &str| {
        let mut files = names(&["UPPLAN_202504", "UPSIKYU_202504"]);
        files.push(parsed(name));
        files
    };
    let cases = [
        ("nothing", names(&[])),
        ("mixed versions", mixed),
        (
            "another sequence",
            other("UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102001.CSV"),
        ),
        (
            "another receiver",
            other("UPHOSOKU_202504_1370000001_43_1370000003_11_20250325102000.CSV"),
        ),
        (
            "another month",
            other("UPHOSOKU_202505_1370000001_43_1370000002_11_20250325102000.CSV"),
        ),
        (
            "the supplement of the plan documents",
            names(&["UPPLAN_202504", "UPSIKYU_202504", "UPHOSOKU_000000"]),
        ),
        (
            "the supplement of the use table",
            names(&["UP1KYO", "UP2KYO", "UP3KYO", "UPHOSOKU_202504"]),
        ),
        ("no annex", names(&["UPPLAN_202504", "UPHOSOKU_202504"])),
        ("a supplement alone", names(&["UPHOSOKU_202504"])),
        (
            "a supplement alone, without month",
            names(&["UPHOSOKU_000000"]),
        ),
        ("an image alone", names(&["UPKIHON_IMAGE"])),
        ("two units", names(&["UPJSK_202504", "DLTPLAN_202504"])),
        (
            "a unit and more",
            names(&[
                "UPPLAN_202504",
                "UPSIKYU_202504",
                "UPHOSOKU_202504",
                "UP1KYO",
            ]),
        ),
        ("a mixture", names(&["UPPLAN_202504", "UP1KYO"])),
        (
            "two of a kind",
            vec![
                parsed("UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV"),
                parsed("UPJSK_202504_1370000002_11_1370000001_43_20250502173001.CSV"),
            ],
        ),
    ];
    let mut said = Vec::new();
    for (case, files) in cases {
        let error = unit_of(&files).unwrap_err();
        said.push(format!(
            "{case}: {}\n  {}\n  {}",
            error.code(),
            error.what(),
            error.hint()
        ));
        assert!(error.official().starts_with("ファイルの組み合わせ"));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn independent_faults_are_told_together() {
    let files = [
        parsed("UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV"),
        parsed("UPHOSOKU_202505_1370000001_43_1370000003_11_20250325102001.CSV"),
    ];
    let codes: Vec<_> = unit_errors(&files).iter().map(UnitError::code).collect();
    assert_eq!(
        codes,
        [
            "unit.missing-file",
            "unit.different-sequence",
            "unit.different-parties",
            "unit.different-month"
        ]
    );
}
