//! Deduction files (差引依頼) and their results.

mod make;
mod result;

use tasuki_exchange::{ClaimMonthRefusal, Federation, FileFault};
use tasuki_store::StoreError;
use tasuki_terms::CalendarMonth;

pub use make::{LeftOut, MadeDeduction, PlannedDeductions};
pub use result::{DeductionConflict, ReadDeduction};

/// Why no deduction file is made, or no result of one is read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeductionError {
    /// Fees can still become due in the month.
    #[error(transparent)]
    TooEarly(#[from] ClaimMonthRefusal),
    /// There is no such file.
    #[error("there is no deduction file of {0} for {1}")]
    NoFile(CalendarMonth, Federation),
    /// The file, or what came back for it, has faults.
    #[error("the file has faults")]
    Faults(Vec<FileFault>),
    /// Another result was read before, and this one is not said to correct it.
    #[error("another result was read before")]
    OtherResult,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
