//! Splitting bytes into records and fields, one record after the other.
//!
//! In MS932 the second byte of a character is never below 40, so that quotation marks, commas and
//! line ends can be looked for without decoding. They are found many bytes at a time; all that is
//! remembered is the record at hand, so that a file may be longer than the memory.

use std::ops::Range;

use crate::raw::SyntaxFault;

mod specials;
#[cfg(test)]
mod tests;

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
    /// How many of its first fields are, byte for byte, those of the record before.
    pub(crate) repeated: usize,
    /// From which field on all are those of the record before; beyond the last if none are.
    pub(crate) tail: usize,
    /// The first wrong use of quotation marks, with the index of its field.
    pub(crate) fault: Option<(usize, SyntaxFault)>,
    /// The first zero byte, counted from the record's first.
    pub(crate) nul: Option<usize>,
    /// Whether it ends in CR LF, or is the last and has no end.
    pub(crate) ends_in_crlf: bool,
    /// How many fields were cut; those behind are of the record before.
    count: usize,
}

impl Cut {
    /// Adds a field.
    fn push(&mut self, span: Span) {
        match self.fields.get_mut(self.count) {
            Some(old) => *old = span,
            None => self.fields.push(span),
        }
        self.count += 1;
    }

    /// Notes what is wrong with the field that comes next.
    fn fault(&mut self, fault: SyntaxFault) {
        self.fault = self.fault.or(Some((self.count, fault)));
    }
}

/// Cuts records out of bytes.
pub(crate) struct Splitter<'a> {
    bytes: &'a [u8],
    specials: Specials<'a>,
    at: usize,
    line: u32,
    is_whole: bool,
    /// Where the record before stands with its line end, if nothing about it was unusual.
    before: Option<Range<usize>>,
    /// What the line at hand has in common with the record before at its end.
    tail: Tail,
}

/// The end of a line that is also that of the record before.
#[derive(Clone, Copy, Default)]
struct Tail {
    /// The first byte behind the line.
    end: usize,
    /// How many bytes before that are the same.
    common: usize,
}

/// The bytes end within the record, and more will come.
struct NeedsMore;

/// How a field ends.
enum End {
    Comma,
    Line { crlf: bool },
    Bytes,
}

