//! What findings tell, how often, and what they never tell.

use super::*;

#[test]
fn personal_values_do_not_appear_in_findings() {
    let report = check_files(&[(NAME, b"202407,13999,00000001O1,202504\r\n")]);
    let shown: Vec<_> = report.findings.iter().map(|f| f.value.as_deref()).collect();
    assert_eq!(shown, [Some("13999"), Some("########@#")]);
    let said: String = report
        .findings
        .iter()
        .map(|f| f.what.clone() + &f.hint)
        .collect();
    assert!(!said.contains("00000001O1"), "{said}");
}

#[test]
fn of_an_image_that_is_missing_the_name_is_not_told() {
    let parties = "1300000006_46_13A0000007_A2_20250312140000";
    let name = format!("UPKIHON_{parties}.CSV");
    let image = format!("UPKIHON_IMAGE_{parties}_0001.jpg");
    let said = |image: &str| {
        let mut sets = crate::test_sets::sets_of("rules").into_iter();
        let set = sets.find(|set| set.name == "unit.image-missing").unwrap();
        let text = ms932::decode(&set.files[0].1).text;
        let named = text.split_once("UPKIHON_IMAGE_").unwrap().1;
        let named = named.split_once('"').unwrap().0;
        let text = text.replace(&format!("UPKIHON_IMAGE_{named}"), image);
        let report = check_files(&[(&name, &ms932::encode(&text).unwrap().bytes)]);
        let findings = report.findings.into_iter();
        let mut missing = findings.filter(|one| one.rule == Rule::UNIT_IMAGE_MISSING);
        missing.next().unwrap().what
    };
    assert!(said(&image).contains("No.62"), "{}", said(&image));
    assert_eq!(said("例題 花子.jpg"), said(&image));
}

#[test]
fn equal_findings_are_told_together_and_all_are_counted() {
    let bytes = b"x,y\r\n".repeat(5_000);
    let report = check_files(&[(NAME, &bytes)]);
    assert_eq!(report.errors, 5_000);
    let told: Vec<_> = report.findings.iter().map(|one| one.count).collect();
    assert_eq!(told, [1, 1, 4_998]);
    let lines: Vec<_> = (4..=13).collect();
    assert_eq!(report.findings[2].more_lines, lines);
}

#[test]
fn equal_findings_of_two_files_are_told_apart() {
    let other = NAME.replace("DLTPLAN", "DLTJSK");
    let bytes = b"x,y\r\n".repeat(5);
    let report = check_files(&[(NAME, &bytes), (&other, &bytes)]);
    for file in [NAME, &other] {
        let findings = report.findings.iter();
        let of_file = findings.filter(|one| one.place.file == file && one.place.line.is_some());
        let count: u32 = of_file.map(|one| one.count).sum();
        assert_eq!(count, 5, "{file}");
    }
}

#[test]
fn what_was_not_kept_is_counted_to_nothing_else() {
    let line = |n: usize| "x,".repeat(n) + "\r\n";
    let many: String = (5..400).map(line).collect();
    let bytes = format!(
        "{}{many}{}{}",
        line(1),
        line(1).repeat(2),
        "1,1,1,1\r\n".repeat(3)
    );
    let report = check_files(&[(NAME, bytes.as_bytes())]);
    let first = report
        .findings
        .iter()
        .find(|one| one.rule == Rule::CSV_FIELD_COUNT);
    assert_eq!(first.unwrap().count, 3);
    let others = report.findings.iter().filter(|one| one.count > 1);
    assert_eq!(others.count(), 1);
}

#[test]
fn what_does_not_fit_its_item_is_not_shown() {
    let shown = |line: &str| {
        let bytes = ms932::encode(line).unwrap().bytes;
        let report = check_files(&[(NAME, &bytes)]);
        let findings = report.findings.into_iter();
        findings.filter_map(|one| one.value).collect::<Vec<_>>()
    };
    // The items are shifted: a name stands where a number should.
    assert_eq!(
        shown("202407,例題 花子,0000000101,202504\r\n"),
        ["＊＊ ＊＊"]
    );
    assert_eq!(
        shown("202407,0300009999,0000000101,202504\r\n"),
        ["##########"]
    );
    assert_eq!(shown("202407,13999X,0000000101,202504\r\n"), ["13999X"]);
    assert_eq!(shown("202407,1\u{1b}[3m,0000000101,202504\r\n"), ["#＊[#@"]);
}

#[test]
fn of_several_items_the_wrong_one_is_shown() {
    let name = "UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102000.CSV";
    let mut items = vec![""; 63];
    let filled = [
        (0, "202407"),
        (1, "139999"),
        (2, "0000000101"),
        (3, "00000000"),
    ];
    let more = [
        (4, "\"a\""),
        (5, "\"a\""),
        (6, "1"),
        (7, "19400101"),
        (62, "202504"),
    ];
    for (at, value) in filled
        .into_iter()
        .chain(more)
        .chain([(19, "11"), (27, "23")])
    {
        items[at] = value;
    }
    let report = check_files(&[(name, (items.join(",") + "\r\n").as_bytes())]);
    let places: Vec<_> = report
        .findings
        .iter()
        .filter(|one| one.severity == Severity::Warning)
        .map(|one| (one.rule.code(), one.place.column_no))
        .collect();
    assert_eq!(places, [("hos-5", Some(28)), ("hos-6", Some(28))]);
}

#[test]
fn of_very_many_different_findings_some_are_kept() {
    let line = |n: usize| "x,".repeat(n) + "\r\n";
    let bytes: String = (5..1_000).map(line).collect();
    let report = check_files(&[(NAME, bytes.as_bytes())]);
    assert_eq!(report.errors, 995);
    assert_eq!(report.findings.len(), CheckReport::MOST_SHOWN);
}

#[test]
fn doubts_about_names_are_told_once_for_all_files() {
    let parties = "1370000001_43_1370000002_XX_20250231102000.CSV";
    let names = ["UPPLAN", "UPSIKYU", "UPHOSOKU"].map(|kind| format!("{kind}_202504_{parties}"));
    let files = names.each_ref().map(|name| (name.as_str(), &b""[..]));
    let report = check_files(&files);
    let doubts = report
        .findings
        .iter()
        .filter(|one| one.rule.code().starts_with("name."));
    let told: Vec<_> = doubts
        .map(|one| (one.rule, one.place.file.as_str()))
        .collect();
    let first = names[0].as_str();
    assert_eq!(
        told,
        [(Rule::NAME_SERVICE, first), (Rule::NAME_SEQUENCE, first)]
    );
}

#[test]
fn errors_and_warnings_are_counted_apart() {
    let report = check_files(&[(NAME, b"202407,\"139999\",0000000101,\n")]);
    assert_eq!((report.errors, report.warnings), (1, 2));
    assert!(!report.may_be_sent());
}
