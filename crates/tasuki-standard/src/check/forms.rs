//! What a file is told by its first bytes and records, and what is told of its items.

use crate::{CheckReport, check_files, ms932};

const DELETED: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
const ACTUAL: &str = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";

/// A record of V4.1, and one of V3.
const NEW: &str = "202407,139999,0000000101,20250502,202504,1370000001,\"例題 作子\",244,,20250401,,\
    0900,0930,1,111111,,,,,1370000002,\"架空訪問介護\",,0,1370000002,\r\n";
const OLD: &str = "202208,139999,0000000101,20250502,202504,1370000001,\"例題 作子\",244,,20250402,,\
    0900,0930,1,111111,,1370000002,\"架空訪問介護\",,0,1370000002,\r\n";

fn report(name: &str, text: &str) -> CheckReport {
    check_files(&[(name, &ms932::encode(text).unwrap().bytes)])
}

fn rules(name: &str, text: &str) -> Vec<&'static str> {
    let findings = report(name, text).findings;
    findings.iter().map(|one| one.rule.code()).collect()
}

#[test]
fn a_header_with_words_of_its_maker_is_one_and_a_wrong_version_is_none() {
    let right = "202407,139999,0000000101,202504\r\n";
    for header in ["版,保険者,被保険者,年月", "項目1,項目2,項目3,項目4"] {
        let text = format!("{header}\r\n{right}");
        assert_eq!(rules(DELETED, &text), ["file.header"], "{header}");
    }
    for version in ["V4.1", "２０２４０７", "外字"] {
        let text = right.replace("202407", version);
        assert_eq!(rules(DELETED, &text), ["version.unknown"], "{version}");
    }
}

#[test]
fn euc_is_told_by_its_name() {
    let bytes = b"202407,\xA4\xA2\xB4\xC1\xBB\xFA,0000000101,202504\r\n";
    let findings = check_files(&[(DELETED, bytes)]).findings;
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    assert!(finding.what.contains("EUC-JP"), "{}", finding.what);
}

#[test]
fn a_whole_record_of_the_other_version_makes_a_file_mixed_wherever_it_stands() {
    for text in [format!("{NEW}{OLD}"), format!("{OLD}{NEW}")] {
        let mut rules = rules(ACTUAL, &text);
        rules.sort_unstable();
        assert_eq!(rules, ["csv.field-count", "version.mixed"]);
    }
    // Where all are of it, the name is wrong.
    let rules = rules(ACTUAL, &OLD.repeat(2));
    assert!(!rules.contains(&"version.mixed"), "{rules:?}");
}

#[test]
fn an_empty_version_is_missing_and_a_code_of_blanks_has_a_wrong_form() {
    let empty = NEW.replace("202407", "");
    assert!(rules(ACTUAL, &empty).contains(&"field.required"));
    let of_code = NEW.replace(",0900,", ",    ,");
    assert_eq!(rules(ACTUAL, &of_code), ["field.form"]);
}

#[test]
fn a_wrong_quotation_mark_is_told_with_its_item() {
    let findings = report(ACTUAL, &NEW.replace("作子\"", "作子\"様")).findings;
    let places = findings.iter().map(|one| one.place.column_no);
    assert_eq!(places.collect::<Vec<_>>(), [Some(7)]);
}

#[test]
fn an_orphan_is_told_at_the_item_that_tells_it() {
    let mut files = crate::test_sets::set("v41-02-use-table");
    let annex = files
        .iter_mut()
        .find(|(name, _)| name.starts_with("UPSIKYU"));
    let (_, bytes) = annex.unwrap();
    let text = ms932::decode(bytes)
        .text
        .replace("0000000202", "0000000909");
    *bytes = ms932::encode(&text).unwrap().bytes;
    let findings = check_files(&crate::read::borrowed(&files)).findings;
    let orphans = findings
        .iter()
        .filter(|one| one.rule.code() == "unit.orphan");
    let places: Vec<_> = orphans.map(|one| one.place.column_no).collect();
    assert_eq!(places, [Some(3)]);
}
