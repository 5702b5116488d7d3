//! Splitting bytes into records and fields, one record after the other.
//!
//! In MS932 the second byte of a character is never below 40, so that quotation marks, commas and
//! line ends can be looked for without decoding. They are found many bytes at a time; all that is
//! remembered is the record at hand, so that a file may be longer than the memory.

use std::ops::Range;

use crate::layout::rules::bit;
use crate::raw::SyntaxFault;

mod common;
mod specials;
#[cfg(test)]
mod tests;

use common::common_start;
use specials::Specials;

/// How many bytes of byte order marks (UTF-8) the bytes begin with.
pub(crate) fn marks(bytes: &[u8]) -> usize {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    bytes
        .chunks(MARK.len())
        .take_while(|chunk| *chunk == MARK)
        .count()
        * MARK.len()
}

/// Where a field stands in its record, with its quotation marks and without the comma behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The first byte, counted from the record's.
    #[inline]
    pub(crate) const fn start(self) -> usize {
        self.start as usize
    }

    /// The first byte behind it.
    #[inline]
    pub(crate) const fn end(self) -> usize {
        self.end as usize
    }

    fn new(start: usize, end: usize) -> Self {
        // Records of more than 4 GB are no records.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            start: place(start),
            end: place(end),
        }
    }

    /// The same so many bytes further on; wrapping, since it may be further back, too.
    const fn shifted(self, by: u32) -> Self {
        Self {
            start: self.start.wrapping_add(by),
            end: self.end.wrapping_add(by),
        }
    }
}

/// A record that was cut out of the bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cut {
    /// The line it begins on, counted from 1.
    pub(crate) line: u32,
    /// Its first byte.
    pub(crate) start: usize,
    /// Its fields; never none.
    pub(crate) fields: Vec<Span>,
    /// The fields that may differ from those of the record before, one bit each; the others are the
    /// same byte for byte.
    pub(crate) changed: u128,
    /// The first wrong use of quotation marks, with the index of its field.
    pub(crate) fault: Option<(usize, SyntaxFault)>,
    /// The first zero byte, counted from the record's first.
    pub(crate) nul: Option<usize>,
    /// Whether it ends in CR LF, or is the last and has no end.
    pub(crate) ends_in_crlf: bool,
    /// How many fields were cut; those behind are of the record before, as if it went on so.
    count: usize,
    /// How much further on they stand than in the record before; wrapping.
    shift: u32,
}

impl Cut {
    /// Begins a record: with the fields of the one before, if it may repeat them.
    fn begin(&mut self, may_repeat: bool) {
        if !may_repeat {
            self.fields.clear();
        }
        self.changed = if may_repeat { 0 } else { u128::MAX };
        self.fault = None;
        self.nul = None;
        self.count = 0;
        self.shift = 0;
    }

    /// Adds a field.
    fn push(&mut self, span: Span) {
        self.changed |= bit(self.count);
        self.count += 1;
        let Some(old) = self.fields.get_mut(self.count - 1) else {
            self.fields.push(span);
            return;
        };
        let shift = span.end.wrapping_sub(old.end);
        *old = span;
        if shift != 0 {
            self.shift = self.shift.wrapping_add(shift);
            for field in self.fields.iter_mut().skip(self.count) {
                *field = field.shifted(shift);
            }
        }
    }

    /// Notes what is wrong with the field that comes next.
    fn fault(&mut self, fault: SyntaxFault) {
        self.fault = self.fault.or(Some((self.count, fault)));
    }
}

/// Cuts records out of bytes.
pub(crate) struct Splitter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    is_whole: bool,
    /// Where the record before stands with its line end, if nothing about it was unusual.
    before: Option<Range<usize>>,
}

/// The bytes end within the record, and more will come.
struct NeedsMore;

impl<'a> Splitter<'a> {
    /// Begins at the byte `from`, which is the first of line `line`. `is_whole` tells that no bytes
    /// will follow.
    pub(crate) fn new(bytes: &'a [u8], from: usize, line: u32, is_whole: bool) -> Self {
        Self {
            bytes,
            at: from,
            line,
            is_whole,
            before: None,
        }
    }

