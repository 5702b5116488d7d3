use proptest::prelude::*;

use super::*;

fn parsed(name: &str) -> FileName {
    FileName::parse(name).unwrap()
}

#[test]
fn official_names_are_read_and_written_back() {
    for name in [
        "UPHOSOKU_201909_0300000100_43_0300000005_11_20191025200201.CSV",
        "UPHOSOKU_000000_1370000001_43_1370000002_11_20250325101500.CSV",
        "UP1KYO_0300000100_43_0300000005_11_20191025200201.CSV",
        "UP3KYO_0300000100_43_0300000005_11_20191025200201.CSV",
        "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV",
        "UPKIHON_1300000006_46_13A0000007_A2_20250312140000.CSV",
        "UPKIHON_SUB1_1300000006_46_13A0000007_A2_20250312140000.CSV",
        "UPKIHON_SUB2_1300000006_46_13A0000007_A2_20250312140000.CSV",
        "UPKIHON_IMAGE_1300000006_46_13A0000007_A2_20250312140000_0001.jpg",
        "UPYOBO_SUB_1370000001_43_13A0000007_A2_20250329090000.CSV",
        "DLTJSK_202504_1370000002_2A_1370000001_43_20250503080000.CSV",
        "UPHOSOKU_201909_0300000100_0300000005_20191025200201.CSV",
        "UP2KYO_1370000001_1370000002_20240925101500.CSV",
        "DLTPLAN_202410_1370000001_1370000002_20240926090500.CSV",
    ] {
        assert_eq!(parsed(name).to_string(), name);
    }
}

#[test]
fn every_part_is_told() {
    let name = parsed("UPPLAN_202504_1370000001_43_13A0000002_A2_20250325102000.csv");
    assert_eq!(name.kind, FileKind::UsePlan);
    assert_eq!(name.spec, SpecVersion::V4_1);
    assert_eq!(name.month, "202504".parse().ok());
    assert_eq!(name.sender.as_str(), "1370000001");
    assert_eq!(name.sender_service, "43".parse().ok());
    assert_eq!(name.receiver.as_str(), "13A0000002");
    assert_eq!(name.receiver_service, "A2".parse().ok());
    assert_eq!(name.sequence.as_str(), "20250325102000");
    assert_eq!(name.branch, None);

    let name = parsed("UPHOSOKU_000000_1370000001_1370000002_20240925101500.CSV");
    assert_eq!(
        (name.spec, name.month, name.sender_service),
        (SpecVersion::V3, None, None)
    );
}

#[test]
fn the_case_of_the_extension_does_not_matter() {
    let image = "UPKIHON_IMAGE_1300000006_46_13A0000007_A2_20250312140000_0012";
    assert_eq!(
        parsed(&format!("{image}.JPG")),
        parsed(&format!("{image}.jpg"))
    );
    assert_eq!(parsed(&format!("{image}.JPG")).branch, Some(12));
    assert_eq!(
        parsed("UPJSK_202504_1370000002_11_1370000001_43_20250502173000.Csv").to_string(),
        "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV"
    );
}

#[test]
fn the_month_in_the_example_of_3_4_is_tolerated() {
    let name = parsed("UPKIHON_000000_1300000006_46_13A0000007_A2_20250312140000.CSV");
    assert_eq!(
        name.to_string(),
        "UPKIHON_1300000006_46_13A0000007_A2_20250312140000.CSV"
    );
}

#[test]
fn attachments_are_told_from_files_of_the_standard() {
    for name in ["UPPLAN_1.CSV", "memo.csv", "UPKIHON_IMAGE_1300000006.JPG"] {
        assert!(FileName::is_meant_by(name), "{name}");
    }
    for name in ["map.jpg", "memo.pdf", "UPPLAN_1.pdf", "UPPLAN"] {
        assert!(!FileName::is_meant_by(name), "{name}");
    }
}

#[test]
fn wrong_names_say_what_is_wrong() {
    let refused = |name: &str| {
        let error = FileName::parse(name).unwrap_err();
        format!("{}: {}", error.code(), error.what())
    };
    let cases = [
        "",
        "見積書.pdf",
        "UPPLAN.CSV",
        "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.TXT",
        "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000",
        "upplan_202504_1370000001_43_1370000002_11_20250325102000.CSV",
        "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000_1.CSV",
        "UPPLAN_000000_1370000001_43_1370000002_11_20250325102000.CSV",
        "UPPLAN_202513_1370000001_43_1370000002_11_20250325102000.CSV",
        "UPPLAN_202504_137000000_43_1370000002_11_20250325102000.CSV",
        "UPPLAN_202504_1370000001_43_1370000002_111_20250325102000.CSV",
        "UPPLAN_202504_1370000001_43_1370000002_11_202503251020000.CSV",
        "UP3KYO_1370000001_1370000002_20240925101500.CSV",
        "UPKIHON_IMAGE_1300000006_46_13A0000007_A2_20250312140000.jpg",
        "UPKIHON_IMAGE_1300000006_46_13A0000007_A2_20250312140000_1.jpg",
        "UPKIHON_IMAGE_1300000006_46_13A0000007_A2_20250312140000_0001.CSV",
        "UPKIHON_SUB3_1300000006_46_13A0000007_A2_20250312140000.CSV",
    ];
    insta::assert_snapshot!(cases.map(refused).join("\n"));
}

#[test]
fn a_three_character_service_type_is_called_version_4_0() {
    let name = "UPPLAN_202504_1370000001_430_1370000002_110_20250325102000.CSV";
    let hint = FileName::parse(name).unwrap_err().hint();
    assert!(hint.contains("4.0版"), "{hint}");
}

proptest! {
    #[test]
    fn never_panics(name in ".*") {
        let _parsed = FileName::parse(&name);
    }

    #[test]
    fn what_is_printed_parses_to_the_same(
        kind in proptest::sample::select(FileKind::ALL.to_vec()),
        text in "[0-9A-Z]{10}", service in "[0-9A-Z]{2}", sequence in "[0-9]{14}",
        month in 1i8..=12, branch in 0u16..=9999, v4: bool,
    ) {
        prop_assume!(v4 || exists_in_v3(kind));
        let shape = Shape::of(kind);
        let service = v4.then(|| service.parse().unwrap());
        let name = FileName {
            kind,
            spec: if v4 { SpecVersion::V4_1 } else { SpecVersion::V3 },
            month: shape.month.then(|| ServiceMonth::new(2025, month).unwrap()),
            sender: text.parse().unwrap(),
            sender_service: service,
            receiver: text.parse().unwrap(),
            receiver_service: service,
            sequence: sequence.parse().unwrap(),
            branch: shape.branch.then_some(branch),
        };
        prop_assert_eq!(FileName::parse(&name.to_string()), Ok(name));
    }
}
