//! What a check found, for other programs. `docs/check.schema.json` describes it.

use serde::Serialize;
use tasuki_terms::{FileKind, OfficeNumber, SendingUnit, Sequence, ServiceMonth, SpecVersion};

use super::Checked;
use super::unit::{CheckedFile, CheckedUnit, Problem, Verdict};
use crate::finding_json::FindingJson;

/// A check.
#[derive(Serialize)]
pub(super) struct CheckJson<'a> {
    units: Vec<UnitJson<'a>>,
    ignored: Vec<String>,
    verdict: Verdict,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    sequence: Option<Sequence>,
    unit: Option<SendingUnit>,
    sender: Option<OfficeNumber>,
    receiver: Option<OfficeNumber>,
    month: Option<ServiceMonth>,
    verdict: Verdict,
    errors: u32,
    warnings: u32,
    notes: u32,
    files: Vec<FileJson<'a>>,
    findings: Vec<FindingJson>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    name: &'a str,
    path: String,
    kind: Option<FileKind>,
    version: Option<SpecVersion>,
    records: Option<u64>,
    checked: bool,
}

/// What was found.
pub(super) fn json(checked: &Checked) -> CheckJson<'_> {
    let ignored = checked.ignored.iter();
    CheckJson {
        units: checked.units.iter().map(unit).collect(),
        ignored: ignored.map(|path| path.display().to_string()).collect(),
        verdict: checked.verdict(),
    }
}

fn unit(unit: &CheckedUnit) -> UnitJson<'_> {
    let name = unit.name.as_ref();
    UnitJson {
        sequence: name.map(|name| name.sequence),
        unit: unit.unit,
        sender: name.map(|name| name.sender),
        receiver: name.map(|name| name.receiver),
        month: unit.month,
        verdict: unit.verdict(),
        errors: unit.errors,
        warnings: unit.warnings,
        notes: unit.notes,
        files: unit.files.iter().map(file).collect(),
        findings: unit.problems.iter().map(finding).collect(),
    }
}

fn file(file: &CheckedFile) -> FileJson<'_> {
    let name = file.parsed.as_ref();
    FileJson {
        name: &file.name,
        path: file.path.display().to_string(),
        kind: name.map(|name| name.kind),
        version: name.map(|name| name.spec),
        records: file.records,
        checked: file.is_checked,
    }
}

fn finding(problem: &Problem) -> FindingJson {
    let place = &problem.place;
    FindingJson {
        rule: problem.rule,
        sample_code: problem.sample_code,
        severity: problem.severity,
        file: place.file.clone(),
        line: place.line,
        column: place.column_no,
        column_name: place.column_name.clone(),
        offset: place.offset,
        value: problem.value.clone(),
        what: problem.what.clone(),
        hint: problem.hint.clone(),
        count: problem.count,
        more_lines: problem.more_lines.clone(),
    }
}
