//! Writing records as the standard asks: MS932, CR LF, free text in quotation marks.

use std::borrow::Cow;
use std::fmt;

use crate::ms932::{self, Replaced, Substitution, Unwritable};
use crate::{Document, FieldType, Layout, Record};

/// A value that cannot be written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("cannot write item {column_no} of record {record}")]
pub struct WriteError {
    /// The number of the record, counted from 1.
    pub record: usize,
    /// The number of the item, counted from 1.
    pub column_no: u16,
    /// Which characters are outside MS932.
    pub source: Unwritable,
}

/// Records as they were written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The characters for which others were written, in their order.
    pub replaced: Vec<ReplacedIn>,
}

/// A character for which another was written, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReplacedIn {
    /// The number of the record, counted from 1.
    pub record: usize,
    /// The number of the item, counted from 1.
    pub column_no: u16,
    /// Which character.
    pub character: Replaced,
}

/// Writes records of a kind, each with the values of its items in their order. Empty values are
/// nothing between the commas; line breaks in free text become CR LF.
///
/// The values are not checked: what is read from a file that [`check_files`](crate::check_files)
/// found right is right.
pub fn write<'a, R, V>(layout: &Layout, records: R) -> Result<Vec<u8>, WriteError>
where
    R: IntoIterator<Item = V>,
    V: IntoIterator<Item = &'a str>,
{
    write_allowing(layout, records, Substitution::Refuse).map(|written| written.bytes)
}

/// Writes records as [`write()`] does. Kanji that MS932 lacks are written in another form, if that is
/// allowed; each is told.
pub fn write_allowing<'a, R, V>(
    layout: &Layout,
    records: R,
    substitution: Substitution,
) -> Result<Written, WriteError>
where
    R: IntoIterator<Item = V>,
    V: IntoIterator<Item = &'a str>,
{
    let mut written = Written::default();
    for (record, values) in (1..).zip(records) {
        for (value, field) in values.into_iter().zip(&layout.fields) {
            if field.no > 1 {
                written.bytes.push(b',');
            }
            if value.is_empty() {
                continue;
            }
            let encoded = match field.field_type {
                FieldType::FreeText => {
                    ms932::encode_allowing(&with_line_breaks(value), substitution)
                }
                _ => ms932::encode_allowing(value, substitution),
            };
            let encoded = encoded.map_err(|source| WriteError {
                record,
                column_no: field.no,
                source,
            })?;
            match field.field_type {
                FieldType::FreeText => quote(&encoded.bytes, &mut written.bytes),
                _ => written.bytes.extend(encoded.bytes),
            }
            let told = encoded.replaced.into_iter().map(|character| ReplacedIn {
                record,
                column_no: field.no,
                character,
            });
            written.replaced.extend(told);
        }
        written.bytes.extend(b"\r\n");
    }
    Ok(written)
}

/// Writes the files of a document, with their official names.
///
/// A file in official form (free text in quotation marks, empty items and codes without, CR LF) is
/// written as it was read, byte for byte but for NEC's selection of IBM's extensions (see
/// [`ms932`]). A document has no images, so there is none among the files.
///
/// ```
/// use tasuki_standard::{read_files, write_document};
///
/// let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
/// let bytes = b"202407,139999,0000000101,202504\r\n";
/// let document = read_files(&[(name, bytes)]).document.ok_or("not valid")?;
/// assert_eq!(write_document(&document)?, [(name.to_owned(), bytes.to_vec())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_document(document: &Document) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    document
        .tables()
        .iter()
        .map(|table| {
            let bytes = write(table.layout(), table.records().iter().map(Record::values))?;
            Ok((table.name().to_string(), bytes))
        })
        .collect()
}

/// The text with CR LF for every line break.
fn with_line_breaks(text: &str) -> Cow<'_, str> {
    if text.contains(['\r', '\n']) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Cow::Owned(text.replace('\n', "\r\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes a value in quotation marks, and those inside it twice.
fn quote(value: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'"');
    for &byte in value {
        if byte == b'"' {
            bytes.push(b'"');
        }
        bytes.push(byte);
    }
    bytes.push(b'"');
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Written({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests;
