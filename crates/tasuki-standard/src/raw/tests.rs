use proptest::prelude::*;

use super::*;

fn values(bytes: &[u8]) -> Vec<Vec<String>> {
    RawTable::read(bytes)
        .records()
        .map(|record| {
            record
                .fields()
                .map(|field| String::from_utf8_lossy(&field.value()).into_owned())
                .collect()
        })
        .collect()
}

#[test]
fn all_line_ends_are_accepted_and_the_last_may_be_missing() {
    for text in [
        "a,b\r\nc,d\r\n",
        "a,b\nc,d",
        "a,b\rc,d\r",
        "\n\na,b\r\n\r\nc,d\n\n",
    ] {
        assert_eq!(
            values(text.as_bytes()),
            [["a", "b"], ["c", "d"]],
            "{text:?}"
        );
    }
    assert!(RawTable::read(b"").is_empty());
    assert!(RawTable::read(b"\r\n\n").is_empty());
}

#[test]
fn empty_fields_are_fields() {
    assert_eq!(values(b",,\r\n"), [["", "", ""]]);
    assert_eq!(values(b"a,"), [["a", ""]]);
    assert_eq!(values(b",\n,"), [["", ""], ["", ""]]);
    assert_eq!(values(b"\"\",\"\""), [["", ""]]);
}

#[test]
fn quoted_fields_may_hold_anything() {
    assert_eq!(
        values(b"\"a,\r\n\"\"b\"\"\",c\r\nd,e"),
        [["a,\r\n\"b\"", "c"], ["d", "e"]]
    );
}

#[test]
fn a_trail_byte_is_neither_quote_nor_comma() {
    // The second bytes of these characters are 5C and 7C.
    let bytes = b"\x83\x5C,\"\x83\x7C\"\r\n";
    let table = RawTable::read(bytes);
    let record = table.records().next().unwrap();
    let values: Vec<_> = record.fields().map(|field| field.value()).collect();
    assert_eq!(values, [&b"\x83\x5C"[..], b"\x83\x7C"]);
}

#[test]
fn places_are_those_in_the_file() {
    let table = RawTable::read(b"a,\"b\r\nb\",c\r\n\r\nd,e\nf\rg");
    let places: Vec<Vec<_>> = table
        .records()
        .map(|record| {
            record
                .fields()
                .map(|field| (field.line, field.offset))
                .collect()
        })
        .collect();
    assert_eq!(
        places,
        [
            vec![(1, 0), (1, 2), (2, 9)],
            vec![(4, 14), (4, 16)],
            vec![(5, 18)],
            vec![(6, 20)]
        ]
    );
    let ends: Vec<_> = table
        .records()
        .map(|record| record.ends_in_crlf())
        .collect();
    assert_eq!(ends, [true, false, false, true]);
}

#[test]
fn wrong_quotation_marks_are_told() {
    let syntax = |text: &str| {
        let table = RawTable::read(text.as_bytes());
        let record = table.records().next().unwrap();
        record.fields().next().unwrap().syntax()
    };
    assert_eq!(syntax("\"a\",b"), None);
    assert_eq!(syntax("a,b"), None);
    assert_eq!(syntax("\"a\"\"b\""), None);
    assert_eq!(syntax("\"a,b\r\n"), Some(SyntaxFault::Unclosed));
    assert_eq!(syntax("\""), Some(SyntaxFault::Unclosed));
    assert_eq!(syntax("\"a\"b,c"), Some(SyntaxFault::AfterQuote));
    assert_eq!(syntax("a\"b,c"), Some(SyntaxFault::StrayQuote));
}

/// Writes fields as the standard does.
fn written(records: &[Vec<String>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in records {
        let fields: Vec<_> = record
            .iter()
            .map(|field| format!("\"{}\"", field.replace('"', "\"\"")))
            .collect();
        bytes.extend(fields.join(",").into_bytes());
        bytes.extend(b"\r\n");
    }
    bytes
}

#[test]
fn a_byte_order_mark_belongs_to_no_field() {
    let table = RawTable::read(b"\xEF\xBB\xBF\"a\",b");
    let record = table.records().next().unwrap();
    let told: Vec<_> = record
        .fields()
        .map(|field| (field.offset, field.value().into_owned()))
        .collect();
    assert_eq!(told, [(3, b"a".to_vec()), (7, b"b".to_vec())]);
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        records in prop::collection::vec(prop::collection::vec("[a,\"\r\n]{0,5}", 1..5), 0..5)
    ) {
        prop_assert_eq!(values(&written(&records)), records);
    }

    #[test]
    fn no_bytes_make_it_panic_and_the_fields_cover_them(bytes: Vec<u8>) {
        covers(&bytes)?;
    }

    #[test]
    fn nor_do_bytes_that_mean_something(bytes in prop::collection::vec(
        prop::sample::select(b"\"\",,\r\n\n\ra\x81\x5C\0\xEF\xBB\xBF".to_vec()), 0..60)
    ) {
        covers(&bytes)?;
    }
}

/// Between the fields stands nothing but commas and line ends, and no field holds an unquoted one.
fn covers(bytes: &[u8]) -> Result<(), TestCaseError> {
    let table = RawTable::read(bytes);
    let mut at = marks(bytes);
    let mut line = 0;
    for record in table.records() {
        prop_assert!(!record.is_empty());
        for field in record.fields() {
            prop_assert!(field.offset >= at);
            let between = &bytes[at..field.offset];
            prop_assert!(between.iter().all(|b| matches!(b, b',' | b'\r' | b'\n')));
            prop_assert!(field.line >= line);
            line = field.line;
            at = field.offset + field.raw.len();
            if !field.is_quoted() {
                prop_assert!(!field.raw.iter().any(|b| matches!(b, b',' | b'\r' | b'\n')));
            }
            let _value = (field.value(), field.syntax(), record.ends_in_crlf());
        }
    }
    prop_assert!(
        bytes[at..]
            .iter()
            .all(|b| matches!(b, b',' | b'\r' | b'\n'))
    );
    Ok(())
}
