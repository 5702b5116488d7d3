use proptest::prelude::*;

use super::*;
use crate::{ms932, read_files};

mod told;

const NAME: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";

fn rules(bytes: &[u8]) -> Vec<&'static str> {
    let report = check_files(&[(NAME, bytes)]);
    report.findings.iter().map(|f| f.rule.code()).collect()
}

#[test]
fn a_right_file_has_no_findings() {
    assert_eq!(rules(b"202407,139999,0000000101,202504\r\n"), [""; 0]);
    // The last line end may be missing.
    assert_eq!(rules(b"202407,139999,0000000101,202504"), [""; 0]);
}

#[test]
fn bytes_that_are_no_ms932_file_are_told_once() {
    let right = b"202407,139999,0000000101,202504\r\n";
    let with = |before: &[u8], after: &[u8]| [before, right, after].concat();
    let cases: &[(Vec<u8>, &str)] = &[
        (b"".to_vec(), "file.empty"),
        (b"\r\n \r\n".to_vec(), "file.empty"),
        (with(b"\xEF\xBB\xBF", b""), "file.unicode"),
        (with(b"\xFF\xFE", b""), "file.unicode"),
        ("202407,保険,者,x\r\n".as_bytes().to_vec(), "file.unicode"),
        (with(b"", b"\0"), "file.nul"),
        (with(b"", b"\"202407,1,1,1\r\n"), "csv.quotes"),
        (with(b"", b"202407\r\n"), "csv.field-count"),
        (with(b"", b"\x1A"), "csv.field-count"),
        (
            with(b"", b"202208,139999,0000000101,202504"),
            "version.mixed",
        ),
        (
            with(b"version,insurer_no,insured_no,target_ym\r\n", b""),
            "file.header",
        ),
    ];
    for (bytes, rule) in cases {
        assert_eq!(rules(bytes).first(), Some(rule), "{bytes:?}");
    }
}

#[test]
fn half_width_kana_are_not_taken_for_utf_8() {
    // These two bytes are a character of UTF-8, too.
    assert_eq!(
        rules(b"202407,139999,\xC2\xB1,202504\r\n"),
        ["field.length"]
    );
}

#[test]
fn the_version_must_be_that_of_the_name() {
    assert_eq!(
        rules(b"202208,139999,0000000101,202504\r\n"),
        ["version.other-than-name"]
    );
    assert_eq!(
        rules(b"202410,139999,0000000101,202504\r\n"),
        ["version.unknown"]
    );
}

#[test]
fn a_wrong_name_stands_in_the_way_of_the_unit_only_for_itself() {
    let right = b"202407,139999,0000000101,202504\r\n";
    let report = check_files(&[("sample.csv", right), (NAME, right)]);
    assert_eq!(report.errors, 1);
    assert_eq!(report.findings[0].rule, Rule::NAME_KIND);
    assert!(read_files(&[]).document.is_none());
    assert_eq!(check_files(&[]).findings[0].rule, Rule::UNIT_NO_CSV);
}

#[test]
fn an_image_must_be_one() {
    let parties = "1300000006_46_13A0000007_A2_20250312140000";
    let image = format!("UPKIHON_IMAGE_{parties}_0001.jpg");
    let report = check_files(&[(&image, b"GIF89a")]);
    let codes: Vec<_> = report.findings.iter().map(|f| f.rule.code()).collect();
    assert_eq!(codes, ["unit.missing-file", "file.image"]);
}

