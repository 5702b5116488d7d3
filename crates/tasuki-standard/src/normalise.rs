//! Putting files right that other programs write against the standard.
//!
//! What is put right is only what leaves no doubt about what was meant; every repair is told. The
//! result passes the check, or there is none.

use std::fmt;

use tasuki_terms::SpecVersion;

use crate::ms932::Substitution;
use crate::read::borrowed;
use crate::services::{Evidence, Services};
use crate::{CheckReport, Document, FileName, Finding, Place, Severity, read_files};

mod bytes;
mod file;
mod refused;
mod repair;
#[cfg(test)]
mod tests;
mod value;
mod version;

pub(crate) use file::{RightedFile, right_file};
pub(crate) use repair::Repairs;
pub use repair::{Repair, RepairKind, ReplacedCharacter};

/// What the caller knows and allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NormaliseOptions {
    /// The service types of the parties, for names of V3 over records of V4.1. They are only asked
    /// for where the records do not tell them.
    pub services: Services,
    /// Whether kanji that MS932 lacks may be written in another form.
    pub substitution: Substitution,
}

/// Files in official form.
#[derive(Clone)]
#[non_exhaustive]
pub struct Normalised {
    /// The names and bytes of the files, in the order in which they were given.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was put right, file by file.
    pub repairs: Vec<Repair>,
    /// The characters for which others were written.
    pub replaced: Vec<ReplacedCharacter>,
    /// What the check says of the files: no errors. Lines are those of the files as they were given.
    pub report: CheckReport,
    /// What the files say.
    pub document: Document,
}

/// The files cannot all be put right, so none is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} errors that cannot be put right", report.errors)]
#[non_exhaustive]
pub struct NotNormalised {
    /// What is wrong. Names and lines are those of the files as they were given.
    pub report: CheckReport,
    /// What could have been put right.
    pub repairs: Vec<Repair>,
}

/// Puts the files of one sending unit into official form, without changing what they say.
///
/// Files that have it already are given back byte for byte, with no repairs; so is every field that
/// needs no repair. Images are never touched.
///
/// ```
/// use tasuki_standard::{NormaliseOptions, normalise};
///
/// let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.csv";
/// let bytes = b"\"202410\",139999,0000000101,2025/04\n";
/// let normalised = normalise(&[(name, bytes)], NormaliseOptions::default())?;
/// assert_eq!(normalised.files[0].1, b"202407,139999,0000000101,202504\r\n");
/// assert_eq!(normalised.repairs.len(), 5);
/// # Ok::<(), tasuki_standard::NotNormalised>(())
/// ```
pub fn normalise(
    files: &[(&str, &[u8])],
    options: NormaliseOptions,
) -> Result<Normalised, NotNormalised> {
    let mut repairs = Repairs::default();
    let mut evidence = Evidence::default();
    let mut righted: Vec<_> = files
        .iter()
        .map(|(given, bytes)| {
            right_file(
                given,
                bytes,
                options.substitution,
                &mut repairs,
                &mut evidence,
            )
        })
        .collect();
    finish(&mut righted, options.services, repairs, &evidence)
}

/// Names the files and checks them.
pub(crate) fn finish(
    righted: &mut [RightedFile],
    services: Services,
    mut repairs: Repairs,
    evidence: &Evidence,
) -> Result<Normalised, NotNormalised> {
    let mut refused: Vec<Finding> = Vec::new();
    let named: Vec<FileName> = righted
        .iter()
        .filter_map(|file| file.name.clone())
        .collect();
    let mut files = Vec::with_capacity(righted.len());
    for file in righted.iter_mut() {
        refused.append(&mut file.refused);
        let bytes = std::mem::take(&mut file.bytes);
        match name_of(file, services, &named, evidence, &mut repairs) {
            Some(name) => files.push((name, bytes)),
            None => refused.push(refused::services_unknown(&file.given)),
        }
    }
    let (repairs, replaced) = repairs.finish();
    if !refused.is_empty() {
        let report = report_of(refused);
        return Err(NotNormalised { report, repairs });
    }
    let reading = read_files(&borrowed(&files));
    let mut report = reading.report;
    as_given(&mut report, |name| {
        let at = files.iter().position(|(official, _)| official == name)?;
        righted.get(at)
    });
    match reading.document {
        Some(document) => Ok(Normalised {
            files,
            repairs,
            replaced,
            report,
            document,
        }),
        None => Err(NotNormalised { report, repairs }),
    }
}

/// The official name of a file; the given one where it says nothing. `None` if service types are
/// needed that nobody knows.
fn name_of(
    file: &RightedFile,
    given: Services,
    named: &[FileName],
    evidence: &Evidence,
    repairs: &mut Repairs,
) -> Option<String> {
    let Some(name) = &file.name else {
        return Some(file.given.clone());
    };
    let mut official = name.clone();
    let spec = file.spec.unwrap_or(name.spec);
    let kind = match (name.spec, spec) {
        (SpecVersion::V3, SpecVersion::V4_1) => {
            let services = given
                .or(services_of_siblings(name, named))
                .or(evidence.services(name, spec));
            official.sender_service = Some(services.sender?);
            official.receiver_service = Some(services.receiver?);
            official.spec = spec;
            RepairKind::NameServicesAdded
        }
        (SpecVersion::V4_1, SpecVersion::V3) => {
            official.sender_service = None;
            official.receiver_service = None;
            official.spec = spec;
            RepairKind::NameServicesDropped
        }
        // Both extensions of images occur in the standard, and a record may name the file.
        _ if name.branch.is_some() => return Some(file.given.clone()),
        _ => RepairKind::Name,
    };
    let official = official.to_string();
    if official != file.given {
        let change = Some((file.given.clone(), official.clone()));
        repairs.add_change(kind, Place::file(&file.given), change);
    }
    Some(official)
}

/// The service types in the name of another file between the same offices.
fn services_of_siblings(name: &FileName, named: &[FileName]) -> Services {
    named
        .iter()
        .find(|one| {
            one.spec == SpecVersion::V4_1
                && (one.sender, one.receiver) == (name.sender, name.receiver)
        })
        .map_or_else(Services::default, |one| Services {
            sender: one.sender_service,
            receiver: one.receiver_service,
        })
}

/// Tells the findings in the files as they were given; `given` finds them by their official names.
pub(crate) fn as_given<'a>(
    report: &mut CheckReport,
    given: impl Fn(&str) -> Option<&'a RightedFile>,
) {
    for finding in &mut report.findings {
        let Some(file) = given(&finding.place.file) else {
            continue;
        };
        finding.place.file.clone_from(&file.given);
        finding.place.line = finding.place.line.map(|line| file.given_line(line));
        finding.place.offset = None;
        for line in &mut finding.more_lines {
            *line = file.given_line(*line);
        }
    }
}

fn report_of(findings: Vec<Finding>) -> CheckReport {
    let errors = findings
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .fold(0_u32, |sum, one| sum.saturating_add(one.count));
    CheckReport {
        findings,
        errors,
        ..CheckReport::default()
    }
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for Normalised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Normalised")
            .field("files", &self.files.len())
            .field("repairs", &self.repairs)
            .field("replaced", &self.replaced)
            .finish_non_exhaustive()
    }
}
