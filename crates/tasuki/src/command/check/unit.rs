//! Checking one sending unit, and what is kept of it when its bytes are gone.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;
use tasuki_standard::{
    CheckReport, FileName, Finding, Place, Rule, Severity, UnitCheck, layout, unit_of,
};
use tasuki_terms::{FileKind, SendingUnit, ServiceMonth, SpecVersion};

use super::excerpt::{Excerpt, excerpt};
use super::scan::Scan;
use super::strangers::strangers;
use crate::command::given::GivenFile;
use crate::refusal::Refusal;
use crate::show;

/// The code of a finding that is no rule of the standard: a version that `--as` excludes.
pub(super) const OTHER_VERSION: &str = "check.other-version";

/// A sending unit that was checked.
#[derive(Debug)]
pub(super) struct CheckedUnit {
    /// Which one it is, if its files make up one.
    pub(super) unit: Option<SendingUnit>,
    /// The name of its first file, if it is one of the standard.
    pub(super) name: Option<FileName>,
    /// The service month, if one of the names has it.
    pub(super) month: Option<ServiceMonth>,
    /// Its files.
    pub(super) files: Vec<CheckedFile>,
    /// What was found.
    pub(super) problems: Vec<Problem>,
    /// How many were found of each severity; not all need be kept.
    pub(super) errors: u32,
    pub(super) warnings: u32,
    pub(super) notes: u32,
}

/// A file that was checked.
#[derive(Debug)]
pub(super) struct CheckedFile {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) parsed: Option<FileName>,
    /// How many records it has; none for images, for what is no text in MS932, and where nothing was
    /// checked.
    pub(super) records: Option<u64>,
    /// Whether it was looked at: not where another file of its unit is no CSV file at all.
    pub(super) is_checked: bool,
}

/// A finding, with the line it is about.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) rule: &'static str,
    pub(super) sample_code: &'static str,
    pub(super) severity: Severity,
    pub(super) place: Place,
    pub(super) path: PathBuf,
    pub(super) value: Option<String>,
    pub(super) what: String,
    pub(super) hint: String,
    pub(super) count: u32,
    pub(super) more_lines: Vec<u32>,
    pub(super) excerpt: Option<Excerpt>,
}

/// How files are judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// Nothing is wrong.
    Ok,
    /// They may be sent, but somebody should look.
    Warning,
    /// They may not be sent.
    Error,
}

/// Checks the files of one sending unit, piece by piece: a file may be larger than the memory. Where
/// something is found, the file is read again for the lines to show.
pub(super) fn check_unit(
    sources: &[GivenFile],
    demanded: Option<SpecVersion>,
) -> Result<CheckedUnit, Refusal> {
    let strangers = strangers(sources)?;
    if !strangers.is_empty() {
        return Ok(CheckedUnit::unchecked(sources, strangers));
    }
    let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
    let mut check = UnitCheck::new(&names);
    for source in sources {
        let mut file = check.next_file();
        let mut bytes = source.open()?;
        loop {
            let piece = bytes.fill_buf().map_err(|error| source.unreadable(error))?;
            if piece.is_empty() {
                break;
            }
            file.feed(piece);
            let length = piece.len();
            bytes.consume(length);
        }
        file.end();
    }
    let report = check.end();
    let mut scans = Vec::with_capacity(sources.len());
    for (source, file) in sources.iter().zip(&report.files) {
        let wanted = places(&report, &source.name);
        scans.push(if wanted.is_empty() {
            Scan::counted(u64::from(file.records))
        } else {
            Scan::of(source.open()?, &wanted).map_err(|error| source.unreadable(error))?
        });
    }
    Ok(CheckedUnit::of(sources, report, &scans, demanded))
}

/// The places of findings in a file.
fn places(report: &CheckReport, name: &str) -> BTreeSet<usize> {
    let findings = report.findings.iter();
    findings
        .filter(|finding| finding.place.file == name)
        .filter_map(|finding| finding.place.offset)
        .collect()
}

impl CheckedUnit {
    /// What the names of its files say.
    pub(super) fn named(sources: &[GivenFile], files: Vec<CheckedFile>) -> Self {
        let names: Vec<_> = sources
            .iter()
            .filter_map(|one| one.parsed.clone())
            .collect();
        let whole = names.len() == sources.len();
        Self {
            unit: unit_of(&names)
                .ok()
                .filter(|_| whole)
                .map(|facts| facts.unit),
            month: names.iter().find_map(|name| name.month),
            name: names.into_iter().next(),
            files,
            problems: Vec::new(),
            errors: 0,
            warnings: 0,
            notes: 0,
        }
    }

