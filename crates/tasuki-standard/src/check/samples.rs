//! The sample sets of `testdata/standard` against the check.

use std::collections::BTreeSet;

use tasuki_terms::FileKind;

use super::*;
use crate::generate::File;
use crate::read::borrowed;
use crate::test_sets::{TestSet, sets_of};
use crate::{Reading, read_files};

fn sets() -> Vec<TestSet> {
    sets_of("standard")
}

fn read(files: &[File]) -> Reading {
    read_files(&borrowed(files))
}

#[test]
fn every_set_is_judged_as_its_file_says() {
    for TestSet { name, set, files } in sets() {
        let report = read(&files).report;
        let of = |severity: Severity| -> BTreeSet<_> {
            let found = report.findings.iter();
            let found = found.filter(|finding| finding.severity == severity);
            found.map(|one| one.rule.vocabulary().to_owned()).collect()
        };
        assert_eq!(of(Severity::Error), set.expect_errors, "{name}");
        assert_eq!(of(Severity::Warning), set.expect_warnings, "{name}");
    }
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
