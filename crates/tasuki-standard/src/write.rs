//! Writing records as the standard asks: MS932, CR LF, free text in quotation marks.

use crate::ms932::{self, Unwritable};
use crate::{FieldType, Layout};

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
    let mut bytes = Vec::new();
    for (record, values) in records.into_iter().enumerate() {
        for (value, field) in values.into_iter().zip(&layout.fields) {
            if field.no > 1 {
                bytes.push(b',');
            }
            if value.is_empty() {
                continue;
            }
            let encoded = match field.field_type {
                FieldType::FreeText => ms932::encode(&quoted(value)),
                _ => ms932::encode(value),
            };
            let encoded = encoded.map_err(|source| WriteError {
                record: record + 1,
                column_no: field.no,
                source,
            })?;
            bytes.extend(encoded.bytes);
        }
        bytes.extend(b"\r\n");
    }
    Ok(bytes)
}

fn quoted(value: &str) -> String {
    let value = value
        .replace("\r\n", "\n")
        .replace('\n', "\r\n")
        .replace('"', "\"\"");
    format!("\"{value}\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tasuki_terms::{FileKind, SpecVersion};

    use super::*;
    use crate::{RawTable, layout};

    fn form_3() -> &'static Layout {
        layout(SpecVersion::V4_1, FileKind::CarePlan3).unwrap()
    }

    #[test]
    fn free_text_is_quoted_and_codes_are_not() {
        let record = [
            "202407",
            "139999",
            "",
            "",
            "",
            "a \"b\",\nc",
            "1",
            "0900",
            "",
            "",
            "",
            "",
            "",
        ];
        let bytes = write(form_3(), [record]).unwrap();
        assert_eq!(
            bytes,
            b"202407,139999,,,,\"a \"\"b\"\",\r\nc\",1,0900,,,,,\r\n"
        );
    }

    #[test]
    fn what_cannot_be_written_is_told_with_its_place() {
        let right = ["202407", "", "", "", "", "例"];
        let wrong = ["202407", "", "", "", "", "例𠮷"];
        let error = write(form_3(), [right, wrong]).unwrap_err();
        assert_eq!((error.record, error.column_no), (2, 6));
        assert_eq!(error.source.characters[0].at, 2);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(text in "[a-z,\"ァ-ヶ髙﨑ｱ-ﾝ①]{0,12}") {
            let mut record = ["1"; 13];
            record[5] = &text;
            let bytes = write(form_3(), [record]).unwrap();
            let table = RawTable::read(&bytes);
            let read: Vec<_> = table
                .records()
                .flat_map(|record| record.fields())
                .map(|field| ms932::decode(&field.value()).text)
                .collect();
            prop_assert_eq!(read, record);
        }
    }
}
