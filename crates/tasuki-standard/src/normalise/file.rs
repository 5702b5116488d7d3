//! One file: its records, one after the other.

use std::borrow::Cow;

use tasuki_terms::{FileKind, SpecVersion};

use super::bytes::{as_utf8, in_ms932, with_crlf, without_padding};
use super::repair::{RepairKind, Repairs};
use super::version::{OTHER_VALUES, spec_of};
use super::{refused, value};
use crate::ms932::{self, Substitution};
use crate::services::Evidence;
use crate::{
    Field, FieldType, FileName, Finding, Layout, Place, RawField, RawRecord, RawTable, layout,
};

/// A file in which everything was put right that could be.
pub(crate) struct RightedFile {
    /// The name as it was given.
    pub(crate) given: String,
    /// What the name says, if it could be read.
    pub(crate) name: Option<FileName>,
    /// The version that the records tell, if they agree.
    pub(crate) spec: Option<SpecVersion>,
    /// The bytes, in official form as far as they could be put right.
    pub(crate) bytes: Vec<u8>,
    /// The lines of the records: in these bytes, and in those that were given.
    lines: Vec<(u32, u32)>,
    /// Characters that cannot be written.
    pub(crate) refused: Vec<Finding>,
}

impl RightedFile {
    fn untouched(given: &str, name: Option<FileName>, bytes: &[u8]) -> Self {
        Self {
            given: given.to_owned(),
            name,
            spec: None,
            bytes: bytes.to_vec(),
            lines: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The line as it was given, of a line in the bytes.
    pub(crate) fn given_line(&self, line: u32) -> u32 {
        let behind = self.lines.partition_point(|(here, _)| *here <= line);
        let record = behind.checked_sub(1).and_then(|at| self.lines.get(at));
        record.map_or(line, |(here, given)| given + (line - here))
    }
}

/// Puts a file right. What is no file of records is left as it is.
pub(crate) fn right_file(
    given: &str,
    bytes: &[u8],
    substitution: Substitution,
    repairs: &mut Repairs,
    evidence: &mut Evidence,
) -> RightedFile {
    let name = FileName::parse(given).ok();
    let Some(known) = name
        .clone()
        .filter(|name| name.kind != FileKind::PreventionUserImage)
    else {
        return RightedFile::untouched(given, name, bytes);
    };
    let unpadded = without_padding(bytes);
    let text = as_utf8(unpadded);
    let is_other_unicode = matches!(unpadded, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        || (text.is_none() && unpadded.starts_with(b"\xEF\xBB\xBF"));
    if is_other_unicode || unpadded.contains(&0) || RawTable::read(unpadded).is_empty() {
        return RightedFile::untouched(given, name, bytes);
    }
    if unpadded.len() < bytes.len() {
        repairs.add(RepairKind::Padding, Place::file(given));
    }
    let mut replaced = Vec::new();
    let body = match text {
        None => Cow::Borrowed(unpadded),
        Some(text) => match in_ms932(text, substitution) {
            Ok(written) => {
                repairs.add(RepairKind::Encoding, Place::file(given));
                replaced = written.replaced;
                Cow::Owned(written.bytes)
            }
            Err(characters) => {
                let table = RawTable::read(text.as_bytes());
                let layout = layout_of(&known, &table).map(|(_, layout)| layout);
                let mut righted = RightedFile::untouched(given, name, bytes);
                righted.refused = refused::outside_ms932(given, layout, &characters);
                return righted;
            }
        },
    };
    let table = RawTable::read(&body);
    let Some((spec, layout)) = layout_of(&known, &table) else {
        return RightedFile::untouched(given, name, bytes);
    };
    for (spot, character) in replaced {
        let place = place(given, spot.line, layout.fields.get(spot.field));
        repairs.add_character(place, character);
    }
    let mut writer = Writer {
        given,
        layout,
        spec,
        repairs,
        evidence,
        written: Vec::with_capacity(body.len()),
        line: 1,
        lines: Vec::new(),
    };
    writer.records(&table, &body);
    RightedFile {
        given: given.to_owned(),
        name,
        spec,
        bytes: writer.written,
        lines: writer.lines,
        refused: Vec::new(),
    }
}

/// The version that the records tell, and the layout by which they are read.
fn layout_of(
    name: &FileName,
    table: &RawTable<'_>,
) -> Option<(Option<SpecVersion>, &'static Layout)> {
    let spec = spec_of(name.kind, table);
    let layout = layout(spec.unwrap_or(name.spec), name.kind)?;
    Some((spec, layout))
}

fn place(given: &str, line: u32, field: Option<&Field>) -> Place {
    let place = Place {
        line: Some(line),
        ..Place::file(given)
    };
    match field {
        Some(field) => place.in_field(field),
        None => place,
    }
}

struct Writer<'a> {
    given: &'a str,
    layout: &'static Layout,
    spec: Option<SpecVersion>,
    repairs: &'a mut Repairs,
    evidence: &'a mut Evidence,
    written: Vec<u8>,
    /// The line that is written next.
    line: u32,
    lines: Vec<(u32, u32)>,
}

impl Writer<'_> {
    fn records(&mut self, table: &RawTable<'_>, body: &[u8]) {
        let records: Vec<_> = table.records().collect();
        let first = records.first().map_or(0, |first| first.offset);
        if first > 0 {
            self.repairs
                .add(RepairKind::EmptyLines, Place::file(self.given));
        }
        for (at, record) in records.iter().enumerate() {
            let next = records.get(at + 1).map_or(body.len(), |next| next.offset);
            let between = body.get(end_of(record)..next).unwrap_or_default();
            self.between(record.line, between);
            let values = record
                .fields()
                .map(|field| ms932::decode(&field.value()).text);
            if at == 0 && self.layout.is_header(values) {
                self.repairs
                    .add(RepairKind::Header, place(self.given, record.line, None));
            } else {
                self.record(record);
            }
        }
    }

    /// What stands between two records, or behind the last: one line end, at best.
    fn between(&mut self, line: u32, between: &[u8]) {
        let rest = between
            .strip_prefix(b"\r\n")
            .or_else(|| between.strip_prefix(b"\n"))
            .or_else(|| between.strip_prefix(b"\r"))
            .unwrap_or(between);
        if !between.starts_with(b"\r\n") {
            self.repairs
                .add(RepairKind::LineEnds, place(self.given, line, None));
        }
        if !rest.is_empty() {
            self.repairs
                .add(RepairKind::EmptyLines, Place::file(self.given));
        }
    }

    fn record(&mut self, record: &RawRecord<'_>) {
        let mut fields: Vec<_> = record.fields().collect();
        let count = self.layout.fields.len();
        let extra = fields.get(count..).unwrap_or_default();
        if !extra.is_empty() && extra.iter().all(|field| field.value().is_empty()) {
            fields.truncate(count);
            self.repairs.add(
                RepairKind::TrailingItems,
                place(self.given, record.line, None),
            );
        }
        let is_sound = fields.len() == count && fields.iter().all(|field| field.syntax().is_none());
        let values: Vec<Cow<'_, [u8]>> = fields
            .iter()
            .enumerate()
            .map(
                |(at, raw)| match self.layout.fields.get(at).filter(|_| is_sound) {
                    Some(field) => self.field(field, raw),
                    None => Cow::Borrowed(raw.raw),
                },
            )
            .collect();
        self.lines.push((self.line, record.line));
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.written.push(b',');
            }
            self.written.extend_from_slice(value);
        }
        self.written.extend(b"\r\n");
        let breaks = values
            .iter()
            .flat_map(|value| value.iter())
            .filter(|byte| **byte == b'\n');
        let lines = u32::try_from(breaks.count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines).saturating_add(1);
        if is_sound {
            let layout = self.layout;
            self.evidence.add(|id| {
                let (at, _) = layout.field(id)?;
                let text = str::from_utf8(values.get(at)?).ok()?;
                (!text.is_empty()).then(|| text.to_owned())
            });
        }
    }

    /// A field as it is written.
    fn field<'a>(&mut self, field: &'static Field, raw: &RawField<'a>) -> Cow<'a, [u8]> {
        if field.field_type == FieldType::FreeText && !field.number_as_text {
            return self.text(field, raw);
        }
        let decoded = ms932::decode(&raw.value());
        if !decoded.faults.is_empty() {
            return Cow::Borrowed(raw.raw);
        }
        let given = decoded.text;
        let righted = value::right(field, &given);
        let (mut value, mut kinds) = righted.map_or_else(
            || (given.clone(), Vec::new()),
            |righted| (righted.value, righted.kinds),
        );
        if let Some(version) = self.version(field, &value) {
            version.clone_into(&mut value);
            kinds.push(RepairKind::Version);
        }
        let is_plain = !value.contains(['"', ',', '\r', '\n']);
        let unquote = raw.is_quoted() && is_code(field) && is_plain;
        if kinds.is_empty() && !unquote {
            return Cow::Borrowed(raw.raw);
        }
        let place = place(self.given, raw.line, Some(field));
        for kind in kinds {
            let change = (given.as_str(), value.as_str());
            self.repairs.add_value(kind, place.clone(), field, change);
        }
        if unquote {
            self.repairs.add(RepairKind::QuotedCode, place);
        } else if raw.is_quoted() {
            value = format!("\"{}\"", value.replace('"', "\"\""));
        }
        match ms932::encode(&value) {
            Ok(encoded) => Cow::Owned(encoded.bytes),
            Err(_) => Cow::Borrowed(raw.raw),
        }
    }

    /// The value of the version for one that other programs write in its place.
    fn version(&self, field: &Field, value: &str) -> Option<&'static str> {
        let is_other = field.no == 1 && OTHER_VALUES.contains(&value);
        let spec = self
            .spec
            .filter(|spec| *spec == SpecVersion::V4_1 && is_other)?;
        Some(spec.as_str())
    }

    /// Free text as it is written: its bytes stay, so that no character can change.
    fn text<'a>(&mut self, field: &'static Field, raw: &RawField<'a>) -> Cow<'a, [u8]> {
        let text = with_crlf(raw.raw);
        if matches!(text, Cow::Owned(_)) {
            let place = place(self.given, raw.line, Some(field));
            self.repairs.add(RepairKind::LineEnds, place);
        }
        if raw.is_quoted() || text.is_empty() {
            return text;
        }
        let place = place(self.given, raw.line, Some(field));
        self.repairs.add(RepairKind::UnquotedText, place);
        Cow::Owned([b"\"", text.as_ref(), b"\""].concat())
    }
}

/// Whether a field must stand without quotation marks.
fn is_code(field: &Field) -> bool {
    field.field_type != FieldType::Phone && !field.number_as_text
}

/// Where the record ends, without its line end.
fn end_of(record: &RawRecord<'_>) -> usize {
    record
        .fields()
        .last()
        .map_or(record.offset, |last| last.offset + last.raw.len())
}
