//! Checking the files of a sending unit.
//!
//! The work goes from the outside in: names, unit, bytes, records, version, fields, then what must
//! hold between fields, between records, and between files. What comes after a border that was not
//! passed is not looked at, since it would only be found because of that.
//!
//! A file is taken piece by piece and forgotten as it goes ([`UnitCheck`]); only numbers for its keys
//! are kept.

use std::fmt;

use serde::Serialize;

use crate::file_name::NameDoubt;
use crate::finding::{Finding, Place, Rule, Severity};
use crate::{FileName, FileNameError, UnitError, layout, unit_errors};

mod bytes;
mod counts;
mod excused;
mod field;
mod fields;
mod file;
mod findings;
#[cfg(test)]
mod forms;
mod gaps;
mod groups;
mod header;
#[cfg(test)]
mod hiding;
mod keys;
mod links;
mod plain;
mod record;
mod row;
#[cfg(test)]
mod samples;
mod tally;
#[cfg(test)]
mod tests;
mod versions;

use file::{Checked, FileCheck};
use findings::Findings;

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The findings: first those of names and unit, then file by file, at last those between the
    /// files. Of each file at most [`CheckReport::MOST_SHOWN`] are kept; all are counted.
    pub findings: Vec<Finding>,
    /// How many errors there are.
    pub errors: u32,
    /// How many warnings there are.
    pub warnings: u32,
    /// How many notes there are.
    pub notes: u32,
    /// The files, in the order in which they were given.
    pub files: Vec<CheckedFile>,
}

impl CheckReport {
    /// How many findings of one file are kept.
    pub const MOST_SHOWN: usize = 200;

    /// Whether the files may be sent: there is no error.
    pub const fn may_be_sent(&self) -> bool {
        self.errors == 0
    }
}

/// A file that was checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckedFile {
    /// Its name, as it was given.
    pub given: String,
    /// What the name says, if it is one of the standard.
    #[serde(skip)]
    pub name: Option<FileName>,
    /// How many records it has, as far as they could be told apart. Images have none.
    pub records: u32,
}

/// Checks the files of one sending unit, given by their names and bytes.
///
/// Attachments are no files of the standard and must not be among them:
/// [`FileName::is_meant_by`] tells them apart.
///
/// ```
/// use tasuki_standard::check_files;
///
/// let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
/// let report = check_files(&[(name, b"202407,139999,0000000101,202503\r\n")]);
/// let finding = &report.findings[0];
/// assert_eq!(finding.rule.code(), "dpl-1");
/// assert_eq!(finding.place.line, Some(1));
/// assert!(!report.may_be_sent());
/// ```
pub fn check_files(files: &[(&str, &[u8])]) -> CheckReport {
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    let mut check = UnitCheck::new(&names);
    for (_, bytes) in files {
        let mut file = check.next_file();
        file.feed(bytes);
        file.end();
    }
    check.end()
}

/// A check of the files of one sending unit, which are given piece by piece in the order of their
/// names.
///
/// ```
/// use tasuki_standard::UnitCheck;
///
/// let mut check = UnitCheck::new(&["DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV"]);
/// let mut file = check.next_file();
/// file.feed(b"202407,139999,");
/// file.feed(b"0000000101,202504\r\n");
/// file.end();
/// assert!(check.end().findings.is_empty());
/// ```
pub struct UnitCheck {
    given: Vec<String>,
    names: Vec<Option<FileName>>,
    /// Whether the files are all those of a unit, so that each must have what another refers to.
    are_linked: bool,
    findings: Findings,
    checked: Vec<Option<Checked>>,
}

/// A file of a [`UnitCheck`] that is being given. Dropped, it is taken for ended.
pub struct FileFeed<'a> {
    unit: &'a mut UnitCheck,
    state: FeedState,
}

enum FeedState {
    /// Its name is none of the standard.
    Unknown,
    /// Of an image only the beginning is looked at.
    Image(Vec<u8>),
    Csv(Box<FileCheck>),
    Ended,
}

impl UnitCheck {
    /// Begins with the names of all files.
    pub fn new(given: &[&str]) -> Self {
        let mut findings = Findings::default();
        let names: Vec<_> = given.iter().map(|name| FileName::parse(name)).collect();
        for (given, name) in given.iter().zip(&names) {
            if let Err(error) = name {
                findings.add(wrong_name(given, error));
            }
        }
        doubt_names(given, &names, &mut findings);
        Self {
            are_linked: check_unit(given, &names, &mut findings),
            given: given.iter().map(|name| (*name).to_owned()).collect(),
            names: names.into_iter().map(Result::ok).collect(),
            findings,
            checked: Vec::new(),
        }
    }

