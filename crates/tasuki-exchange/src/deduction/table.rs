//! Head, body and trailer of a file, with counts and sums that must agree.

use std::str::FromStr;

use super::fault::{FileFault, FileFaultKind};
use super::field::ControlSum;
use super::lines::{Record, control_sum, records};

/// A file, split.
pub(super) struct Table {
    pub(super) head: Record,
    pub(super) body: Vec<Record>,
    pub(super) trailer: Record,
    /// The control sum of everything before the trailer, as it should be.
    pub(super) control: ControlSum,
    pub(super) faults: Vec<FileFault>,
}

/// How many fields each kind of record has, with the mark in the first one.
pub(super) struct Form {
    pub(super) head: usize,
    pub(super) body: (&'static str, usize),
    pub(super) trailer: usize,
}

impl Table {
    /// Splits a file into its parts; faults here leave nothing to go on with.
    pub(super) fn split(bytes: &[u8], form: &Form) -> Result<Self, FileFault> {
        let mut records = records(bytes)?;
        let lines = records.len();
        let no_trailer = FileFault {
            line: lines.max(1),
            kind: FileFaultKind::NoTrailer,
        };
        let (end, trailer) = records.pop().ok_or(no_trailer)?;
        let mut records = records.into_iter().map(|(_, record)| record);
        let head = records.next().ok_or(no_trailer)?;
        let body: Vec<Record> = records.collect();

        trailer.is_of("T", form.trailer).map_err(|fault| {
            if trailer.fields.first().is_some_and(|mark| mark == "T") {
                fault
            } else {
                no_trailer
            }
        })?;
        head.is_of("H", form.head)?;
        for record in &body {
            let (mark, count) = form.body;
            record.is_of(mark, count)?;
        }
        Ok(Self {
            head,
            body,
            trailer,
            control: ControlSum(control_sum(bytes.get(..end).unwrap_or_default())),
            faults: Vec::new(),
        })
    }

    /// Tells a fault.
    pub(super) fn tell(&mut self, line: usize, kind: FileFaultKind) {
        self.faults.push(FileFault { line, kind });
    }

    /// Tells a fault unless `holds`.
    pub(super) fn demand(&mut self, holds: bool, line: usize, kind: FileFaultKind) {
        if !holds {
            self.tell(line, kind);
        }
    }
}

impl Record {
    fn is_of(&self, mark: &'static str, count: usize) -> Result<(), FileFault> {
        let fault = |kind| FileFault {
            line: self.line,
            kind,
        };
        if self.fields.first().is_none_or(|found| found != mark) {
            return Err(fault(FileFaultKind::Mark { expected: mark }));
        }
        let found = self.fields.len();
        if found == count {
            Ok(())
        } else {
            let expected = count;
            Err(fault(FileFaultKind::Columns { expected, found }))
        }
    }

    /// The text of a field, counted from 0.
    pub(super) fn text(&self, place: usize) -> &str {
        self.fields.get(place).map_or("", String::as_str)
    }

    /// The value of a field; a fault under `name` where it is none.
    pub(super) fn value<T: FromStr>(
        &self,
        place: usize,
        name: &'static str,
        faults: &mut Vec<FileFault>,
    ) -> Option<T> {
        let value = self.text(place).parse().ok();
        if value.is_none() {
            faults.push(FileFault {
                line: self.line,
                kind: FileFaultKind::Field { name },
            });
        }
        value
    }
}
