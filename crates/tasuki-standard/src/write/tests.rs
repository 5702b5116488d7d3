use proptest::prelude::*;
use tasuki_terms::{FileKind, SpecVersion};

use super::*;
use crate::read::borrowed;
use crate::test_sets::{generated, valid_sets};
use crate::{RawTable, layout, read_files};

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
fn every_line_break_in_text_becomes_cr_lf() {
    assert_eq!(
        with_line_breaks("a\nb\r\nc\rd\r\r\n"),
        "a\r\nb\r\nc\r\nd\r\n\r\n"
    );
}

#[test]
fn variants_are_told_with_their_places_if_they_are_allowed() {
    let record = [
        "202407", "", "", "", "", "例𠮷", "", "", "", "𣘺", "", "", "",
    ];
    assert!(write(form_3(), [record]).is_err());
    let written = write_allowing(form_3(), [record, record], Substitution::Allow).unwrap();
    let told: Vec<_> = written
        .replaced
        .iter()
        .map(|one| (one.record, one.column_no, one.character.from))
        .collect();
    let expected = [(1, 6, '𠮷'), (1, 10, '𣘺'), (2, 6, '𠮷'), (2, 10, '𣘺')];
    assert_eq!(told, expected);
    assert!(ms932::decode(&written.bytes).text.contains("\"例吉\""));
}

#[test]
fn what_cannot_be_written_is_told_with_its_place() {
    let right = ["202407", "", "", "", "", "例"];
    let wrong = ["202407", "", "", "", "", "例𠮷"];
    let error = write(form_3(), [right, wrong]).unwrap_err();
    assert_eq!((error.record, error.column_no), (2, 6));
    assert_eq!(error.source.characters[0].at, 1);
}

fn written_again(files: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let document = read_files(&borrowed(files)).document.unwrap();
    write_document(&document).unwrap()
}

#[test]
fn the_valid_sets_are_written_as_they_were_read() {
    for (set, files) in valid_sets() {
        let csv: Vec<_> = files
            .iter()
            .filter(|(name, _)| !name.contains("IMAGE"))
            .cloned()
            .collect();
        assert_eq!(written_again(&files), csv, "{set}");
    }
}

#[test]
fn the_selection_of_nec_is_written_as_the_extension_of_ibm() {
    let text = ms932::decode(b"\xED\x95").text;
    let mut record = ["1"; 13];
    record[5] = &text;
    let bytes = write(form_3(), [record]).unwrap();
    assert_eq!(bytes, b"1,1,1,1,1,\"\xFA\xB1\",1,1,1,\"1\",1,1,\"1\"\r\n");
    let table = RawTable::read(&bytes);
    let field = table.records().next().unwrap().fields().nth(5).unwrap();
    assert_eq!(ms932::decode(&field.value()).text, text);
}

proptest! {
    #[test]
    fn generated_sets_are_written_as_they_were_read(seed: u64) {
        let (plan, actual) = generated(seed);
        for files in [plan, actual] {
            prop_assert_eq!(written_again(&files), files);
        }
    }

    #[test]
    fn what_is_read_from_a_written_file_is_what_was_written(
        texts in prop::collection::vec("([a,\"ｱ-ﾝﾞ髙﨑①㈱〜∥纊ⅰ]|\r\n|\n|\r){0,9}", 1..6)
    ) {
        let records: Vec<[&str; 13]> = texts
            .iter()
            .map(|text| {
                let mut record = [""; 13];
                record[0] = "202407";
                record[5] = text;
                record[9] = text;
                record
            })
            .collect();
        let bytes = write(form_3(), records).unwrap();
        let table = RawTable::read(&bytes);
        prop_assert_eq!(table.len(), texts.len());
        let mut again = Vec::new();
        for (record, text) in table.records().zip(&texts) {
            let values: Vec<_> = record
                .fields()
                .map(|field| ms932::decode(&field.value()).text)
                .collect();
            let expected = with_line_breaks(text).replace('〜', "～");
            prop_assert_eq!(&values[5], &expected);
            prop_assert_eq!(&values[9], &expected);
            again.push(values);
        }
        let written = write(form_3(), again.iter().map(|values| values.iter().map(String::as_str)));
        prop_assert_eq!(written.unwrap(), bytes);
    }

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
