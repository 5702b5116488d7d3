//! Empty lines, which the reader leaves out.

use super::{Finding, Place, Rule};

/// Looks whether each record begins where the one before ends.
#[derive(Default)]
pub(super) struct Gaps {
    /// The end of the last record, or of the byte order marks: the place in the file.
    offset: usize,
    /// The line there; none before the file has begun.
    line: u32,
    is_told: bool,
}

impl Gaps {
    /// The file begins, or a record ends.
    pub(super) const fn ends(&mut self, offset: usize, line: u32) {
        (self.offset, self.line) = (offset, line);
    }

    /// A record begins, or the file ends. That there are empty lines is told once, since the whole
    /// file is written that way.
    pub(super) fn begins(&mut self, given: &str, offset: usize) -> Option<Finding> {
        if offset <= self.offset || std::mem::replace(&mut self.is_told, true) {
            return None;
        }
        Some(Finding::new(
            Rule::FILE_EMPTY_LINES,
            Place::file(given).at(self.line, self.offset),
            "空の行があります（ほかにもあるかもしれません）。".to_owned(),
            "このまま送信できますが、相手のソフトで読めないことがあります。",
        ))
    }
}
