use csv_core::ReadFieldResult;
use proptest::prelude::*;

use super::*;

/// The records of the bytes, given in pieces of the lengths.
fn in_pieces(bytes: &[u8], lengths: &[usize]) -> Vec<(u32, Vec<Vec<u8>>, bool)> {
    let mut records = Vec::new();
    let mut cut = Cut::default();
    let (mut from, mut line, mut until) = (0, 1, 0);
    let mut lengths = lengths.iter().cycle();
    while until < bytes.len() || until == 0 {
        until = (until + lengths.next().unwrap()).min(bytes.len());
        let is_whole = until == bytes.len();
        let mut splitter = Splitter::new(&bytes[..until], from, line, is_whole);
        while splitter.next(&mut cut) {
            let fields = cut.fields.iter();
            let fields = fields.map(|span| bytes[cut.start..][span.start()..span.end()].to_vec());
            records.push((cut.line, fields.collect(), cut.ends_in_crlf));
        }
        (from, line) = splitter.rest();
        if is_whole {
            break;
        }
    }
    records
}

fn at_once(bytes: &[u8]) -> Vec<(u32, Vec<Vec<u8>>, bool)> {
    in_pieces(bytes, &[bytes.len().max(1)])
}

/// The values as csv-core reads them.
fn oracle(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv_core::Reader::new();
    let (mut records, mut record, mut value) = (Vec::new(), Vec::new(), Vec::new());
    let mut output = [0; 64];
    let mut rest = bytes;
    loop {
        let (result, read, written) = reader.read_field(rest, &mut output);
        rest = &rest[read..];
        value.extend(&output[..written]);
        match result {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                record.push(std::mem::take(&mut value));
                if record_end {
                    records.push(std::mem::take(&mut record));
                }
            }
            ReadFieldResult::End => return records,
        }
    }
}

/// What a field holds: csv-core drops the quotation marks around it and one of two inside.
fn value(raw: &[u8]) -> Vec<u8> {
    let Some(mut rest) = raw.strip_prefix(b"\"") else {
        return raw.to_vec();
    };
    let mut value = Vec::new();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte != b'"' {
            value.push(*byte);
        } else if let Some(behind) = rest.strip_prefix(b"\"") {
            value.push(b'"');
            rest = behind;
        } else {
            // Behind the closing mark all is taken as it is.
            value.extend(rest);
            break;
        }
    }
    value
}

fn csv() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        prop::sample::select(b"\"\"\",,\r\n\n\raz-\x81\x5C\0".to_vec()),
        0..200,
    )
}

/// Records of the same fields, nearly; some of the values begin or end like others.
fn similar() -> impl Strategy<Value = Vec<u8>> {
    let values = [
        "",
        "1",
        "12",
        "20250401",
        "20250402",
        "\"a,b\"",
        "\"a\"\"b\"",
        "\"a\nb\"",
        "a\"",
        "111211,",
        "\0",
    ];
    let record = prop::collection::vec((0_usize..8, prop::sample::select(values.to_vec())), 0..3);
    let end = prop::sample::select(vec!["\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n\r\n"]);
    prop::collection::vec((record, end), 1..12).prop_map(|changes| {
        let mut fields = ["202407", "\"name of it\"", "", "20250401", "", "1", "", "9"];
        let mut bytes = Vec::new();
        for (changed, end) in changes {
            for (item, value) in changed {
                fields[item] = value;
            }
            bytes.extend(fields.join(",").bytes());
            bytes.extend(end.bytes());
        }
        bytes
    })
}

/// Each record is cut as by a splitter that has not seen the one before, and the fields that are said
/// to repeat that one do.
fn cut_as_if_alone(bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut splitter = Splitter::new(bytes, 0, 1, true);
    let mut cut = Cut::default();
    let mut before: Vec<Vec<u8>> = Vec::new();
    while splitter.next(&mut cut) {
        let record = &bytes[cut.start..];
        let fields = cut.fields.iter();
        let fields: Vec<_> = fields
            .map(|one| record[one.start()..one.end()].to_vec())
            .collect();
        let repeated = (0..fields.len()).filter(|item| cut.changed & bit(*item) == 0);
        for item in repeated {
            prop_assert_eq!(fields.get(item), before.get(item));
        }
        let mut alone = Cut::default();
        let mut anew = Splitter::new(bytes, cut.start, cut.line, true);
        prop_assert!(anew.next(&mut alone));
        prop_assert_eq!(
            (alone.line, alone.fault, alone.nul),
            (cut.line, cut.fault, cut.nul)
        );
        prop_assert_eq!(
            (&alone.fields, alone.ends_in_crlf),
            (&cut.fields, cut.ends_in_crlf)
        );
        prop_assert_eq!(anew.rest(), splitter.rest());
        before = fields;
    }
    Ok(())
}

proptest! {
    #[test]
    fn it_cuts_as_csv_core_does(bytes in csv()) {
        let cut: Vec<Vec<Vec<u8>>> = at_once(&bytes)
            .into_iter()
            .map(|(_, fields, _)| fields.iter().map(|field| value(field)).collect())
            .collect();
        prop_assert_eq!(cut, oracle(&bytes));
    }

    #[test]
    fn records_that_repeat_are_cut_as_if_they_did_not(
        record in "[a-c,\"]{0,12}", other in "[a-c,\"\r]{0,12}", end in "[a,\"]{0,20}", times in 1_usize..4,
    ) {
        let both = format!("{record},x,{end}\r\n{other},{end}\r\nb{other}{end}\n");
        cut_as_if_alone(&both.repeat(times).into_bytes())?;
    }

    #[test]
    fn records_of_which_some_fields_change_are_cut_as_if_they_did_not(records in similar()) {
        cut_as_if_alone(&records)?;
    }

    #[test]
    fn pieces_are_cut_like_the_whole(bytes in csv(), lengths in prop::collection::vec(1_usize..40, 1..5)) {
        prop_assert_eq!(in_pieces(&bytes, &lengths), at_once(&bytes));
    }
}

#[test]
fn what_is_wrong_is_told_with_its_field() {
    let fault = |text: &str| {
        let mut cut = Cut::default();
        assert!(Splitter::new(text.as_bytes(), 0, 1, true).next(&mut cut));
        cut.fault
    };
    assert_eq!(fault("a,\"b\",\"c\"\"\""), None);
    assert_eq!(fault("a,\"b"), Some((1, SyntaxFault::Unclosed)));
    assert_eq!(fault("\"a\"b,c\"d"), Some((0, SyntaxFault::AfterQuote)));
    assert_eq!(fault("a,b,c\"\""), Some((2, SyntaxFault::StrayQuote)));
}

#[test]
fn zeros_are_told_wherever_they_stand() {
    for (text, place) in [("a\0b", 1), ("\"a\",\"\0\"", 5), ("a,b", 0)] {
        let mut cut = Cut::default();
        assert!(Splitter::new(text.as_bytes(), 0, 1, true).next(&mut cut));
        assert_eq!(cut.nul.unwrap_or_default(), place, "{text:?}");
    }
}

#[test]
fn records_that_do_not_end_in_lf_are_each_cut_alone() {
    // Otherwise an LF behind the CR would be taken for an empty line.
    let mut splitter = Splitter::new(b"a,b\ra,b\ra,b\n\r\na,b\n", 0, 1, true);
    let mut cut = Cut::default();
    let mut changed = Vec::new();
    while splitter.next(&mut cut) {
        changed.push((cut.line, cut.changed));
    }
    let all = u128::MAX;
    assert_eq!(changed, [(1, all), (2, all), (3, all), (5, 0)]);
}
