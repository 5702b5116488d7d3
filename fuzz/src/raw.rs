use tasuki_standard::{RawTable, check_files};

use crate::check::in_pieces;
use crate::input::pieces;

/// A name of the kind with the most records.
const NAME: &str = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";

/// The lengths of pieces (two bytes), then a file: its fields cover it, and in pieces it is judged
/// like the whole.
pub fn raw(bytes: &[u8]) {
    let Some((lengths, bytes)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    covers(bytes);
    assert_eq!(pieces(bytes, lengths).flatten().count(), bytes.len());
    let files = [(NAME, bytes)];
    assert!(in_pieces(&files, lengths) == check_files(&files));
}

/// Between the fields stands nothing but commas and line ends, and no field holds an unquoted one.
fn covers(bytes: &[u8]) {
    let is_between = |byte: &u8| matches!(byte, b',' | b'\r' | b'\n');
    let table = RawTable::read(bytes);
    let mut at = 0;
    while bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(b"\xEF\xBB\xBF"))
    {
        at += 3;
    }
    let mut line = 0;
    let mut records = 0;
    for record in table.records() {
        records += 1;
        assert!(!record.is_empty());
        assert_eq!(record.len(), record.fields().count());
        for field in record.fields() {
            let between = bytes.get(at..field.offset);
            assert!(between.is_some_and(|between| between.iter().all(is_between)));
            assert!(field.line >= line);
            line = field.line;
            at = field.offset + field.raw.len();
            assert_eq!(bytes.get(field.offset..at), Some(field.raw));
            assert!(field.is_quoted() || !field.raw.iter().any(is_between));
            let _told = (field.value(), field.syntax(), record.ends_in_crlf());
        }
    }
    assert_eq!(records, table.len());
    let rest = bytes.get(at..);
    assert!(rest.is_some_and(|rest| rest.iter().all(is_between)));
}