    /// The first byte that was not cut, and its line.
    pub(crate) const fn rest(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// Cuts the next record. `false` if there is none, or only a part of one. `cut` must be the same
    /// as before.
    pub(crate) fn next(&mut self, cut: &mut Cut) -> bool {
        if self.skip_empty_lines().is_err() || self.at >= self.bytes.len() {
            return false;
        }
        let (at, line) = (self.at, self.line);
        (cut.line, cut.start) = (line, at);
        cut.begin(self.before.is_some());
        if self.cut(cut).is_err() {
            (self.at, self.line) = (at, line);
            self.before = None;
            return false;
        }
        cut.fields.truncate(cut.count);
        // To a CR at its end an LF may belong, which would have to be looked for.
        let ends_in_lf = self.at.checked_sub(1).and_then(|at| self.byte(at)) == Some(b'\n');
        let is_usual = cut.fault.is_none() && cut.nul.is_none() && ends_in_lf;
        let is_usual = is_usual && self.line == line + 1;
        self.before = is_usual.then_some(at..self.at);
        true
    }

    /// Takes the next fields over as far as they repeat the record before, since neighbours have much
    /// in common. `true` if they do to the end of the line. The place is one where a field begins.
    fn repeat(&mut self, cut: &mut Cut) -> bool {
        let (Some(before), Some(next)) = (&self.before, cut.fields.get(cut.count)) else {
            return false;
        };
        let from = before.start + next.start.wrapping_sub(cut.shift) as usize;
        let left = before.end.saturating_sub(from);
        let old = self.bytes.get(from..).unwrap_or_default();
        let new = self.bytes.get(self.at..).unwrap_or_default();
        let common = common_start(old, new, left);
        if common == left {
            cut.count = cut.fields.len();
            self.at += left;
            self.line = self.line.saturating_add(1);
            // How the record before ended is still in `cut`.
            return true;
        }
        // The comma behind a field must be the same, too; behind the last is none.
        let until = next.start() + common;
        let rest = cut.fields.get(cut.count..).unwrap_or_default();
        let (_, but_last) = rest.split_last().unwrap_or((next, &[]));
        for field in but_last {
            if field.end() >= until {
                break;
            }
            cut.count += 1;
            self.at = cut.start + field.end() + 1;
        }
        false
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The byte behind `at`, unless it is still to come.
    fn peek(&self, at: usize) -> Result<Option<u8>, NeedsMore> {
        match self.byte(at + 1) {
            None if !self.is_whole => Err(NeedsMore),
            byte => Ok(byte),
        }
    }

    fn skip_empty_lines(&mut self) -> Result<(), NeedsMore> {
        loop {
            match self.byte(self.at) {
                // Of CR LF the second counts.
                Some(b'\r') if self.peek(self.at)? == Some(b'\n') => {
                    self.at += 1;
                    continue;
                }
                Some(b'\r' | b'\n') => {}
                _ => return Ok(()),
            }
            self.line = self.line.saturating_add(1);
            self.at += 1;
        }
    }

    fn cut(&mut self, cut: &mut Cut) -> Result<(), NeedsMore> {
        loop {
            if self.repeat(cut) {
                return Ok(());
            }
            let start = self.at;
            let end = self.field(cut)?;
            cut.push(Span::new(start - cut.start, end - cut.start));
            self.at = end + 1;
            match self.byte(end) {
                Some(b',') => {
                    // A comma at the very end is followed by one more field, which is empty.
                    if self.at == self.bytes.len() {
                        if !self.is_whole {
                            return Err(NeedsMore);
                        }
                        let end = self.at - cut.start;
                        cut.push(Span::new(end, end));
                        cut.ends_in_crlf = true;
                        return Ok(());
                    }
                }
                Some(byte) => {
                    let is_crlf = byte == b'\r' && self.peek(end)? == Some(b'\n');
                    self.at += usize::from(is_crlf);
                    self.line = self.line.saturating_add(1);
                    cut.ends_in_crlf = is_crlf;
                    return Ok(());
                }
                None => {
                    self.at = end;
                    cut.ends_in_crlf = true;
                    return Ok(());
                }
            }
        }
    }

    /// Where the field ends that begins here: the place of a comma, of the first byte of a line end,
    /// or behind all bytes.
    fn field(&mut self, cut: &mut Cut) -> Result<usize, NeedsMore> {
        let mut specials = Specials::new(self.bytes, self.at);
        let is_quoted = self.byte(self.at) == Some(b'"');
        if is_quoted {
            specials.next();
            match self.closing_quote(&mut specials, cut)? {
                None => cut.fault(SyntaxFault::Unclosed),
                Some(close) => match self.peek(close)? {
                    None | Some(b',' | b'\r' | b'\n') => {}
                    Some(_) => cut.fault(SyntaxFault::AfterQuote),
                },
            }
        }
        while let Some(at) = specials.next() {
            match self.byte(at) {
                Some(b',' | b'\n' | b'\r') => return Ok(at),
                Some(b'"') if !is_quoted => cut.fault(SyntaxFault::StrayQuote),
                Some(0) => cut.nul = cut.nul.or(Some(at - cut.start)),
                _ => {}
            }
        }
        if self.is_whole {
            Ok(self.bytes.len())
        } else {
            Err(NeedsMore)
        }
    }

    /// The quotation mark that closes the field at hand, whose first one was read.
    fn closing_quote(
        &mut self,
        specials: &mut Specials<'_>,
        cut: &mut Cut,
    ) -> Result<Option<usize>, NeedsMore> {
        while let Some(at) = specials.next() {
            match self.byte(at) {
                Some(b'"') => {
                    if self.peek(at)? != Some(b'"') {
                        return Ok(Some(at));
                    }
                    specials.next();
                }
                Some(b'\n') => self.line = self.line.saturating_add(1),
                Some(b'\r') if self.peek(at)? != Some(b'\n') => {
                    self.line = self.line.saturating_add(1);
                }
                Some(0) => cut.nul = cut.nul.or(Some(at - cut.start)),
                _ => {}
            }
        }
        if self.is_whole {
            Ok(None)
        } else {
            Err(NeedsMore)
        }
    }
}
