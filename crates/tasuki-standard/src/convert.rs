//! Turning files of one version of the standard into those of the other.
//!
//! Items keep their values by our names for them. What the other version does not have is left out
//! and told; what it needs and nobody can know is never made up.

use std::fmt;

use tasuki_terms::{FileKind, SendingUnit, Sequence, ServiceMonth, SpecVersion};

use crate::ms932::Substitution;
use crate::normalise::{Repairs, RightedFile, as_given, finish, right_file};
use crate::read::borrowed;
use crate::services::{Evidence, Services};
use crate::{CheckReport, Document, FileName, Repair, ReplacedCharacter, Table, read_files};

mod change;
mod error;
mod records;
#[cfg(test)]
mod tests;

pub use change::{Added, AddedKind, Loss, LossKind};
pub use error::NotConverted;

use change::Changes;

/// What is wanted, and what the caller knows and allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conversion {
    /// The version that is wanted.
    pub to: SpecVersion,
    /// The service types of the parties, for names of V4.1. They are only asked for where the
    /// records do not tell them.
    pub services: Services,
    /// Another sequence (ファイル連番) for the unit; otherwise it keeps its own.
    pub sequence: Option<Sequence>,
    /// Whether kanji that MS932 lacks may be written in another form.
    pub substitution: Substitution,
}

impl Conversion {
    /// A conversion for which nothing is known or allowed.
    pub fn to(spec: SpecVersion) -> Self {
        Self {
            to: spec,
            services: Services::default(),
            sequence: None,
            substitution: Substitution::default(),
        }
    }
}

/// Files of the version that was wanted.
#[derive(Clone)]
#[non_exhaustive]
pub struct Converted {
    /// The names and bytes of the files, in the order in which they were given.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was put right before they were converted.
    pub repairs: Vec<Repair>,
    /// The characters for which others were written.
    pub replaced: Vec<ReplacedCharacter>,
    /// What the other version has no place for.
    pub losses: Vec<Loss>,
    /// What the other version asks for and was added.
    pub added: Vec<Added>,
    /// The service month, if the standard asks the version converted from for it: V3 until March
    /// 2025, V4.1 from April 2025.
    pub month_of_other_version: Option<ServiceMonth>,
    /// What the check says of the files: no errors.
    pub report: CheckReport,
    /// What the files say.
    pub document: Document,
}

/// The first service month of V4.1 (適用開始年月).
const FIRST_OF_V4_1: (i16, i8) = (2025, 4);