    /// Begins with the bytes of the next file.
    pub fn next_file(&mut self) -> FileFeed<'_> {
        self.findings.next_file();
        let at = self.checked.len();
        let name = self.names.get(at).cloned().flatten();
        let given = self.given.get(at);
        let state = match (given, name) {
            (Some(given), Some(name)) => match layout(name.spec, name.kind) {
                Some(layout) => FeedState::Csv(Box::new(FileCheck::new(given, name, layout))),
                None => FeedState::Image(Vec::new()),
            },
            _ => FeedState::Unknown,
        };
        FileFeed { unit: self, state }
    }

    /// Ends; files that were not given count as empty.
    pub fn end(mut self) -> CheckReport {
        while self.checked.len() < self.given.len() {
            self.next_file().end();
        }
        self.findings.next_file();
        self.check_together();
        let records = |checked: &Option<Checked>| checked.as_ref().map_or(0, |one| one.records);
        let files = self.given.into_iter().zip(self.names).zip(&self.checked);
        let files = files.map(|((given, name), checked)| CheckedFile {
            given,
            name,
            records: records(checked),
        });
        let files = files.collect();
        self.findings.into_report(files)
    }

    /// Looks at what must hold between the files, if they are a whole unit.
    fn check_together(&mut self) {
        if !self.are_linked {
            return;
        }
        let files = self.given.iter().zip(&self.names).zip(&self.checked);
        let seen: Vec<_> = files
            .filter_map(|((given, name), checked)| {
                let (name, checked) = (name.as_ref()?, checked.as_ref()?);
                Some(links::Seen {
                    given,
                    name,
                    layout: layout(name.spec, name.kind)?,
                    keys: &checked.keys,
                })
            })
            .collect();
        let given: Vec<_> = self.given.iter().map(String::as_str).collect();
        links::check(&seen, &given, &mut self.findings);
    }
}

impl FileFeed<'_> {
    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        match &mut self.state {
            FeedState::Csv(file) => file.feed(bytes, &mut self.unit.findings),
            FeedState::Image(beginning) => {
                let missing = bytes::IMAGE_MARK.saturating_sub(beginning.len());
                beginning.extend(bytes.iter().take(missing));
            }
            FeedState::Unknown | FeedState::Ended => {}
        }
    }

    /// The file is at its end.
    pub fn end(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        let unit = &mut *self.unit;
        let checked = match std::mem::replace(&mut self.state, FeedState::Ended) {
            FeedState::Ended => return,
            FeedState::Unknown => None,
            FeedState::Image(beginning) => {
                let given = unit.given.get(unit.checked.len());
                let given = given.map_or("", String::as_str);
                bytes::check_image(given, &beginning, &mut unit.findings);
                None
            }
            FeedState::Csv(file) => Some(file.end(&mut unit.findings)),
        };
        unit.checked.push(checked);
    }
}

impl Drop for FileFeed<'_> {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Tells what is being checked, and none of its bytes, since they may be personal.
impl fmt::Debug for UnitCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnitCheck({:?})", self.given)
    }
}

impl fmt::Debug for FileFeed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileFeed of {:?}", self.unit)
    }
}

/// Looks whether the names make up a unit; whether all its files are there, so that they can be
/// looked at together. Which sequence they have says nothing of what is in them.
fn check_unit(
    given: &[&str],
    names: &[Result<FileName, FileNameError>],
    findings: &mut Findings,
) -> bool {
    let read: Vec<_> = names.iter().flatten().cloned().collect();
    if read.len() < names.len() {
        return false;
    }
    let errors = unit_errors(&read);
    for error in &errors {
        let given = error
            .files()
            .first()
            .and_then(|wrong| read.iter().position(|name| name == wrong))
            .and_then(|at| given.get(at))
            .map_or("", |given| given);
        findings.add(wrong_unit(given, error));
    }
    let is_of_sequence = |error: &UnitError| matches!(error, UnitError::DifferentSequence { .. });
    !read.is_empty() && errors.iter().all(is_of_sequence)
}

fn wrong_name(given: &str, error: &FileNameError) -> Finding {
    let place = Place::file(given);
    Finding::new(error.rule(), place, error.what(), error.hint())
}

/// Tells each doubt once, at the first name that gives it: the names of a unit have most parts in
/// common.
fn doubt_names(given: &[&str], names: &[Result<FileName, FileNameError>], findings: &mut Findings) {
    let mut told: Vec<NameDoubt> = Vec::new();
    for (given, name) in given.iter().zip(names) {
        for doubt in name.iter().flat_map(FileName::doubts) {
            if !told.contains(&doubt) {
                let (rule, place) = (doubt.rule(), Place::file(given));
                findings.add(Finding::new(rule, place, doubt.what(), doubt.hint()));
                told.push(doubt);
            }
        }
    }
}

fn wrong_unit(given: &str, error: &UnitError) -> Finding {
    let place = Place::file(given);
    Finding::new(error.rule(), place, error.what(), error.hint())
}
