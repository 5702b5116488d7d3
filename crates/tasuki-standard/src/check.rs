//! Checking the files of a sending unit.
//!
//! The work goes from the outside in: names, unit, bytes, records, version, fields. What comes after
//! a border that was not passed is not looked at, since it would only be found because of that.
//! Rules between the items of a record, between records and between files are not checked yet.

use serde::Serialize;
use tasuki_terms::FileKind;

use crate::finding::{Finding, Place, Rule, Severity};
use crate::table::{Document, Table};
use crate::{FileName, FileNameError, UnitError, UnitFacts, unit_errors, unit_of};

mod bytes;
mod field;
mod findings;
mod records;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use findings::Findings;

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The findings: first those of names and unit, then file by file in the order of the lines. Of
    /// each file at most [`CheckReport::MOST_SHOWN`] are kept; all are counted.
    pub findings: Vec<Finding>,
    /// How many errors there are.
    pub errors: u32,
    /// How many warnings there are.
    pub warnings: u32,
    /// How many notes there are.
    pub notes: u32,
}

impl CheckReport {
    /// How many findings of one file are kept.
    pub const MOST_SHOWN: usize = 200;

    /// Whether the files may be sent.
    pub const fn may_be_sent(&self) -> bool {
        self.errors == 0
    }
}

/// What was read from files.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// What is wrong.
    pub report: CheckReport,
    /// What the files say; only if the report has no error.
    pub document: Option<Document>,
}

/// Checks the files of one sending unit, given by their names and bytes.
///
/// Attachments are no files of the standard and must not be among them:
/// [`FileName::is_meant_by`] tells them apart.
pub fn check_files(files: &[(&str, &[u8])]) -> CheckReport {
    read_files(files).report
}

/// Checks the files of one sending unit and gives what they say.
pub fn read_files(files: &[(&str, &[u8])]) -> Reading {
    let mut findings = Findings::default();
    let names: Vec<_> = files
        .iter()
        .map(|(name, _)| FileName::parse(name))
        .collect();
    for ((given, _), name) in files.iter().zip(&names) {
        if let Err(error) = name {
            findings.add(wrong_name(given, error));
        }
    }
    let facts = check_unit(files, &names, &mut findings);
    let mut tables = Vec::new();
    for ((given, bytes), name) in files.iter().zip(names) {
        findings.next_file();
        let Ok(name) = name else { continue };
        if name.kind == FileKind::PreventionUserImage {
            bytes::check_image(given, bytes, &mut findings);
        } else if let Some((layout, records)) = records::read(given, &name, bytes, &mut findings) {
            tables.push(Table {
                name,
                layout,
                records,
            });
        }
    }
    let report = findings.into_report();
    let document = facts
        .filter(|_| report.may_be_sent())
        .map(|facts| Document { facts, tables });
    Reading { report, document }
}

/// The unit of the names, if all of them could be read.
fn check_unit(
    files: &[(&str, &[u8])],
    names: &[Result<FileName, FileNameError>],
    findings: &mut Findings,
) -> Option<UnitFacts> {
    let read: Vec<_> = names.iter().flatten().cloned().collect();
    if read.len() < names.len() {
        return None;
    }
    for error in unit_errors(&read) {
        let given = error
            .files()
            .first()
            .and_then(|wrong| read.iter().position(|name| name == wrong))
            .and_then(|at| files.get(at))
            .map_or("", |(given, _)| given);
        findings.add(wrong_unit(given, &error));
    }
    unit_of(&read).ok()
}

fn wrong_name(given: &str, error: &FileNameError) -> Finding {
    let place = Place::file(given);
    Finding::new(error.rule(), place, error.what(), error.hint())
}

fn wrong_unit(given: &str, error: &UnitError) -> Finding {
    let place = Place::file(given);
    Finding::new(error.rule(), place, error.what(), error.hint())
}
