//! A finding for other programs, the same wherever it was found. `docs/check.schema.json` describes it.

use serde::Serialize;
use tasuki_standard::{CheckReport, Finding, Severity};

/// A finding in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct FindingJson {
    pub(crate) rule: &'static str,
    pub(crate) sample_code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) file: String,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u16>,
    pub(crate) column_name: Option<String>,
    pub(crate) offset: Option<usize>,
    pub(crate) value: Option<String>,
    pub(crate) what: String,
    pub(crate) hint: String,
    pub(crate) count: u32,
    pub(crate) more_lines: Vec<u32>,
}

impl FindingJson {
    /// The findings of a report.
    pub(crate) fn all(report: &CheckReport) -> Vec<Self> {
        report.findings.iter().map(Self::of).collect()
    }

    fn of(finding: &Finding) -> Self {
        let place = &finding.place;
        Self {
            rule: finding.rule.code(),
            sample_code: finding.rule.vocabulary(),
            severity: finding.severity,
            file: place.file.clone(),
            line: place.line,
            column: place.column_no,
            column_name: place.column_name.clone(),
            offset: place.offset,
            value: finding.value.clone(),
            what: finding.what.clone(),
            hint: finding.hint.clone(),
            count: finding.count,
            more_lines: finding.more_lines.clone(),
        }
    }
}
