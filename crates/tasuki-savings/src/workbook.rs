//! The simulation as an Excel file whose formulas stay live.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use tasuki_terms::Date;

use crate::{Inputs, simulate};

mod cells;
mod front;
mod sources;
mod steps;
mod styles;
#[cfg(test)]
mod tests;

use styles::Styles;

/// Writes an Excel file (.xlsx) with these inputs: the sheet 入力と結果 with cells to type into and what
/// comes of them, 計算 with every step, 出典 with where the defaults come from. All print on A4.
///
/// Cells hold formulas, so a spreadsheet computes anew what [`simulate`] computes, to the same yen. The
/// same inputs and day give the same bytes.
pub fn workbook(inputs: &Inputs, made_on: Date) -> Result<Vec<u8>, WorkbookFailure> {
    write(inputs, made_on).map_err(WorkbookFailure)
}

/// A workbook that could not be written. No inputs lead to it, but a day before 1900 does.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct WorkbookFailure(#[source] XlsxError);

fn write(inputs: &Inputs, made_on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Excel counts days from 1900 on; others are refused.
    let made_at = ExcelDateTime::from_ymd(
        made_on.year().unsigned_abs(),
        made_on.month().unsigned_abs(),
        made_on.day().unsigned_abs(),
    )?;
    let properties = DocProperties::new()
        .set_title("データ連携による削減効果をかんたんシミュレーション")
        .set_creation_datetime(&made_at);
    book.set_properties(&properties);

    let styles = Styles::new();
    front::write(book.add_worksheet(), &styles, inputs, &simulate(inputs))?;
    steps::write(book.add_worksheet(), &styles, inputs)?;
    sources::write(book.add_worksheet(), &styles)?;
    book.save_to_buffer()
}
