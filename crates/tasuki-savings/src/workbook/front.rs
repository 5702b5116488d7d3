//! The sheet that people use: inputs and results.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, Worksheet, XlsxError};

use super::cells::{self, Column, FRONT, FRONT_INPUTS, Step, steps};
use super::styles::{Styles, set_page};
use crate::inputs::SHARES_EXCEED_ALL;
use crate::{BreakEven, Inputs, REST_IS_MAIL, Savings, Spec, national_estimate};

mod results;

const NEVER: &str = "達しません";

pub(super) fn write(
    sheet: &mut Worksheet,
    styles: &Styles,
    inputs: &Inputs,
    savings: &Savings,
) -> Result<(), XlsxError> {
    sheet.set_name(FRONT)?;
    for (column, width) in [(0, 50.0), (1, 16.0), (2, 16.0), (3, 20.0)] {
        sheet.set_column_width(column, width)?;
    }
    let title = "データ連携による削減効果 かんたんシミュレーション";
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    let kind = inputs.kind();
    let about = format!(
        "{}用（相手は{}）。黄色のセルに、自分の事業所の値を入力してください。結果は自動で計算されます。",
        kind.label(),
        kind.partners()
    );
    sheet.merge_range(1, 0, 1, 3, &about, &styles.note)?;
    sheet.set_row_height(1, 30)?;

    let heads = ["入力項目", "値", "単位", "初期値の出典"];
    write_heads(sheet, styles, FRONT_INPUTS - 1, heads)?;
    for (row, field) in cells::front_rows() {
        let spec = field.spec();
        let format = match spec.decimals {
            0 => &styles.input,
            _ => &styles.input_tenths,
        };
        sheet.write_string_with_format(row, 0, spec.label, &styles.label)?;
        sheet.write_number_with_format(row, 1, shown(&spec, inputs.value(field)), format)?;
        sheet.write_string_with_format(row, 2, spec.unit, &styles.label)?;
        sheet.write_string_with_format(row, 3, spec.source.label(), &styles.label)?;
        sheet.add_data_validation(row, 1, row, 1, &bounds(&spec)?)?;
    }
    let warning = format!(
        "=IF({}<0,\"{SHARES_EXCEED_ALL}\",\"{REST_IS_MAIL}\")",
        Step::MailShare.cell(Column::Chosen)
    );
    let warning = Formula::new(warning).set_result(REST_IS_MAIL);
    sheet.write_formula_with_format(cells::below_inputs(), 0, warning, &styles.warning)?;

    let first = cells::below_inputs() + 2;
    write_heads(
        sheet,
        styles,
        first - 1,
        ["削減効果", "1か月", "1年", "単位"],
    )?;
    let last = results::write(sheet, styles, first, savings)?;
    let last = write_break_even(sheet, styles, last + 2, savings)?;
    let average = national_estimate();
    sheet.merge_range(last + 2, 0, last + 2, 3, &average, &styles.note)?;
    sheet.set_row_height(last + 2, 30)?;
    set_page(sheet);
    sheet.set_print_fit_to_pages(1, 1);
    sheet.set_print_area(0, 0, last + 2, 3)?;
    sheet.set_selection(FRONT_INPUTS, 1, FRONT_INPUTS, 1)?;
    Ok(())
}

fn write_heads(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: u32,
    heads: [&str; 4],
) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(row, column, head, &styles.head)?;
    }
    Ok(())
}

/// The break-even in two rows; returns the last one.
fn write_break_even(
    sheet: &mut Worksheet,
    styles: &Styles,
    first: u32,
    savings: &Savings,
) -> Result<u32, XlsxError> {
    let head = "ライセンス料を1年で回収できる、利用中の相手の事業所数";
    sheet.write_string_with_format(first - 1, 0, head, &styles.note)?;
    let rows = [
        (
            "人件費を含む場合",
            Step::All,
            Step::NeededWithLabour,
            savings.break_even_with_labour,
        ),
        (
            "人件費を除く場合",
            Step::Costs,
            Step::NeededWithoutLabour,
            savings.break_even_without_labour,
        ),
    ];
    for (row, (label, all, needed, known)) in (first..).zip(rows) {
        let (all, needed) = (all.cell(Column::Everyone), needed.cell(Column::Chosen));
        let (fee, partners) = (steps(crate::Field::Licence), steps(crate::Field::Partners));
        let formula = format!(
            "=IF({fee}=0,IF({all}>=0,0,\"{NEVER}\"),IF({all}<=0,\"{NEVER}\",IF({needed}>{partners},\"{NEVER}\",{needed})))"
        );
        let known = match known {
            BreakEven::Partners(count) => count.to_string(),
            BreakEven::Never => NEVER.to_owned(),
        };
        let formula = Formula::new(formula).set_result(known);
        sheet.write_string_with_format(row, 0, label, &styles.label)?;
        sheet.write_formula_with_format(row, 1, formula, &styles.sum)?;
        sheet.write_string_with_format(row, 2, "か所以上", &styles.label)?;
    }
    Ok(first + 1)
}

/// A field's value as a number in a cell.
fn shown(spec: &Spec, steps: i64) -> f64 {
    // Within the bounds of fields both are whole numbers far below 2⁵³.
    let steps = steps_as_number(steps);
    match spec.decimals {
        0 => steps,
        _ => steps / 10.0,
    }
}

fn steps_as_number(steps: i64) -> f64 {
    i32::try_from(steps).map_or(f64::NAN, f64::from)
}

/// What may be typed into a field's cell.
fn bounds(spec: &Spec) -> Result<DataValidation, XlsxError> {
    let (least, most) = (shown(spec, spec.least), shown(spec, spec.most));
    let between = DataValidationRule::Between(least, most);
    DataValidation::new()
        .allow_decimal_number(between)
        .set_error_title("入力できる値の範囲")?
        .set_error_message(format!(
            "{}から{}までの数字を入力してください。",
            spec.shown(spec.least),
            spec.shown(spec.most)
        ))
}