/// Lines whose months are not that of the name, of a file that is longer than one piece.
#[test]
fn a_file_in_pieces_is_judged_like_the_whole() {
    let right = "202407,139999,0000000101,202504\r\n".repeat(3_000);
    let wrong = "202407,139999,\"0000000101\",202503\r\n";
    let bytes = format!("{right}{wrong}{right}{wrong}{right}");
    let whole = check_files(&[(NAME, bytes.as_bytes())]);
    let lines: Vec<_> = whole.findings.iter().map(|one| one.place.line).collect();
    assert_eq!(lines, [Some(3_001), Some(3_001), Some(6_002)]);
    assert_eq!(whole.files[0].records, 9_002);
    for piece in [1, 7, 1_000, 100_000] {
        let mut check = UnitCheck::new(&[NAME]);
        let mut file = check.next_file();
        for bytes in bytes.as_bytes().chunks(piece) {
            file.feed(bytes);
        }
        file.end();
        assert_eq!(check.end(), whole);
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_ends_the_check() {
    let right = "202407,139999,0000000101,202504\r\n";
    let bytes = format!("{right}202407,\"{}", right.repeat(300_000));
    let mut check = UnitCheck::new(&[NAME]);
    let mut file = check.next_file();
    for bytes in bytes.as_bytes().chunks(100_000) {
        file.feed(bytes);
    }
    file.end();
    let report = check.end();
    assert_eq!(report.findings[0].rule, Rule::CSV_QUOTES);
    assert_eq!(report.findings[0].place.line, Some(2));
    assert_eq!(report.findings[0].place.offset, Some(right.len() + 7));
    assert_eq!(report.errors, 1);
}

#[test]
fn what_is_wrong_with_a_quotation_mark_is_told_with_its_remedy() {
    let hint = |line: &[u8]| {
        let findings = check_files(&[(NAME, line)]).findings;
        findings[0].hint.clone()
    };
    assert!(hint(b"202407,\"139999,0000000101,202504\r\n").contains("で閉じます"));
    assert!(hint(b"202407,\"13\"9999,0000000101,202504\r\n").contains("「,」か改行"));
    assert!(hint(b"202407,13\"9999,0000000101,202504\r\n").contains("全体を"));
}

#[test]
fn empty_lines_are_told_once_wherever_they_stand() {
    const RIGHT: &str = "202407,139999,0000000101,202504\r\n";
    let other = RIGHT.replace("101", "102");
    for (text, line) in [
        (format!("{RIGHT}{other}"), None),
        (format!("\r\n{RIGHT}\r\n{other}"), Some(1)),
        (format!("{RIGHT}\r\n\r\n{other}\r\n"), Some(2)),
        (format!("{RIGHT}{other}\r\n"), Some(3)),
        // Only empty lines make an empty file.
        ("\r\n\r\n".to_owned(), None),
    ] {
        for piece in [1, 3, 33, 1_000] {
            let mut check = UnitCheck::new(&[NAME]);
            let mut file = check.next_file();
            for bytes in text.as_bytes().chunks(piece) {
                file.feed(bytes);
            }
            file.end();
            let findings = check.end().findings;
            let told = findings
                .iter()
                .filter(|one| one.rule == Rule::FILE_EMPTY_LINES);
            let lines: Vec<_> = told.map(|one| one.place.line).collect();
            assert_eq!(lines, Vec::from_iter(line.map(Some)), "{text:?} {piece}");
        }
    }
}

#[test]
fn numbers_are_the_same_whatever_zeros_stand_in_front() {
    let actual = "UPJSK_202504_1370000004_17_1370000001_43_20250502173000.CSV";
    let rented = |units: &str, number: &str| {
        format!(
            "202407,139999,0000000101,20250502,202504,1370000001,\"a\",{units},,20250401,,9999,9999,\
             1,171007,00001-000010,,\"a\",{number},1370000004,\"a\",,0,1370000004,\r\n"
        )
    };
    let form_2 = "UP2KYO_1370000001_43_1370000002_11_20250325101500.CSV";
    let support = |number: &str| {
        format!(
            "202407,139999,0000000202,20250320,20250320,{number},\"a\",1,\"a\",\"a\",\"a\",\"a\",1,\"a\",\
             Y,\"a\",1370000003,\"a\",\"a\",\"a\",1370000001,\r\n"
        )
    };
    let breaks = |rule: Rule, name: &str, rows: [String; 2]| {
        let report = check_files(&[(name, rows.concat().as_bytes())]);
        report.findings.iter().any(|one| one.rule == rule)
    };
    for (units, number, is_broken) in [
        ("300", "1", true),
        ("300", "01", true),
        ("0300", "1", true),
        ("300", "2", false),
        ("301", "1", false),
    ] {
        let rows = [rented("300", "1"), rented(units, number)];
        let found = breaks(Rule::RECORD_6_9, actual, rows);
        assert_eq!(found, is_broken, "{units} {number}");
    }
    for (number, is_broken) in [("1", true), ("01", true), ("10", false)] {
        let rows = [support("1"), support(number)];
        assert_eq!(
            breaks(Rule::RECORD_2KY_1, form_2, rows),
            is_broken,
            "{number}"
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, mut lines in prop::collection::vec(
        "[0-9,\"]{0,6}202407,[0-9]{6},[0-9H]{10},[0-9]{6}", 0..4)
    ) {
        let _report = check_files(&[(NAME, &bytes)]);
        lines.push(String::from_utf8_lossy(&bytes).into_owned());
        let _report = check_files(&[(NAME, lines.join("\r\n").as_bytes())]);
    }

    #[test]
    fn nor_do_names(names in prop::collection::vec("(UP|DLT)[A-Z0-9_]{0,40}\\.(CSV|jpg)", 0..4)) {
        let files: Vec<_> = names.iter().map(|name| (name.as_str(), &b"a"[..])).collect();
        let _report = check_files(&files);
    }
}
