//! Reads a file of the open data, piece by piece.

use tasuki_terms::ServiceType;

use super::column::Layout;
use super::split::Fields;
use super::{Column, FindingCode, OpenDataRow, RowFinding, row};

/// Reads a file of the open data (オープンデータ) as its bytes come in; it never stops at a bad line, and
/// no bytes make it panic.
///
/// It holds at most one row: a line of 64 KiB, or 20 lines where quotation marks go over line ends.
#[derive(Debug)]
pub struct OpenDataReader {
    service: ServiceType,
    layout: Option<Layout>,
    /// Whole lines, with their ends, whose quotation marks are not closed yet, then a part of one.
    held: Vec<u8>,
    /// Where the line that is still coming in begins in `held`.
    begun: usize,
    /// How many whole lines are held.
    lines: u64,
    /// Whether the line that is coming in is too long and is skipped.
    skipping: bool,
    report: OpenDataReport,
    /// The lines before those held.
    passed: u64,
}

/// What came of a file (取込結果).
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OpenDataReport {
    /// Rows that were taken in.
    pub accepted: u64,
    /// Rows that were left out.
    pub rejected: u64,
    /// The first findings, by line; at most [`OpenDataReport::FINDINGS`].
    pub findings: Vec<RowFinding>,
    /// How many findings there were beyond them.
    pub more_findings: u64,
}

impl OpenDataReport {
    /// How many findings are kept.
    pub const FINDINGS: usize = 1000;
}

/// The file is not of the open data at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotOpenData {
    /// There is no first line that could be split into headings.
    #[error("no line of headings")]
    Header,
    /// Its first line is not UTF-8.
    #[error("headings are not UTF-8")]
    Encoding,
    /// A column is missing.
    #[error("the column {} is missing", column.heading())]
    Missing {
        /// Which.
        column: Column,
    },
}

/// The longest line, in bytes.
const LONGEST_LINE: usize = 64 * 1024;
/// The most lines that one row may have.
const MOST_LINES: u64 = 20;

impl OpenDataReader {
    /// A reader for a file of one kind of service; [`super::service_of_file`] tells it.
    pub fn new(service: ServiceType) -> Self {
        Self {
            service,
            layout: None,
            held: Vec::new(),
            begun: 0,
            lines: 0,
            skipping: false,
            report: OpenDataReport::default(),
            passed: 0,
        }
    }

    /// Takes the next bytes and hands on each row that is complete.
    pub fn feed(
        &mut self,
        mut bytes: &[u8],
        each: &mut impl FnMut(OpenDataRow),
    ) -> Result<(), NotOpenData> {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end + 1);
            self.hold(line);
            self.end_line(each)?;
            bytes = rest;
        }
        self.hold(bytes);
        Ok(())
    }

    /// Takes the last line, which may lack its end, and tells what came of the file.
    pub fn finish(
        mut self,
        each: &mut impl FnMut(OpenDataRow),
    ) -> Result<OpenDataReport, NotOpenData> {
        if self.held.len() > self.begun || self.skipping {
            self.end_line(each)?;
        }
        if self.lines > 0 {
            self.line_by_line(each)?;
        }
        match self.layout {
            Some(_) => Ok(self.report),
            None => Err(NotOpenData::Header),
        }
    }

    /// Adds to the line that is coming in, up to its limit.
    fn hold(&mut self, part: &[u8]) {
        if self.held.len() - self.begun + part.len() > LONGEST_LINE {
            self.skipping = true;
            self.held.truncate(self.begun);
        }
        if !self.skipping {
            self.held.extend_from_slice(part);
        }
    }

    /// A whole line is there: is the row complete?
    fn end_line(&mut self, each: &mut impl FnMut(OpenDataRow)) -> Result<(), NotOpenData> {
        if self.skipping {
            self.skipping = false;
            self.line_by_line(each)?;
            self.passed += 1;
            if self.layout.is_none() {
                return Err(NotOpenData::Header);
            }
            self.reject(self.passed, FindingCode::LineLength);
            return Ok(());
        }
        self.lines += 1;
        self.begun = self.held.len();
        // A row ends where as many marks were opened as closed.
        let marks = memchr::memchr_iter(b'"', &self.held).count();
        if marks.is_multiple_of(2) {
            let held = std::mem::take(&mut self.held);
            if self.lines == 1 || self.has_width(&held) {
                self.row(self.passed + 1, &held, each)?;
                self.held = held;
                self.forget();
            } else {
                self.held = held;
                self.line_by_line(each)?;
            }
        } else if self.lines >= MOST_LINES || self.layout.is_none() {
            self.line_by_line(each)?;
        }
        Ok(())
    }

    /// Gives up joining lines: a mark was a letter, and each line is a row.
    fn line_by_line(&mut self, each: &mut impl FnMut(OpenDataRow)) -> Result<(), NotOpenData> {
        let held = std::mem::take(&mut self.held);
        let whole = held.get(..self.begun).unwrap_or_default();
        for (number, line) in (self.passed + 1..).zip(whole.split_inclusive(|byte| *byte == b'\n'))
        {
            self.row(number, line, each)?;
        }
        self.held = held;
        self.forget();
        Ok(())
    }

    fn forget(&mut self) {
        self.held.clear();
        self.begun = 0;
        self.passed += self.lines;
        self.lines = 0;
    }

    fn has_width(&self, row: &[u8]) -> bool {
        let wanted = self.layout.as_ref().map(|layout| layout.width);
        Fields::of(without_end(row)).is_ok_and(|fields| Some(fields.len()) == wanted)
    }

    /// Reads one row, of which the first is the header.
    fn row(
        &mut self,
        line: u64,
        row: &[u8],
        each: &mut impl FnMut(OpenDataRow),
    ) -> Result<(), NotOpenData> {
        let row = without_end(row);
        let Some(layout) = &self.layout else {
            let row = row.strip_prefix("\u{feff}".as_bytes()).unwrap_or(row);
            self.layout = Some(Layout::of(row)?);
            return Ok(());
        };
        if row.iter().all(|byte| matches!(byte, b',' | b' ' | b'\t')) {
            return Ok(());
        }
        let Ok(fields) = Fields::of(row) else {
            self.reject(line, FindingCode::Quote);
            return Ok(());
        };
        if fields.len() != layout.width {
            self.reject(line, FindingCode::Fields);
            return Ok(());
        }
        let report = &mut self.report;
        let read = row::read(&fields, layout, self.service, &mut |column, code| {
            report.add(RowFinding { line, column, code });
        });
        match read {
            Some(row) => {
                self.report.accepted += 1;
                each(row);
            }
            None => self.report.rejected += 1,
        }
        Ok(())
    }

    /// Leaves a line out that is no row.
    fn reject(&mut self, line: u64, code: FindingCode) {
        self.report.rejected += 1;
        self.report.add(RowFinding {
            line,
            column: None,
            code,
        });
    }
}

impl OpenDataReport {
    fn add(&mut self, finding: RowFinding) {
        if self.findings.len() < Self::FINDINGS {
            self.findings.push(finding);
        } else {
            self.more_findings += 1;
        }
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
