//! The sample sets of `testdata/standard` against the check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde::Deserialize;

use super::*;

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

/// `set.toml`: what a set shows, how its files are written, and what a check must say.
#[derive(Deserialize)]
struct Set {
    expect_errors: BTreeSet<String>,
    expect_warnings: BTreeSet<String>,
    #[serde(default)]
    files: BTreeMap<String, Options>,
    #[serde(default)]
    images: BTreeMap<String, String>,
}

/// Deliberate faults of a file.
#[derive(Deserialize, Default)]
struct Options {
    encoding: Option<String>,
    eol: Option<String>,
    #[serde(default)]
    patch: Vec<(String, String)>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/standard")
}

type Files = Vec<(String, Vec<u8>)>;

/// The sets with their names, in order.
fn sets() -> Vec<(String, Set, Files)> {
    let mut sets: Vec<_> = fs_err::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    sets.sort();
    sets.iter().map(|path| load(path)).collect()
}

fn load(path: &Path) -> (String, Set, Files) {
    let set: Set = toml::from_str(&fs_err::read_to_string(path.join("set.toml")).unwrap()).unwrap();
    let mut names: Vec<_> = fs_err::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".utf8.csv").map(str::to_owned))
        .collect();
    names.sort();
    let plain = Options::default();
    let mut files: Vec<_> = names
        .iter()
        .map(|name| {
            let source = fs_err::read_to_string(path.join(format!("{name}.utf8.csv"))).unwrap();
            let options = set.files.get(name).unwrap_or(&plain);
            (format!("{name}.CSV"), written(&source, options))
        })
        .collect();
    let base64 = base64::engine::general_purpose::STANDARD;
    for (name, content) in &set.images {
        files.push((name.clone(), base64.decode(content).unwrap()));
    }
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    (name, set, files)
}

fn written(source: &str, options: &Options) -> Vec<u8> {
    let eol = options.eol.as_deref().unwrap_or("\r\n");
    let text = source.replace("\r\n", "\n").replace('\n', eol);
    let in_ms932 = |text: &str| crate::ms932::encode(text).unwrap().bytes;
    let mut bytes = match options.encoding.as_deref() {
        Some("utf-8") => text.into_bytes(),
        _ => in_ms932(&text),
    };
    for (find, with) in &options.patch {
        let find = in_ms932(find);
        let at = bytes
            .windows(find.len())
            .position(|window| window == find)
            .unwrap();
        let with: Vec<u8> = with
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        bytes.splice(at..at + find.len(), with);
    }
    bytes
}

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
    for (name, set, files) in sets() {
        let found: BTreeSet<_> = read(&files)
            .report
            .findings
            .iter()
            .map(|finding| finding.rule.vocabulary().to_owned())
            .collect();
        let left = left.remove(name.as_str()).unwrap_or_default();
        let expected: BTreeSet<_> = set
            .expect_errors
            .union(&set.expect_warnings)
            .filter(|one| !left.contains(&one.as_str()))
            .cloned()
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    assert!(left.is_empty(), "no such sets: {left:?}");
}

#[test]
fn valid_sets_become_documents() {
    for (name, _, files) in sets() {
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
    let (_, _, files) = sets
        .iter()
        .find(|(name, ..)| name == "v41-02-use-table")
        .unwrap();
    let document = read(files).document.unwrap();
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
    for (name, _, files) in sets() {
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
