//! Collecting findings: all are counted, equal ones are told together.

use std::collections::BTreeMap;

use super::{CheckReport, CheckedFile, Finding, Rule, Severity};

/// How many equal findings are told one by one.
const EQUAL: u32 = 3;
/// Of how many more the lines are told.
const MORE_LINES: usize = 10;

/// What makes findings equal: the rule, the file, the item, and what is said.
type Kind = (Rule, String, Option<u16>, String);

#[derive(Default)]
pub(super) struct Findings {
    report: CheckReport,
    /// Of the file at hand: how many of each there were, and where the last one told is.
    seen: BTreeMap<Kind, (u32, usize)>,
    kept_of_file: usize,
    /// How many findings and errors there were before the file at hand.
    before: usize,
    errors_before: u32,
}

impl Findings {
    /// Begins another file. Those of the one before are put in the order of their lines.
    pub(super) fn next_file(&mut self) {
        if let Some(of_file) = self.report.findings.get_mut(self.before..) {
            of_file.sort_by_key(|finding| (finding.place.line, finding.place.column_no));
        }
        self.before = self.report.findings.len();
        self.kept_of_file = 0;
        self.seen.clear();
        self.errors_before = self.report.errors;
    }

    /// Counts a finding, and keeps it unless its file has too many. Errors are kept longer than
    /// warnings, so that a thousand doubts do not hide what hinders sending.
    pub(super) fn add(&mut self, finding: Finding) {
        let (count, most) = match finding.severity {
            Severity::Error => (&mut self.report.errors, CheckReport::MOST_SHOWN),
            Severity::Warning => (&mut self.report.warnings, CheckReport::MOST_SHOWN / 2),
            Severity::Note => (&mut self.report.notes, CheckReport::MOST_SHOWN / 4),
        };
        *count = count.saturating_add(1);
        let kind = (
            finding.rule,
            finding.place.file.clone(),
            finding.place.column_no,
            finding.what.clone(),
        );
        let is_full = self.kept_of_file >= most;
        if let Some((times, last)) = self.seen.get_mut(&kind) {
            if *times >= EQUAL || is_full {
                if let Some(told) = self.report.findings.get_mut(*last) {
                    told.count = told.count.saturating_add(1);
                    if told.more_lines.len() < MORE_LINES {
                        told.more_lines.extend(finding.place.line);
                    }
                }
                return;
            }
            *times += 1;
            *last = self.report.findings.len();
        } else if !is_full {
            self.seen.insert(kind, (1, self.report.findings.len()));
        }
        if !is_full {
            self.kept_of_file += 1;
            self.report.findings.push(finding);
        }
    }

    /// Adds a finding, if there is one.
    pub(super) fn add_some(&mut self, finding: Option<Finding>) {
        if let Some(finding) = finding {
            self.add(finding);
        }
    }

    /// How many errors were found so far.
    pub(super) const fn errors(&self) -> u32 {
        self.report.errors
    }

    /// How many errors were found in the file at hand.
    pub(super) const fn errors_of_file(&self) -> u32 {
        self.report.errors - self.errors_before
    }

    pub(super) fn into_report(self, files: Vec<CheckedFile>) -> CheckReport {
        CheckReport {
            files,
            ..self.report
        }
    }
}