/// Converts the files of one sending unit to a version, after putting them right as
/// [`normalise`](crate::normalise()) does.
///
/// The unit keeps its sequence unless another is given. From V3 to V4.1:
///
/// - Names need the service types of the parties, from the records or the caller.
/// - The TAIS codes of 福祉用具 (17, 67) are nowhere in V3, so a unit with such records is refused.
/// - Plan documents need a 第3表, which V3 does not have: it is taken from a file of V4.1 among
///   `files`. One without content is never made up, since it would take the week from a plan that
///   the receiver has.
///
/// From V4.1 to V3, what V3 has no place for is left out and told; files of preventive care are
/// refused.
///
/// ```
/// use tasuki_standard::{Conversion, convert};
/// use tasuki_terms::SpecVersion;
///
/// let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
/// let bytes = b"202407,139999,0000000101,202504\r\n";
/// let converted = convert(&[(name, bytes)], &Conversion::to(SpecVersion::V3))?;
/// let (name, bytes) = &converted.files[0];
/// assert_eq!(name, "DLTPLAN_202504_1370000001_1370000002_20250326090500.CSV");
/// assert_eq!(bytes, b"202208,139999,0000000101,202504\r\n");
/// # Ok::<(), tasuki_standard::NotConverted>(())
/// ```
pub fn convert(
    files: &[(&str, &[u8])],
    conversion: &Conversion,
) -> Result<Converted, NotConverted> {
    let mut repairs = Repairs::default();
    let mut evidence = Evidence::default();
    let mut righted: Vec<_> = files
        .iter()
        .map(|(given, bytes)| {
            let substitution = conversion.substitution;
            right_file(given, bytes, substitution, &mut repairs, &mut evidence)
        })
        .collect();
    let form_3 = take_form_3(&mut righted, conversion.to);
    let source = finish(&mut righted, conversion.services, repairs, &evidence)?;
    let facts = source.document.facts();
    if facts.spec == conversion.to {
        return Err(NotConverted::SameVersion(conversion.to));
    }
    records::check_kinds(&source.document, conversion.to)?;
    if conversion.to == SpecVersion::V4_1 {
        records::check_equipment(&source.document, &righted)?;
        if facts.unit == SendingUnit::PlanDocuments && form_3.is_none() {
            return Err(NotConverted::Form3);
        }
    }
    let services = services(&source.document, form_3.as_ref(), conversion, &evidence)?;
    let month = facts.month.filter(|month| {
        let is_of_v4_1 = (month.year(), month.month()) >= FIRST_OF_V4_1;
        is_of_v4_1 != (conversion.to == SpecVersion::V4_1)
    });
    let official = |name: &FileName| FileName {
        spec: conversion.to,
        sender_service: services.sender,
        receiver_service: services.receiver,
        sequence: conversion.sequence.unwrap_or(facts.sequence),
        ..name.clone()
    };
    let mut changes = Changes::default();
    let mut written = Vec::with_capacity(files.len());
    for (table, given) in records::tables(&source.document, &righted) {
        let Some(bytes) = records::convert(table, given, conversion.to, &mut changes)? else {
            continue;
        };
        changes.name(given, table.name(), services);
        written.push((official(table.name()).to_string(), bytes));
    }
    if let Some(mut file) = form_3 {
        let name = file.name.as_ref().map(|name| official(name).to_string());
        changes.form_3(&file.given);
        let bytes = std::mem::take(&mut file.bytes);
        written.push((name.unwrap_or_else(|| file.given.clone()), bytes));
        righted.push(file);
    }
    let reading = read_files(&borrowed(&written));
    let mut report = reading.report;
    as_given(&mut report, |name| {
        let kind = FileName::parse(name).ok()?.kind;
        records::given_for(kind, &righted)
    });
    let Some(document) = reading.document else {
        return Err(NotConverted::Result(report));
    };
    Ok(Converted {
        files: written,
        repairs: source.repairs,
        replaced: source.replaced,
        losses: changes.losses,
        added: changes.added,
        month_of_other_version: month,
        report,
        document,
    })
}

/// Takes the 第3表 of V4.1 out of files of V3: it belongs to the result.
fn take_form_3(righted: &mut Vec<RightedFile>, to: SpecVersion) -> Option<RightedFile> {
    let is_form_3 = |file: &RightedFile| {
        let name = file.name.as_ref();
        file.refused.is_empty() && name.is_some_and(|name| name.kind == FileKind::CarePlan3)
    };
    let is_v3 = |file: &RightedFile| {
        let named = file.name.as_ref().map(|name| name.spec);
        file.spec.or(named) == Some(SpecVersion::V3)
    };
    let at = righted.iter().position(is_form_3)?;
    let others_are_v3 = righted.iter().filter(|file| !is_form_3(file)).all(is_v3);
    let wanted = to == SpecVersion::V4_1 && others_are_v3 && righted.len() > 1;
    wanted.then(|| righted.remove(at))
}

/// The service types for the names: those that the caller knows, then those of the 第3表, then those
/// that the records tell. Names of V3 have none.
fn services(
    document: &Document,
    form_3: Option<&RightedFile>,
    conversion: &Conversion,
    evidence: &Evidence,
) -> Result<Services, NotConverted> {
    if conversion.to == SpecVersion::V3 {
        return Ok(Services::default());
    }
    let Some(first) = document.tables().first().map(Table::name) else {
        return Ok(Services::default());
    };
    let of_form_3 = form_3
        .and_then(|file| file.name.as_ref())
        .filter(|name| (name.sender, name.receiver) == (first.sender, first.receiver))
        .map_or_else(Services::default, |name| Services {
            sender: name.sender_service,
            receiver: name.receiver_service,
        });
    let services = conversion
        .services
        .or(of_form_3)
        .or(evidence.services(first, SpecVersion::V3));
    if services.sender.is_none() || services.receiver.is_none() {
        return Err(NotConverted::Services(services));
    }
    Ok(services)
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for Converted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Converted")
            .field("files", &self.files.len())
            .field("repairs", &self.repairs)
            .field("replaced", &self.replaced)
            .field("losses", &self.losses)
            .field("added", &self.added)
            .finish_non_exhaustive()
    }
}
