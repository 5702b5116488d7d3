//! Writing deduction files.

use std::fmt::Write as _;

use super::field::{ControlSum, Day};
use super::lines::{control_sum, quoted};
use super::{DeductionFile, DeductionHead};

/// The names of the two files in their heads, and the version of their form.
pub(super) const REQUEST: &str = "DEDUCTION";
pub(super) const RESULT: &str = "DEDUCTION-RESULT";
pub(super) const VERSION: &str = "1";

impl DeductionFile {
    /// Its bytes: UTF-8 without byte order mark, lines that end with CR LF.
    ///
    /// UTF-8, because MS932 lacks letters that names of offices have, and in a file about money no
    /// letter may become another one.
    pub fn write(&self) -> Vec<u8> {
        let mut text = format!("H,{REQUEST},{VERSION},{}\r\n", self.head.columns());
        for (index, line) in self.lines.iter().enumerate() {
            let _written = write!(
                text,
                "D,{},{},{},{},{},{}\r\n",
                index + 1,
                line.office,
                quoted(&line.name),
                line.amount.amount(),
                line.due,
                line.licence
            );
        }
        let control = ControlSum(control_sum(text.as_bytes()));
        let _written = write!(
            text,
            "T,{},{},{control}\r\n",
            self.lines.len(),
            self.total.amount()
        );
        text.into_bytes()
    }
}

impl DeductionHead {
    /// Federation, month of the claim, month of payment, day.
    pub(super) fn columns(&self) -> String {
        // A file is only made where the next month exists.
        let payment = self.claim.next().unwrap_or(self.claim);
        let day = Day(self.made_on);
        format!("{},{},{payment},{day}", self.federation, self.claim)
    }
}
