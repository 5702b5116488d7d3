//! One pass over a file: how many records it has, and the few that are shown.

use std::collections::BTreeSet;
use std::io::{self, BufRead};

/// The longest record that is shown, in bytes.
const LONGEST: usize = 64 * 1024;

/// What a pass over a file told.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// How many records there are.
    pub(super) records: u64,
    found: Vec<Record>,
}

/// A record that is shown.
#[derive(Default)]
pub(super) struct Record {
    /// The line it begins on, counted from 1.
    pub(super) line: u32,
    /// The place of its first byte, counted from 0.
    pub(super) start: usize,
    bytes: Vec<u8>,
    commas: Vec<usize>,
}

/// One item of a record, with its quotation marks.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    /// The place of its first byte in the record.
    pub(super) start: usize,
    pub(super) raw: &'a [u8],
}

/// Where the pass is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a record.
    Between,
    /// Before an item.
    Start,
    /// In an item without quotation marks.
    Plain,
    /// In an item, behind its opening quotation mark.
    Quoted,
    /// Behind a quotation mark in such an item.
    Mark,
}

impl Scan {
    /// What is known without going through the file.
    pub(super) const fn counted(records: u64) -> Self {
        Self {
            records,
            found: Vec::new(),
        }
    }

    /// Goes through a file and keeps the records at these places.
    pub(super) fn of(mut file: impl BufRead, wanted: &BTreeSet<usize>) -> io::Result<Self> {
        let mut pass = Pass::new(wanted);
        loop {
            let chunk = file.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            for byte in chunk {
                pass.take(*byte);
            }
            let length = chunk.len();
            file.consume(length);
        }
        if pass.at != At::Between {
            pass.end_record();
        }
        Ok(pass.scan)
    }

    /// The record at a place that was wanted, unless it is too long to be shown.
    pub(super) fn record(&self, offset: usize) -> Option<&Record> {
        self.found
            .iter()
            .find(|record| (record.start..=record.start + record.bytes.len()).contains(&offset))
    }
}

impl Record {
    /// Its items, in their order.
    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let starts = [0].into_iter().chain(self.commas.iter().map(|at| at + 1));
        let ends = self.commas.iter().copied().chain([self.bytes.len()]);
        starts.zip(ends).map(|(start, end)| Item {
            start,
            raw: self.bytes.get(start..end).unwrap_or_default(),
        })
    }

    /// Its bytes before a place in it.
    pub(super) fn before(&self, at: usize) -> &[u8] {
        self.bytes.get(..at).unwrap_or_default()
    }
}

/// Tells no bytes, since they may be personal.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record(line {}, {} bytes)", self.line, self.bytes.len())
    }
}

struct Pass<'a> {
    wanted: &'a BTreeSet<usize>,
    scan: Scan,
    at: At,
    offset: usize,
    line: u32,
    after_return: bool,
    record: Record,
    too_long: bool,
}

impl<'a> Pass<'a> {
    fn new(wanted: &'a BTreeSet<usize>) -> Self {
        Self {
            wanted,
            scan: Scan::default(),
            at: At::Between,
            offset: 0,
            line: 1,
            after_return: false,
            record: Record::default(),
            too_long: false,
        }
    }

    fn take(&mut self, byte: u8) {
        let ends = matches!(byte, b'\r' | b'\n') && self.at != At::Quoted;
        match (ends, self.at) {
            (true, At::Between) => {}
            (true, _) => self.end_record(),
            (false, at) => {
                if at == At::Between {
                    self.record.line = self.line;
                    self.record.start = self.offset;
                }
                self.at = match (at, byte) {
                    (At::Quoted, b'"') => At::Mark,
                    (At::Quoted, _) | (At::Between | At::Start | At::Mark, b'"') => At::Quoted,
                    (_, b',') => self.comma(),
                    _ => At::Plain,
                };
                self.keep(byte);
            }
        }
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line = self.line.saturating_add(1);
        }
        self.after_return = byte == b'\r';
        self.offset += 1;
    }

    fn comma(&mut self) -> At {
        if !self.too_long {
            self.record.commas.push(self.record.bytes.len());
        }
        At::Start
    }

    fn keep(&mut self, byte: u8) {
        if self.record.bytes.len() < LONGEST {
            self.record.bytes.push(byte);
        } else {
            self.too_long = true;
        }
    }

    fn end_record(&mut self) {
        self.scan.records += 1;
        let mut places = self.wanted.range(self.record.start..=self.offset);
        if places.next().is_some() && !self.too_long {
            self.scan.found.push(std::mem::take(&mut self.record));
        }
        self.record.bytes.clear();
        self.record.commas.clear();
        self.too_long = false;
        self.at = At::Between;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tasuki_standard::RawTable;

    fn scan(bytes: &[u8], wanted: &[usize]) -> Scan {
        Scan::of(bytes, &wanted.iter().copied().collect()).unwrap()
    }

    #[test]
    fn records_are_counted_and_those_that_are_wanted_kept() {
        let file = b"a,b\r\n\r\nc,\"d\ne\",f\r\ng";
        let found = scan(file, &[9, 18]);
        assert_eq!(found.records, 3);
        let record = found.record(9).unwrap();
        assert_eq!((record.line, record.start), (3, 7));
        let items: Vec<_> = record.items().map(|item| (item.start, item.raw)).collect();
        assert_eq!(items, [(0, &b"c"[..]), (2, b"\"d\ne\""), (8, b"f")]);
        assert_eq!(found.record(18).unwrap().line, 5);
        assert!(found.record(1).is_none());
    }

    #[test]
    fn a_record_that_is_too_long_is_counted_but_not_kept() {
        let mut file = vec![b'a'; LONGEST + 1];
        file.extend(b"\nb");
        let found = scan(&file, &[0, LONGEST + 2]);
        assert_eq!(found.records, 2);
        assert!(found.record(0).is_none());
        assert_eq!(found.record(LONGEST + 2).unwrap().items().count(), 1);
    }

    proptest! {
        #[test]
        fn it_splits_as_the_reader_of_the_standard_does(file in "[ab,\"\r\n]{0,40}") {
            let table = RawTable::read(file.as_bytes());
            let starts: Vec<_> = table.records().map(|record| record.offset).collect();
            let found = scan(file.as_bytes(), &starts);
            prop_assert_eq!(usize::try_from(found.records).unwrap(), table.len());
            for expected in table.records() {
                let record = found.record(expected.offset).unwrap();
                prop_assert_eq!((record.line, record.start), (expected.line, expected.offset));
                let items: Vec<_> = record.items().map(|item| (item.start + record.start, item.raw)).collect();
                let expected: Vec<_> = expected.fields().map(|field| (field.offset, field.raw)).collect();
                prop_assert_eq!(items, expected);
            }
        }
    }
}
