//! What an office saves by sending data instead of paper (かんたんシミュレーション).
//!
//! An [`OfficeKind`] gives the default [`Inputs`]; each of them is a [`Field`] with label, unit, bounds
//! and [`Source`]. [`simulate`] turns inputs into [`Savings`] by integer arithmetic alone, and
//! [`workbook`] writes the same formulas into an Excel file, where they stay live. `docs/savings.md`
//! tells every formula and where each default comes from.
//!
//! This crate knows no HTTP and no disk.

mod field;
mod field_spec;
mod inputs;
mod simulate;
mod source;
mod words;
mod workbook;

pub use field::{Field, Spec};
pub use inputs::{FieldFault, FieldFaultKind, Inputs};
pub use simulate::{BreakEven, Period, SavedTime, Savings, at_shares, simulate};
pub use source::Source;
/// It decides the defaults and some labels, no formula.
pub use tasuki_terms::OfficeKind;
pub use words::{CAUTION, REST_IS_MAIL, national_estimate};
pub use workbook::{WorkbookFailure, workbook};

use tasuki_terms::Yen;

/// What an office saves in a month by the national estimate, labour included: about 68,000 yen.
///
/// Source: 令和2年度 調査研究, as the leaflets of the federations quote it.
pub const NATIONAL_AVERAGE_WITH_LABOUR: Yen = Yen::new(68_000);

/// The same without labour: about 6,000 yen.
pub const NATIONAL_AVERAGE_WITHOUT_LABOUR: Yen = Yen::new(6_000);
