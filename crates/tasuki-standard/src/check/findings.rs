//! Collecting findings, all counted and some kept.

use super::{CheckReport, Finding, Severity};

#[derive(Default)]
pub(super) struct Findings {
    report: CheckReport,
    kept_of_file: usize,
}

impl Findings {
    /// Begins another file.
    pub(super) const fn next_file(&mut self) {
        self.kept_of_file = 0;
    }

    /// Counts a finding, and keeps it unless its file has too many. Errors are kept longer than
    /// warnings, so that a thousand doubts do not hide what hinders sending.
    pub(super) fn add(&mut self, finding: Finding) {
        let most = match finding.severity {
            Severity::Error => {
                self.report.errors = self.report.errors.saturating_add(1);
                CheckReport::MOST_SHOWN
            }
            Severity::Warning => {
                self.report.warnings = self.report.warnings.saturating_add(1);
                CheckReport::MOST_SHOWN / 2
            }
            Severity::Note => {
                self.report.notes = self.report.notes.saturating_add(1);
                CheckReport::MOST_SHOWN / 4
            }
        };
        if self.kept_of_file < most {
            self.kept_of_file += 1;
            self.report.findings.push(finding);
        }
    }

    /// How many errors were found so far.
    pub(super) const fn errors(&self) -> u32 {
        self.report.errors
    }

    pub(super) fn into_report(self) -> CheckReport {
        self.report
    }
}
