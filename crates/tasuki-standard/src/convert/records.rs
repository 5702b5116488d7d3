//! The records of a document in the other version.

use tasuki_terms::{FileKind, SpecVersion};

use super::change::Changes;
use super::error::NotConverted;
use crate::layout::is_detail;
use crate::normalise::RightedFile;
use crate::{Document, Place, Record, Table, layout, write};

/// The files of a document with those that were given for them.
pub(super) fn tables<'a>(
    document: &'a Document,
    righted: &'a [RightedFile],
) -> impl Iterator<Item = (&'a Table, &'a RightedFile)> {
    document.tables().iter().filter_map(move |table| {
        let given = given_for(table.name().kind, righted)?;
        Some((table, given))
    })
}

/// The file that was given for a kind; of files with records a unit has one of each.
pub(super) fn given_for(kind: FileKind, righted: &[RightedFile]) -> Option<&RightedFile> {
    righted
        .iter()
        .find(|file| file.name.as_ref().is_some_and(|name| name.kind == kind))
}

/// Whether the version has the kinds. A 第3表 alone is left out: V3 has the plan without it.
pub(super) fn check_kinds(document: &Document, to: SpecVersion) -> Result<(), NotConverted> {
    let kinds: Vec<_> = document
        .facts()
        .kinds
        .iter()
        .copied()
        .filter(|kind| *kind != FileKind::CarePlan3 && layout(to, *kind).is_none())
        .collect();
    if kinds.is_empty() {
        Ok(())
    } else {
        Err(NotConverted::NoSuchKind { to, kinds })
    }
}

/// Whether there is no record of 福祉用具, for which V4.1 needs a code that V3 does not have (rules
/// 6-1 and 7-5).
pub(super) fn check_equipment(
    document: &Document,
    righted: &[RightedFile],
) -> Result<(), NotConverted> {
    let places: Vec<_> = tables(document, righted)
        .filter_map(|(table, given)| {
            let record = table
                .records()
                .iter()
                .find(|record| needs_tais(table, record))?;
            let (_, field) = table.layout().field("service_code")?;
            let place = Place {
                line: Some(given.given_line(record.line)),
                ..Place::file(&given.given)
            };
            Some(place.in_field(field))
        })
        .collect();
    if places.is_empty() {
        Ok(())
    } else {
        Err(NotConverted::Equipment { places })
    }
}

fn needs_tais(table: &Table, record: &Record) -> bool {
    const EQUIPMENT: [&str; 2] = ["17", "67"];
    let code = table.value(record, "service_code").unwrap_or_default();
    EQUIPMENT.iter().any(|service| code.starts_with(service)) && is_detail(code.as_bytes())
}

/// Writes a file in the other version; `None` if that has no such kind.
pub(super) fn convert(
    table: &Table,
    given: &RightedFile,
    to: SpecVersion,
    changes: &mut Changes,
) -> Result<Option<Vec<u8>>, NotConverted> {
    let Some(wanted) = layout(to, table.name().kind) else {
        changes.file(given, table.records().len());
        return Ok(None);
    };
    let lost: Vec<_> = table
        .layout()
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| wanted.field(&field.id).is_none())
        .collect();
    let added = |id: &str| table.layout().field(id).is_none();
    for field in wanted.fields.iter().filter(|field| added(&field.id)) {
        changes.empty_item(given, field);
    }
    for record in table.records() {
        for (at, field) in &lost {
            let value = record.value(*at).unwrap_or_default();
            if !value.is_empty() {
                changes.item(given, record.line, field, value);
            }
        }
    }
    // The first item is the version; every other one comes from where it stood.
    let sources: Vec<_> = wanted
        .fields
        .iter()
        .map(|field| table.layout().field(&field.id).map(|(at, _)| at))
        .collect();
    let records = table.records().iter().map(|record| {
        sources.iter().enumerate().map(|(at, source)| match source {
            _ if at == 0 => to.as_str(),
            Some(source) => record.value(*source).unwrap_or_default(),
            None => "",
        })
    });
    Ok(Some(write(wanted, records)?))
}
