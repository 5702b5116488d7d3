//! The sample sets of `testdata/standard` against the check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde::Deserialize;
use tasuki_terms::FileKind;

use super::*;

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
    let in_ms932 = |text: &str| ms932::encode(text).unwrap().bytes;
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
fn every_set_is_judged_as_its_file_says() {
    for (name, set, files) in sets() {
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
