//! Records and fields of a file, before anything is known about their meaning.
//!
//! The bytes are split as they are: in MS932 the second byte of a character is never a quotation
//! mark, a comma or a line end, so that splitting needs no decoding, and every place that is told
//! is a place in the file as it was received.

use std::borrow::Cow;
use std::fmt;

use crate::split::{Cut, Span, Splitter, marks};

#[cfg(test)]
mod tests;

/// The records of a file, for as long as its bytes are there.
///
/// Making one never fails: whatever is wrong is told by [`RawField::syntax`] and by the counts.
/// Lines may end in CR LF, LF or CR; the last may lack its end; empty lines and byte order marks at
/// the start count for nothing.
#[derive(Clone)]
pub struct RawTable<'a> {
    bytes: &'a [u8],
    fields: Vec<Span>,
    records: Vec<Start>,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    field: usize,
    line: u32,
    offset: usize,
    ends_in_crlf: bool,
}

/// One record.
#[derive(Clone, Copy)]
pub struct RawRecord<'a> {
    bytes: &'a [u8],
    fields: &'a [Span],
    ends_in_crlf: bool,
    /// The line it begins on, counted from 1.
    pub line: u32,
    /// The place of its first byte, counted from 0.
    pub offset: usize,
}

/// One field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawField<'a> {
    /// Its bytes, with its quotation marks.
    pub raw: &'a [u8],
    /// The line it begins on, counted from 1.
    pub line: u32,
    /// The place of its first byte, counted from 0.
    pub offset: usize,
}

/// What is wrong with the quotation marks of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SyntaxFault {
    /// The file ends before the closing quotation mark.
    Unclosed,
    /// Something stands behind the closing quotation mark.
    AfterQuote,
    /// A quotation mark stands in a field that does not begin with one.
    StrayQuote,
}

impl<'a> RawTable<'a> {
    /// Splits the bytes.
    pub fn read(bytes: &'a [u8]) -> Self {
        let mut table = Self {
            bytes,
            fields: Vec::new(),
            records: Vec::new(),
        };
        let mut splitter = Splitter::new(bytes, marks(bytes), 1, true);
        let mut cut = Cut::default();
        while splitter.next(&mut cut) {
            table.records.push(Start {
                field: table.fields.len(),
                line: cut.line,
                offset: cut.start,
                ends_in_crlf: cut.ends_in_crlf,
            });
            table.fields.extend(&cut.fields);
        }
        table
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, in their order.
    pub fn records(&self) -> impl Iterator<Item = RawRecord<'_>> {
        self.records.iter().enumerate().map(|(at, start)| {
            let end = self
                .records
                .get(at + 1)
                .map_or(self.fields.len(), |next| next.field);
            RawRecord {
                bytes: self.bytes,
                fields: self.fields.get(start.field..end).unwrap_or_default(),
                ends_in_crlf: start.ends_in_crlf,
                line: start.line,
                offset: start.offset,
            }
        })
    }
}

impl<'a> RawRecord<'a> {
    /// How many fields it has; never none.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Never; there are no records without fields.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = RawField<'a>> + use<'a> {
        let (bytes, offset) = (self.bytes, self.offset);
        let mut lines = Lines {
            bytes,
            line: self.line,
            counted: self.offset,
        };
        self.fields.iter().map(move |span| {
            let (start, end) = (offset + span.start(), offset + span.end());
            RawField {
                raw: bytes.get(start..end).unwrap_or_default(),
                line: lines.at(start),
                offset: start,
            }
        })
    }

    /// Whether the record ends in CR LF, or is the last and has no end.
    pub const fn ends_in_crlf(&self) -> bool {
        self.ends_in_crlf
    }
}

impl<'a> RawField<'a> {
    /// Whether it stands in quotation marks.
    pub fn is_quoted(&self) -> bool {
        self.raw.starts_with(b"\"")
    }

    /// What is wrong with its quotation marks.
    pub fn syntax(&self) -> Option<SyntaxFault> {
        if !self.is_quoted() {
            return self.raw.contains(&b'"').then_some(SyntaxFault::StrayQuote);
        }
        let mut rest = self.raw.get(1..).unwrap_or_default().iter();
        loop {
            match rest.next() {
                None => return Some(SyntaxFault::Unclosed),
                Some(b'"') => match rest.next() {
                    None => return None,
                    Some(b'"') => {}
                    Some(_) => return Some(SyntaxFault::AfterQuote),
                },
                Some(_) => {}
            }
        }
    }

    /// What it holds: without its quotation marks, and doubled ones as one.
    pub fn value(&self) -> Cow<'a, [u8]> {
        let Some(inside) = self.raw.strip_prefix(b"\"") else {
            return Cow::Borrowed(self.raw);
        };
        let inside = inside.strip_suffix(b"\"").unwrap_or(inside);
        if !inside.contains(&b'"') {
            return Cow::Borrowed(inside);
        }
        let mut value = Vec::with_capacity(inside.len());
        let mut rest = inside.iter().peekable();
        while let Some(&byte) = rest.next() {
            value.push(byte);
            if byte == b'"' {
                rest.next_if(|next| **next == b'"');
            }
        }
        Cow::Owned(value)
    }
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for RawTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawTable({} records)", self.len())
    }
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for RawRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawRecord(line {}, {} fields)", self.line, self.len())
    }
}

/// Tells no bytes, since they may be personal.
impl fmt::Debug for RawField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawField(line {}, offset {})", self.line, self.offset)
    }
}

/// Counts lines while going forward.
struct Lines<'a> {
    bytes: &'a [u8],
    line: u32,
    counted: usize,
}

impl Lines<'_> {
    /// The line of the byte at `offset`, which never lies before the one asked for last.
    fn at(&mut self, offset: usize) -> u32 {
        while self.counted < offset {
            let next = self.bytes.get(self.counted + 1);
            match self.bytes.get(self.counted) {
                Some(b'\n') => self.line = self.line.saturating_add(1),
                Some(b'\r') if next != Some(&b'\n') => self.line = self.line.saturating_add(1),
                _ => {}
            }
            self.counted += 1;
        }
        self.line
    }
}
