//! The sample sets of `testdata/standard` against the check.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::test_sets::{TestSet, sets_of};

fn sets() -> Vec<TestSet> {
    sets_of("standard")
}

/// What the check does not find yet: rules between the items of a record, between records, and
/// between files. They come with the full checker.
const LEFT: &[(&str, &[&str])] = &[
    ("w02-duplicate-form2-numbers", &["R_2KY-1"]),
    ("w04-out-of-scope-service", &["R_6-12"]),
    ("w06-supplement-missing-user", &["W_NO_SUPPLEMENT"]),
    ("x04-month-not-in-file-name", &["R_6-4"]),
    ("x07-equipment-without-code", &["R_6-1"]),
    ("x19-no-total-row", &["R_7-6"]),
    ("x21-supplement-with-plan-date", &["R_HOS-3"]),
    ("x28-image-name", &["R_KIH-3", "E_IMAGE_MISSING", "R_KIH-1"]),
    ("x31-annex-without-parent-record", &["E_ORPHAN"]),
];

fn read(files: &[(String, Vec<u8>)]) -> Reading {
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    read_files(&files)
}

#[test]
fn every_set_is_judged_as_its_file_says_but_for_what_is_left() {
    let mut left: BTreeMap<_, _> = LEFT.iter().copied().collect();
    for TestSet { name, set, files } in sets() {
        let found: BTreeSet<_> = read(&files)
            .report
            .findings
            .iter()
            .map(|finding| finding.rule.vocabulary().to_owned())
            .collect();
        let left = left.remove(name.as_str()).unwrap_or_default();
        let expected: BTreeSet<_> = set
            .expected()
            .filter(|one| !left.contains(&one.as_str()))
            .cloned()
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    assert!(left.is_empty(), "no such sets: {left:?}");
}

#[test]
fn valid_sets_become_documents() {
    for TestSet { name, files, .. } in sets() {
        if name.starts_with("v41-") || name.starts_with("v3-") {
            let document = read(&files).document.unwrap_or_else(|| panic!("{name}"));
            let images = files.iter().filter(|(file, _)| file.contains("IMAGE"));
            let csv = files.len() - images.count();
            assert_eq!(document.tables().len(), csv, "{name}");
        }
    }
}

#[test]
fn a_document_tells_its_values() {
    let sets = sets();
    let one = sets.iter().find(|one| one.name == "v41-02-use-table");
    let document = read(&one.unwrap().files).document.unwrap();
    let plan = document.table(FileKind::UsePlan).unwrap();
    let first = &plan.records()[0];
    assert_eq!(first.line, 1);
    assert_eq!(plan.value(first, "plan_manager_name"), Some("例題 作子"));
    assert_eq!(plan.value(first, "service_date"), Some("20250401"));
    assert_eq!(plan.value(first, "no_such_item"), None);
    assert_eq!(first.values().count(), plan.layout().fields.len());
}

#[test]
fn what_is_found_reads_well() {
    let mut said = Vec::new();
    for TestSet { name, files, .. } in sets() {
        let report = read(&files).report;
        if !report.findings.is_empty() {
            let (errors, warnings) = (report.errors, report.warnings);
            said.push(format!("{name}: {errors} errors, {warnings} warnings"));
        }
        for finding in report.findings {
            said.push(format!(
                "  {} [{}] {}\n    {}\n    {}",
                finding.rule,
                finding.value.unwrap_or_default(),
                finding.place,
                finding.what,
                finding.hint
            ));
        }
    }
    insta::assert_snapshot!(said.join("\n"));
}