impl<'a> Splitter<'a> {
    /// Begins at the byte `from`, which is the first of line `line`. `is_whole` tells that no bytes
    /// will follow.
    pub(crate) fn new(bytes: &'a [u8], from: usize, line: u32, is_whole: bool) -> Self {
        Self {
            bytes,
            specials: Specials::new(bytes, from),
            at: from,
            line,
            is_whole,
            before: None,
            tail: Tail::default(),
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
        self.repeat(cut);
        self.specials = Specials::new(self.bytes, self.at);
        cut.fault = None;
        cut.nul = None;
        if self.cut(cut).is_err() {
            (self.at, self.line) = (at, line);
            self.before = None;
            return false;
        }
        cut.fields.truncate(cut.count);
        // Only where lines end in LF is the next one found without looking at all that follows.
        let ends_in_lf = self.at.checked_sub(1).and_then(|at| self.byte(at)) == Some(b'\n');
        let is_usual = cut.fault.is_none() && cut.nul.is_none() && ends_in_lf;
        let is_usual = is_usual && self.line == line + 1;
        self.before = is_usual.then_some(at..self.at);
        true
    }

    /// Takes the fields over that repeat those of the record before: neighbours have much in common.
    fn repeat(&mut self, cut: &mut Cut) {
        cut.count = 0;
        cut.repeated = 0;
        cut.tail = usize::MAX;
        self.tail = Tail::default();
        let Some(before) = self.before.clone() else {
            return;
        };
        let old = self.bytes.get(before).unwrap_or_default();
        let new = self.bytes.get(self.at..).unwrap_or_default();
        // The comma behind a field must be the same, too; behind the last is none.
        let common = common_start(old, new);
        let but_last = cut.fields.len().saturating_sub(1);
        let fields = cut.fields.iter().take(but_last);
        let repeated = fields.take_while(|field| field.end() < common).count();
        cut.repeated = repeated;
        cut.count = repeated;
        if let Some(last) = cut.fields.get(repeated.wrapping_sub(1)) {
            self.at += last.end() + 1;
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if let Some(line) = memchr::memchr(b'\n', rest) {
            let end = self.at + line + 1;
            let new = rest.get(..=line).unwrap_or_default();
            self.tail = Tail {
                end,
                common: common_end(old, new),
            };
        }
    }

    /// Takes all fields from here on over, if to the end of the line they are those of the record
    /// before. The place is one where a field begins.
    fn repeat_tail(&mut self, cut: &mut Cut) -> bool {
        let left = self.tail.end.saturating_sub(self.at);
        if left > self.tail.common {
            return false;
        }
        let (Some(before), Some(field)) = (&self.before, cut.fields.get(cut.count)) else {
            return false;
        };
        if before.len().checked_sub(field.start()) != Some(left) {
            return false;
        }
        cut.tail = cut.count;
        let length = self.tail.end - cut.start;
        if length != before.len() {
            let place = |old: u32| length - (before.len() - old as usize);
            for field in cut.fields.iter_mut().skip(cut.count) {
                *field = Span::new(place(field.start), place(field.end));
            }
        }
        cut.count = cut.fields.len();
        self.at = self.tail.end;
        self.line = self.line.saturating_add(1);
        // How the record before ended is still in `cut`.
        true
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
            if self.repeat_tail(cut) {
                return Ok(());
            }
            let start = self.at;
            let is_quoted = self.byte(start) == Some(b'"');
            let mut end = None;
            if is_quoted {
                self.specials.next();
                match self.closing_quote(cut)? {
                    None => cut.fault(SyntaxFault::Unclosed),
                    Some(close) => match self.peek(close)? {
                        None | Some(b',' | b'\r' | b'\n') => {}
                        Some(_) => cut.fault(SyntaxFault::AfterQuote),
                    },
                }
            }
            let ended = loop {
                let Some(at) = self.specials.next() else {
                    break if self.is_whole {
                        End::Bytes
                    } else {
                        return Err(NeedsMore);
                    };
                };
                match self.byte(at) {
                    Some(b',') => {
                        end = Some(at);
                        break End::Comma;
                    }
                    Some(b'\n') => {
                        end = Some(at);
                        break End::Line { crlf: false };
                    }
                    Some(b'\r') => {
                        end = Some(at);
                        let crlf = self.peek(at)? == Some(b'\n');
                        break End::Line { crlf };
                    }
                    Some(b'"') if !is_quoted => cut.fault(SyntaxFault::StrayQuote),
                    Some(0) => cut.nul = cut.nul.or(Some(at - cut.start)),
                    _ => {}
                }
            };
            let end = end.unwrap_or(self.bytes.len());
            cut.push(Span::new(start - cut.start, end - cut.start));
            match ended {
                End::Comma => {
                    self.at = end + 1;
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
                End::Line { crlf } => {
                    self.at = end + 1;
                    self.at += usize::from(crlf);
                    self.line = self.line.saturating_add(1);
                    cut.ends_in_crlf = crlf;
                    return Ok(());
                }
                End::Bytes => {
                    self.at = end;
                    cut.ends_in_crlf = true;
                    return Ok(());
                }
            }
        }
    }

    /// The quotation mark that closes the field at hand, whose first one was read.
    fn closing_quote(&mut self, cut: &mut Cut) -> Result<Option<usize>, NeedsMore> {
        while let Some(at) = self.specials.next() {
            match self.byte(at) {
                Some(b'"') => {
                    if self.peek(at)? != Some(b'"') {
                        return Ok(Some(at));
                    }
                    self.specials.next();
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

/// How many bytes are the same at the beginning.
fn common_start(old: &[u8], new: &[u8]) -> usize {
    let (old_words, _) = old.as_chunks::<8>();
    let (new_words, _) = new.as_chunks::<8>();
    let mut common = 0;
    for (old, new) in old_words.iter().zip(new_words) {
        let difference = u64::from_le_bytes(*old) ^ u64::from_le_bytes(*new);
        if difference != 0 {
            return common + (difference.trailing_zeros() / 8) as usize;
        }
        common += 8;
    }
    let old = old.get(common..).unwrap_or_default();
    let new = new.get(common..).unwrap_or_default();
    let same = old.iter().zip(new).take_while(|(old, new)| old == new);
    common + same.count()
}

/// How many bytes are the same at the end.
fn common_end(old: &[u8], new: &[u8]) -> usize {
    let (_, old_words) = old.as_rchunks::<8>();
    let (_, new_words) = new.as_rchunks::<8>();
    let mut common = 0;
    for (old, new) in old_words.iter().rev().zip(new_words.iter().rev()) {
        let difference = u64::from_le_bytes(*old) ^ u64::from_le_bytes(*new);
        if difference != 0 {
            return common + (difference.leading_zeros() / 8) as usize;
        }
        common += 8;
    }
    // What is left over before the words counts for nothing: it is short.
    common
}
