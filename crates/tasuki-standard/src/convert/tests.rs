use proptest::prelude::*;

use super::*;
use crate::check_files;
use crate::test_sets::{Files, generated, set, valid_sets};

const V3: Conversion = Conversion {
    to: SpecVersion::V3,
    services: Services {
        sender: None,
        receiver: None,
    },
    sequence: None,
    substitution: Substitution::Refuse,
};

fn v4_1(sender: &str, receiver: &str) -> Conversion {
    Conversion {
        services: Services {
            sender: sender.parse().ok(),
            receiver: receiver.parse().ok(),
        },
        ..Conversion::to(SpecVersion::V4_1)
    }
}

fn converted(files: &Files, conversion: &Conversion) -> Converted {
    let converted =
        convert(&borrowed(files), conversion).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(check_files(&borrowed(&converted.files)).errors, 0);
    converted
}

fn names(files: &Files) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

/// What a conversion tells, as text.
fn told(converted: &Converted) -> String {
    let losses = converted.losses.iter().map(|one| {
        let value = one.value.as_deref().unwrap_or("-");
        format!(
            "- {} [{value}] x{} {:?}: {}",
            one.place,
            one.count,
            one.more_lines,
            one.kind.what()
        )
    });
    let added = converted.added.iter().map(|one| {
        format!(
            "+ {} [{}]: {}",
            one.place,
            one.value.as_deref().unwrap_or("-"),
            one.kind.what()
        )
    });
    losses.chain(added).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_use_table_of_version_4_1_becomes_one_of_version_3() {
    let (plan, _) = generated(1);
    let converted = converted(&plan, &V3);
    assert_eq!(
        names(&converted.files),
        [
            "UPPLAN_202504_1370000001_1370000002_20250325102000.CSV",
            "UPSIKYU_202504_1370000001_1370000002_20250325102000.CSV",
            "UPHOSOKU_202504_1370000001_1370000002_20250325102000.CSV"
        ]
    );
    assert!(
        converted
            .losses
            .iter()
            .all(|one| one.kind == LossKind::ServiceTypes)
    );
    assert_eq!(converted.month_of_other_version, "202504".parse().ok());
    let facts = converted.document.facts();
    assert_eq!(
        (facts.spec, facts.sequence.as_str()),
        (SpecVersion::V3, "20250325102000")
    );
}

#[test]
fn equipment_loses_its_codes_and_is_never_converted_back() {
    let v4 = set("v41-02-use-table");
    let v3 = converted(&v4, &V3);
    insta::assert_snapshot!(told(&v3));
    let refused = convert(&borrowed(&v3.files), &v4_1("43", "17")).unwrap_err();
    assert_eq!(refused.code(), "convert.equipment");
}

#[test]
fn plan_documents_lose_their_third_form_and_need_one_to_come_back() {
    let v4 = set("v41-01-plan-docs");
    let v3 = converted(&v4, &V3);
    assert_eq!(v3.files.len(), v4.len() - 1);
    assert_eq!(v3.month_of_other_version, None);
    insta::assert_snapshot!(told(&v3));

    let refused = convert(&borrowed(&v3.files), &v4_1("43", "11")).unwrap_err();
    assert_eq!(refused, NotConverted::Form3);

    // The third form was written at another time, and tells the service types.
    let mut files = v3.files;
    let (name, form_3) = v4
        .iter()
        .find(|(name, _)| name.starts_with("UP3KYO"))
        .unwrap();
    let later = format!(
        "{}20250401000000.CSV",
        name.rsplit_once('_').unwrap().0.to_owned() + "_"
    );
    files.push((later, form_3.clone()));
    let again = converted(&files, &Conversion::to(SpecVersion::V4_1));
    let mut files = again.files.clone();
    files.sort();
    assert_eq!(files, v4);
    insta::assert_snapshot!("with_a_third_form", told(&again));
}

#[test]
fn a_third_form_between_other_offices_is_refused() {
    let v4 = set("v41-01-plan-docs");
    let mut files = converted(&v4, &V3).files;
    let (name, form_3) = v4
        .iter()
        .find(|(name, _)| name.starts_with("UP3KYO"))
        .unwrap();
    files.push((name.replace("1370000002", "1370000003"), form_3.clone()));
    let refused = convert(&borrowed(&files), &v4_1("43", "11")).unwrap_err();
    let found = refused.report().unwrap();
    assert_eq!(found.findings[0].rule.code(), "unit.different-parties");
}

#[test]
fn service_types_come_from_the_records_or_the_caller() {
    let (_, actual) = generated(2);
    let v3 = converted(&actual, &V3).files;
    let again = converted(&v3, &Conversion::to(SpecVersion::V4_1));
    assert_eq!(again.files, actual);

    let delete = set("v3-04-use-table-delete");
    let refused = convert(&borrowed(&delete), &Conversion::to(SpecVersion::V4_1)).unwrap_err();
    assert_eq!(refused.code(), "convert.services");
    let given = converted(&delete, &v4_1("43", "15"));
    assert_eq!(
        names(&given.files),
        ["DLTPLAN_202410_1370000001_43_1370000002_15_20240926090500.CSV"]
    );
    assert_eq!(given.month_of_other_version, "202410".parse().ok());
}

#[test]
fn a_unit_may_get_another_sequence() {
    let conversion = Conversion {
        sequence: "20260101000000".parse().ok(),
        ..V3
    };
    for file in converted(&set("v41-01-plan-docs"), &conversion).files {
        assert!(file.0.ends_with("_20260101000000.CSV"), "{}", file.0);
    }
}

#[test]
fn what_is_put_right_before_is_told() {
    let (_, actual) = generated(3);
    let dialect: Files = actual
        .iter()
        .map(|(name, bytes)| {
            let text = crate::ms932::decode(bytes).text.replace("202407", "202410");
            (
                name.replace("CSV", "csv"),
                text.replace("\r\n", "\n").into_bytes(),
            )
        })
        .collect();
    let converted = converted(&dialect, &V3);
    let kinds: Vec<_> = converted
        .repairs
        .iter()
        .map(|one| one.kind.code())
        .collect();
    assert_eq!(
        kinds,
        [
            "repair.encoding",
            "repair.line-ends",
            "repair.version",
            "repair.name"
        ]
    );
    assert_eq!(converted.losses[0].place.file, dialect[0].0);
}

#[test]
fn what_version_3_cannot_hold_is_refused_where_it_stood() {
    let (plan, _) = generated(1);
    let files: Files = plan
        .into_iter()
        .map(|(name, bytes)| {
            let text = crate::ms932::decode(&bytes).text;
            // A count of three digits fits into V4.1 only; the file begins with an empty line.
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            if name.starts_with("UPSIKYU") {
                let mut items: Vec<_> = lines[1].split(',').collect();
                items[15] = "100";
                lines[1] = items.join(",");
            }
            let text = format!("\r\n{}\r\n", lines.join("\r\n"));
            (name, crate::ms932::encode(&text).unwrap().bytes)
        })
        .collect();
    let refused = convert(&borrowed(&files), &V3).unwrap_err();
    assert_eq!(refused.code(), "convert.result");
    let place = &refused.report().unwrap().findings[0].place;
    assert!(place.file.contains("_43_"), "{place}");
    assert_eq!(
        (place.line, place.column_name.as_deref()),
        (Some(3), Some("回数／日数"))
    );
}

#[test]
fn everything_that_is_refused_says_what_and_what_to_do() {
    let plain = Conversion::to(SpecVersion::V4_1);
    let tables = converted(&set("v41-02-use-table"), &V3).files;
    let broken: Files = set("v3-04-use-table-delete")
        .into_iter()
        .map(|(name, _)| (name, b"202208,1,2,3\r\n".to_vec()))
        .collect();
    let cases = [
        (set("v3-01-plan-docs"), plain),
        (set("v3-04-use-table-delete"), plain),
        (set("v3-04-use-table-delete"), v4_1("43", "?")),
        (set("v41-03-plan-docs-delete"), plain),
        (set("v41-07-prevention-user"), V3),
        (tables, plain),
        (broken, plain),
    ];
    let said = cases.map(|(files, conversion)| {
        let refused = convert(&borrowed(&files), &conversion).unwrap_err();
        format!(
            "{}\n  {}\n  {}",
            refused.code(),
            refused.what(),
            refused.hint()
        )
    });
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn every_valid_set_is_converted_or_refused_for_a_reason() {
    for (name, files) in valid_sets() {
        let to = if name.starts_with("v3") {
            v4_1("43", "11")
        } else {
            V3
        };
        match convert(&borrowed(&files), &to) {
            Ok(converted) => {
                assert_eq!(check_files(&borrowed(&converted.files)).errors, 0, "{name}");
            }
            Err(NotConverted::NoSuchKind { .. }) => assert!(name.contains("prevention"), "{name}"),
            Err(NotConverted::Form3) => assert_eq!(name, "v3-01-plan-docs"),
            Err(other) => panic!("{name}: {other:?}"),
        }
    }
}

proptest! {
    #[test]
    fn there_and_back_the_records_are_the_same(seed: u64) {
        let (plan, actual) = generated(seed);
        for files in [plan, actual] {
            let v3 = converted(&files, &V3).files;
            let again = converted(&v3, &Conversion::to(SpecVersion::V4_1));
            prop_assert_eq!(again.files, files);
            prop_assert_eq!(again.losses, []);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, to_v3: bool) {
        let conversion = if to_v3 { V3 } else { v4_1("43", "11") };
        let name = "DLTPLAN_202504_1370000001_1370000002_20250326090500.CSV";
        for start in ["", "202208,139999,0000000101,202504\n", "202407,139999,0000000101,202504\n"] {
            let bytes = [start.as_bytes(), &bytes].concat();
            if let Ok(converted) = convert(&[(name, &bytes)], &conversion) {
                prop_assert_eq!(check_files(&borrowed(&converted.files)).errors, 0);
            }
        }
    }
}
