//! Deduction files (差引依頼ファイル): the fees that a federation (国保連) is asked each month to deduct
//! from what it pays the offices, and the result file (結果ファイル) that it gives back.
//!
//! The federations' own format is not public. This one is ours, specified with an example in
//! `docs/licences.md`; nothing outside this module knows it, so that another one can take its
//! place. [`DeductionFile::write`] and [`DeductionFile::read`] are each other's reverse, and so are
//! [`write_result`] and [`read_result`].

mod answer;
mod fault;
mod field;
mod lines;
mod read;
mod result;
mod table;
mod write;

use std::collections::BTreeSet;

use tasuki_terms::{CalendarMonth, Date, LicenceNumber, OfficeNumber, Yen};

pub use answer::{AnswerConflict, judge_answer};
pub use fault::{FileFault, FileFaultKind};
pub use field::{Federation, InvalidFederation};
pub use lines::control_sum;
pub use result::{
    DeductionAnswer, DeductionOutcome, DeductionResult, ImpossibleReason, read_result, write_result,
};

/// What a deduction file is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeductionHead {
    /// The federation that is asked.
    pub federation: Federation,
    /// The month of the claim (請求月) from which is deducted; it is paid in the next month.
    pub claim: CalendarMonth,
    /// The day on which the file is made.
    pub made_on: Date,
}

/// One fee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeductionLine {
    /// The office that pays.
    pub office: OfficeNumber,
    /// Its name: 1 to 100 characters in one line.
    pub name: String,
    /// How much, more than nothing.
    pub amount: Yen,
    /// The month in which it should have been deducted first: that of the file, or one before where
    /// it is asked for once more.
    pub due: CalendarMonth,
    /// The licence that it is for.
    pub licence: LicenceNumber,
}

/// A deduction file that holds together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeductionFile {
    head: DeductionHead,
    lines: Vec<DeductionLine>,
    total: Yen,
}

impl DeductionFile {
    /// How many characters an office's name may have.
    pub const NAME_MAX: usize = 100;

    /// The file of these fees, or every fault, with the line that the fee would have in the file.
    pub fn new(head: DeductionHead, lines: Vec<DeductionLine>) -> Result<Self, Vec<FileFault>> {
        let mut faults = Vec::new();
        let mut licences = BTreeSet::new();
        for (index, one) in lines.iter().enumerate() {
            // The head is line 1.
            let line = index + 2;
            let mut check = |holds: bool, kind| {
                if !holds {
                    faults.push(FileFault { line, kind });
                }
            };
            let foreign = FileFaultKind::ForeignOffice { office: one.office };
            check(head.federation.covers(one.office), foreign);
            check(
                is_name(&one.name),
                FileFaultKind::Field {
                    name: "事業所名"
                },
            );
            check(
                one.amount > Yen::ZERO,
                FileFaultKind::Field { name: "差引額" },
            );
            check(
                one.due <= head.claim,
                FileFaultKind::Field {
                    name: "当初請求月"
                },
            );
            let licence = one.licence;
            check(
                licences.insert(licence),
                FileFaultKind::Repeated { licence },
            );
        }
        let total = Yen::total(lines.iter().map(|one| one.amount));
        let Some(total) = total.filter(|_| head.claim.next().is_ok()) else {
            faults.push(FileFault {
                line: 1,
                kind: FileFaultKind::Field { name: "合計額" },
            });
            return Err(faults);
        };
        if faults.is_empty() {
            Ok(Self { head, lines, total })
        } else {
            Err(faults)
        }
    }

    /// What it is about.
    pub const fn head(&self) -> &DeductionHead {
        &self.head
    }

    /// The fees, in the order of the file.
    pub fn lines(&self) -> &[DeductionLine] {
        &self.lines
    }

    /// The sum of all fees.
    pub const fn total(&self) -> Yen {
        self.total
    }
}

fn is_name(name: &str) -> bool {
    (1..=DeductionFile::NAME_MAX).contains(&name.chars().count())
        && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
