//! Which version the records of a file are of.

use tasuki_terms::{FileKind, SpecVersion};

use crate::ms932;
use crate::{RawRecord, RawTable, layout};

/// Values that other programs write for that of V4.1: one of a public implementation, and that of
/// version 4.0, which 4.1 replaced before it was used.
pub(super) const OTHER_VALUES: [&str; 2] = ["202410", "202504"];

/// The version of the records, if those that tell one tell the same, and at least one has the items
/// of that version.
pub(super) fn spec_of(kind: FileKind, table: &RawTable<'_>) -> Option<SpecVersion> {
    let mut specs = table.records().filter_map(|record| told(&record));
    let spec = specs.next()?;
    let items = layout(spec, kind)?.fields.len();
    let fits = |record: &RawRecord<'_>| {
        told(record) == Some(spec)
            && record.len() >= items
            && record
                .fields()
                .skip(items)
                .all(|extra| extra.value().is_empty())
    };
    (specs.all(|other| other == spec) && table.records().any(|record| fits(&record)))
        .then_some(spec)
}

/// The version that a record tells in its first item.
fn told(record: &RawRecord<'_>) -> Option<SpecVersion> {
    let first = record.fields().next()?;
    let value = ms932::decode(&first.value()).text;
    let value = super::value::half_width(&value);
    if OTHER_VALUES.contains(&value.as_str()) {
        return Some(SpecVersion::V4_1);
    }
    value.parse().ok()
}
