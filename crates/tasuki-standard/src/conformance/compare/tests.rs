use super::*;
use crate::conformance::cases;
use crate::generate::File;
use crate::read::borrowed;
use crate::{RawTable, ms932};

fn case(id: &str) -> Case {
    let cases = cases().unwrap();
    cases.into_iter().find(|case| case.id() == id).unwrap()
}

fn compare(case: &Case, files: &[File]) -> Comparison {
    case.compare(&borrowed(files)).unwrap()
}

/// The case with a file written anew from its text.
fn exported(case: &Case, kind: &str, change: impl Fn(String) -> String) -> Vec<File> {
    let mut files = case.files.clone();
    let start = format!("{kind}_");
    let (_, bytes) = files
        .iter_mut()
        .find(|(name, _)| name.starts_with(&start))
        .unwrap();
    let text = change(ms932::decode(bytes).text);
    *bytes = ms932::encode(&text).unwrap().bytes;
    files
}

fn told(comparison: &Comparison) -> Vec<String> {
    comparison
        .differences
        .iter()
        .map(|one| {
            format!(
                "{:?} {} {}行目 No.{} {} [{}] → [{}]",
                one.kind,
                one.file.split('_').next().unwrap(),
                one.line.unwrap_or_default(),
                one.column_no.unwrap_or_default(),
                one.column_name.clone().unwrap_or_default(),
                one.expected.clone().unwrap_or_default(),
                one.found.clone().unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn every_case_that_may_be_sent_is_equal_to_itself() {
    let mut compared = 0;
    for case in cases().unwrap() {
        match case.compare(&borrowed(&case.files)) {
            Some(comparison) => {
                assert!(comparison.is_equal(), "{} {comparison:#?}", case.id());
                compared += 1;
            }
            None => assert_eq!(case.verdict(), Verdict::Refuse, "{}", case.id()),
        }
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn a_changed_item_is_told_with_its_place() {
    let case = case("D2-01");
    let files = exported(&case, "UPPLAN", |text| {
        text.replacen(",1,111211,", ",2,111211,", 1)
    });
    let comparison = compare(&case, &files);
    assert!(!comparison.is_equal());
    insta::assert_snapshot!(told(&comparison).join("\n"));
}

/// One change in each way that an export may differ wrongly.
#[test]
fn every_difference_is_told() {
    let case = case("D2-01");
    let first_row = |text: &str| text.split_inclusive("\r\n").next().unwrap().to_owned();
    let mut said = Vec::new();
    let mut tell = |files: &[File]| said.push(told(&compare(&case, files)).join("\n"));
    // A row is missing, twice there, of an unknown person; a key has changed.
    tell(&exported(&case, "UPPLAN", |text| {
        text.replacen(&first_row(&text), "", 1)
    }));
    tell(&exported(&case, "UPPLAN", |text| first_row(&text) + &text));
    tell(&exported(&case, "UPPLAN", |text| {
        first_row(&text).replace("0020010001", "0000009999") + &text
    }));
    tell(&exported(&case, "UPSIKYU", |text| {
        text.replacen("111211", "111111", 1)
    }));
    // Another month, and another office.
    tell(&renamed(&case, "1370000002", "1370000012"));
    insta::assert_snapshot!(said.join("\n\n"));
}

fn renamed(case: &Case, from: &str, to: &str) -> Vec<File> {
    let mut files = case.files.clone();
    for (name, _) in &mut files {
        *name = name.replace(from, to);
    }
    files
}

#[test]
fn what_the_standard_leaves_open_is_not_told() {
    let plan = case("D2-04");
    let reversed = |text: String| {
        let mut rows: Vec<_> = text.split_inclusive("\r\n").collect();
        rows.reverse();
        rows.concat()
    };
    let documents = case("D1-01");
    let prevention = case("D4-01");
    let same = [
        (&plan, exported(&plan, "UPPLAN", reversed)),
        (&plan, exported(&plan, "UPSIKYU", reversed)),
        (
            &plan,
            exported(&plan, "UPPLAN", |text| {
                text.replace(",20250325,", ",20250401,")
            }),
        ),
        (
            &plan,
            exported(&plan, "UPPLAN", |text| {
                text.replace(",9999,9999,1,", ",9999,9999,01,")
            }),
        ),
        (&plan, renamed(&plan, "_20250325", "_20250326")),
        (
            &documents,
            exported(&documents, "UP1KYO", |text| line_feeds_inside(&text)),
        ),
        (&prevention, images_of_another_export(&prevention)),
    ];
    for (case, files) in same {
        assert_ne!(files, case.files, "{}", case.id());
        let comparison = compare(case, &files);
        assert!(comparison.is_equal(), "{} {comparison:#?}", case.id());
    }
}

/// CR LF within quotation marks become LF.
fn line_feeds_inside(text: &str) -> String {
    let parts: Vec<_> = text
        .split('"')
        .enumerate()
        .map(|(at, part)| {
            if at % 2 == 1 {
                part.replace("\r\n", "\n")
            } else {
                part.to_owned()
            }
        })
        .collect();
    parts.join("\"")
}

fn images_of_another_export(case: &Case) -> Vec<File> {
    let mut files = renamed(case, "_20250325", "_20250401");
    for (name, bytes) in &mut files {
        if name.starts_with("UPKIHON_1") {
            let text = ms932::decode(bytes).text.replace("_20250325", "_20250401");
            *bytes = ms932::encode(&text).unwrap().bytes;
        }
    }
    files
}

#[test]
fn cells_may_be_repeated_or_left_out() {
    let case = case("D1-01");
    let files = exported(&case, "UP2KYO", |text| {
        let bytes = ms932::encode(&text).unwrap().bytes;
        let mut above: Vec<String> = Vec::new();
        let mut filled = String::new();
        for record in RawTable::read(&bytes).records() {
            let mut row: Vec<_> = record
                .fields()
                .map(|field| ms932::decode(field.raw).text)
                .collect();
            for at in [6, 8, 10] {
                if row[at].is_empty() && above[5] == row[5] && above[2] == row[2] {
                    row[at].clone_from(&above[at]);
                }
            }
            filled += &(row.join(",") + "\r\n");
            above = row;
        }
        filled
    });
    assert_ne!(files, case.files, "the case has cells that were left out");
    let comparison = compare(&case, &files);
    assert!(comparison.is_equal(), "{comparison:#?}");
}

#[test]
fn files_that_are_missing_or_too_many_are_told() {
    let case = case("D4-01");
    let without = |part: &str| {
        let mut files = case.files.clone();
        files.retain(|(name, _)| !name.contains(part));
        files
    };
    let kinds = |comparison: Comparison| -> Vec<_> {
        comparison.differences.iter().map(|one| one.kind).collect()
    };
    assert_eq!(
        kinds(compare(&case, &without("SUB2"))),
        [DifferenceKind::FileMissing]
    );
    let mut more = case.files.clone();
    let image = more.last().unwrap().clone();
    more.push((image.0.replace("_0001.", "_0002."), image.1));
    assert_eq!(kinds(compare(&case, &more)), [DifferenceKind::FileExtra]);
}

#[test]
fn files_with_errors_are_checked_and_not_compared() {
    let case = case("D2-01");
    let files = exported(&case, "UPPLAN", |text| text.replacen(",1530,", ",2500,", 1));
    let comparison = compare(&case, &files);
    assert_eq!(
        (comparison.report.errors, comparison.differences.len()),
        (1, 0)
    );
    assert!(!comparison.is_equal());
}

#[test]
fn what_cannot_be_sent_cannot_be_exported() {
    let cases = cases().unwrap();
    let refused = cases
        .iter()
        .filter(|case| case.verdict() == Verdict::Refuse);
    assert!(refused.clone().count() > 50);
    for case in refused {
        assert_eq!(case.compare(&[]), None, "{}", case.id());
    }
}
