//! Sending units (送信単位): which files go together (標準仕様 V4.1, 2.4 and 3.4; V3.2, p. 9).

use tasuki_terms::{FileKind, OfficeNumber, SendingUnit, Sequence};
use tasuki_terms::{ServiceMonth, ServiceType, SpecVersion};

use crate::FileName;

mod error;
mod table;
#[cfg(test)]
mod tests;

pub use error::UnitError;

/// What the names of the files of one sending unit say.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct UnitFacts {
    /// The sending unit they make up.
    pub unit: SendingUnit,
    /// The version of the standard.
    pub spec: SpecVersion,
    /// The kinds, each once, in the order of the standard.
    pub kinds: Vec<FileKind>,
    /// The sending office.
    pub sender: OfficeNumber,
    /// Its service type; only in V4.1.
    pub sender_service: Option<ServiceType>,
    /// The receiving office.
    pub receiver: OfficeNumber,
    /// Its service type; only in V4.1.
    pub receiver_service: Option<ServiceType>,
    /// The service month, for the units that have one.
    pub month: Option<ServiceMonth>,
    /// The sequence that all files share.
    pub sequence: Sequence,
}

/// Tells which sending unit the files make up, or the first thing that is wrong with them.
///
/// Attachments are no files of the standard and must not be among the names:
/// [`FileName::is_meant_by`] tells them apart.
pub fn unit_of(names: &[FileName]) -> Result<UnitFacts, UnitError> {
    match unit_errors(names).into_iter().next() {
        Some(error) => Err(error),
        None => facts(names).ok_or(UnitError::NoCsv),
    }
}

/// Tells whether `kinds` are all kinds of files that `unit` needs, and none that it cannot have.
/// Attachments alone have no kinds, and no version.
pub fn is_sending_unit(unit: SendingUnit, spec: Option<SpecVersion>, kinds: &[FileKind]) -> bool {
    let is_doubled = |(at, kind)| kinds.iter().take(at).any(|before| before == kind);
    match spec {
        None => unit == SendingUnit::Attachments && kinds.is_empty(),
        Some(spec) => {
            table::is_whole(unit, spec, kinds) && !kinds.iter().enumerate().any(is_doubled)
        }
    }
}

/// Tells whether all files of `unit` name the service month.
pub const fn has_month(unit: SendingUnit) -> bool {
    table::has_month(unit)
}

/// Everything that is wrong with the files as a sending unit.
///
/// Mixed versions, doubled kinds and kinds that do not belong together each stop the search, since
/// what would be found behind them only follows from them; that files are missing does not.
pub fn unit_errors(names: &[FileName]) -> Vec<UnitError> {
    let Some(first) = names.first() else {
        return vec![UnitError::NoCsv];
    };
    if names.iter().any(|name| name.spec != first.spec) {
        return vec![UnitError::MixedVersions {
            files: names.to_vec(),
        }];
    }
    let kinds = kinds(names);
    let mut doubled = doubled(names);
    if !doubled.is_empty() {
        if are_several_units(names) {
            return vec![UnitError::Unknown {
                files: names.to_vec(),
                kinds,
            }];
        }
        if let table::Found::Lacks { unit, missing } = table::find(first.spec, &kinds, names) {
            doubled.push(UnitError::Missing {
                unit,
                files: names.to_vec(),
                kinds: missing,
            });
        }
        return doubled;
    }
    let (unit, mut errors) = match table::find(first.spec, &kinds, names) {
        table::Found::Whole(unit) => (unit, Vec::new()),
        table::Found::Lacks { unit, missing } => {
            let error = UnitError::Missing {
                unit,
                files: names.to_vec(),
                kinds: missing,
            };
            (unit, vec![error])
        }
        table::Found::TooMany { unit, extra } => {
            return vec![UnitError::Extra {
                unit,
                files: named(names, |name| extra.contains(&name.kind)),
                kinds: extra,
            }];
        }
        table::Found::Nothing => {
            return vec![UnitError::Unknown {
                files: names.to_vec(),
                kinds,
            }];
        }
    };
    let differ = |of: &dyn Fn(&FileName) -> bool| names.iter().any(of);
    if differ(&|name| name.sequence != first.sequence) {
        errors.push(UnitError::DifferentSequence {
            files: names.to_vec(),
        });
    }
    if differ(&|name| parties(name) != parties(first)) {
        errors.push(UnitError::DifferentParties {
            files: names.to_vec(),
        });
    }
    if table::has_month(unit) {
        if differ(&|name| name.month != first.month || name.month.is_none()) {
            errors.push(UnitError::DifferentMonth {
                files: names.to_vec(),
            });
        }
    } else if differ(&|name| name.month.is_some()) {
        errors.push(UnitError::DifferentMonth {
            files: named(names, |name| name.month.is_some()),
        });
    }
    errors
}

/// The facts of names that are known to make up a unit.
fn facts(names: &[FileName]) -> Option<UnitFacts> {
    let first = names.first()?;
    let kinds = kinds(names);
    let table::Found::Whole(unit) = table::find(first.spec, &kinds, names) else {
        return None;
    };
    Some(UnitFacts {
        unit,
        spec: first.spec,
        kinds,
        sender: first.sender,
        sender_service: first.sender_service,
        receiver: first.receiver,
        receiver_service: first.receiver_service,
        month: first.month,
        sequence: first.sequence,
    })
}

/// Whether the files are those of two different units, of which one has a month, so that none of
/// them is there twice by mistake.
fn are_several_units(names: &[FileName]) -> bool {
    let with = named(names, |name| name.month.is_some());
    let without = named(names, |name| name.month.is_none());
    if with.is_empty() || without.is_empty() {
        return false;
    }
    unit_errors(&with).is_empty() && unit_errors(&without).is_empty()
}

/// The kinds that occur twice; images only when they share a branch number.
fn doubled(names: &[FileName]) -> Vec<UnitError> {
    let mut found = Vec::new();
    for kind in kinds(names) {
        let files: Vec<_> = named(names, |name| name.kind == kind);
        let twice = files.iter().enumerate().any(|(at, one)| {
            files
                .iter()
                .skip(at + 1)
                .any(|other| one.branch == other.branch)
        });
        if twice {
            found.push(UnitError::Duplicate { kind, files });
        }
    }
    found
}

fn kinds(names: &[FileName]) -> Vec<FileKind> {
    FileKind::ALL
        .into_iter()
        .filter(|kind| names.iter().any(|name| name.kind == *kind))
        .collect()
}

fn named(names: &[FileName], which: impl Fn(&FileName) -> bool) -> Vec<FileName> {
    names.iter().filter(|name| which(name)).cloned().collect()
}

type Parties = (
    OfficeNumber,
    Option<ServiceType>,
    OfficeNumber,
    Option<ServiceType>,
);

const fn parties(name: &FileName) -> Parties {
    (
        name.sender,
        name.sender_service,
        name.receiver,
        name.receiver_service,
    )
}