    fn of(
        sources: &[GivenFile],
        report: CheckReport,
        scans: &[Scan],
        demanded: Option<SpecVersion>,
    ) -> Self {
        let files = sources
            .iter()
            .zip(scans)
            .map(|(source, scan)| CheckedFile::of(source, scan, &report))
            .collect();
        let mut unit = Self {
            errors: report.errors,
            warnings: report.warnings,
            notes: report.notes,
            ..Self::named(sources, files)
        };
        let other = demanded.and_then(|demanded| other_version(sources, demanded));
        unit.errors += u32::from(other.is_some());
        unit.problems.extend(other);
        let findings = report.findings.into_iter();
        unit.problems.extend(findings.map(|finding| {
            let both = sources.iter().zip(scans);
            let of_file = both
                .into_iter()
                .find(|(one, _)| one.name == finding.place.file);
            Problem::of(finding, of_file)
        }));
        unit
    }

    /// How it is judged.
    pub(super) const fn verdict(&self) -> Verdict {
        match (self.errors, self.warnings) {
            (0, 0) => Verdict::Ok,
            (0, _) => Verdict::Warning,
            _ => Verdict::Error,
        }
    }

    /// How many findings are counted but not kept.
    pub(super) fn hidden(&self) -> Option<u32> {
        let found = [self.errors, self.warnings, self.notes];
        show::hidden(found, self.problems.iter().map(|one| one.count))
    }
}

impl CheckedFile {
    fn of(source: &GivenFile, scan: &Scan, report: &CheckReport) -> Self {
        let broke = |rule| {
            let mut findings = report.findings.iter();
            findings.any(|finding| finding.rule == rule && finding.place.file == source.name)
        };
        let image = |name: &FileName| name.kind == FileKind::PreventionUserImage;
        let no_text = broke(Rule::FILE_UNICODE)
            || broke(Rule::FILE_NUL)
            || source.parsed.as_ref().is_none_or(image);
        let header = u64::from(broke(Rule::FILE_HEADER));
        Self {
            name: source.name.clone(),
            path: source.path.clone(),
            parsed: source.parsed.clone(),
            records: (!no_text).then(|| scan.records.saturating_sub(header)),
            is_checked: true,
        }
    }
}

impl Problem {
    fn of(finding: Finding, of_file: Option<(&GivenFile, &Scan)>) -> Self {
        let name = of_file.and_then(|(source, _)| source.parsed.as_ref());
        let layout = name.and_then(|name| layout(name.spec, name.kind));
        let record = finding
            .place
            .offset
            .and_then(|offset| of_file.and_then(|(_, scan)| scan.record(offset)));
        Self {
            rule: finding.rule.code(),
            sample_code: finding.rule.vocabulary(),
            severity: finding.severity,
            path: of_file.map_or_else(PathBuf::new, |(source, _)| source.path.clone()),
            excerpt: record.map(|record| excerpt(record, layout, &finding.place)),
            place: finding.place,
            value: finding.value,
            what: finding.what,
            hint: finding.hint,
            count: finding.count,
            more_lines: finding.more_lines,
        }
    }
}

/// What is wrong where a file is of another version than the demanded one.
fn other_version(sources: &[GivenFile], demanded: SpecVersion) -> Option<Problem> {
    let other = sources.iter().find_map(|source| {
        let name = source.parsed.as_ref()?;
        (name.spec != demanded).then_some((source, name.spec))
    });
    other.map(|(source, found)| Problem {
        rule: OTHER_VERSION,
        sample_code: "E_UNKNOWN_VERSION",
        severity: Severity::Error,
        place: Place::file(&source.name),
        path: source.path.clone(),
        value: None,
        what: format!(
            "ファイルの版は{}ですが、--as で{}が指定されています。",
            found.name(),
            demanded.name()
        ),
        hint: "介護ソフトの出力する版を変えるか、--as の指定を変えてください。".to_owned(),
        count: 1,
        more_lines: Vec::new(),
        excerpt: None,
    })
}
