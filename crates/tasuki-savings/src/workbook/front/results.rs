//! The table of what is saved.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use super::super::cells::{Column, Step, steps};
use super::super::styles::Styles;
use crate::simulate::Exact;
use crate::{Field, Period, Savings};

/// One row: its label and unit, the formulas of month and year, and what they come to.
struct Row {
    label: &'static str,
    unit: &'static str,
    month: String,
    year: String,
    known: fn(&Period) -> String,
    is_sum: bool,
}

/// Writes the table from a row on; returns its last row.
pub(super) fn write(
    sheet: &mut Worksheet,
    styles: &Styles,
    first: u32,
    savings: &Savings,
) -> Result<u32, XlsxError> {
    let rows = rows(first);
    let mut last = first;
    for (row, what) in (first..).zip(rows) {
        let format: &Format = match (what.unit, what.is_sum) {
            ("円", false) => &styles.whole,
            ("円", true) => &styles.sum,
            _ => &styles.tenths,
        };
        let month = Formula::new(what.month).set_result((what.known)(&savings.month));
        let year = Formula::new(what.year).set_result((what.known)(&savings.year));
        sheet.write_string_with_format(row, 0, what.label, &styles.label)?;
        sheet.write_formula_with_format(row, 1, month, format)?;
        sheet.write_formula_with_format(row, 2, year, format)?;
        sheet.write_string_with_format(row, 3, what.unit, &styles.label)?;
        last = row;
    }
    Ok(last)
}

fn rows(first: u32) -> Vec<Row> {
    // Rows of the table as a spreadsheet counts them, from 1.
    let line = |place: u32| first + place + 1;
    let time = format!(
        "INT({}/{})",
        Step::Time.cell(Column::Chosen),
        Exact::TIME_PARTS
    );
    let yen = |label, place: u32, step: Step, parts: i64, known| Row {
        label,
        unit: "円",
        month: format!("=INT({}/{parts})", step.cell(Column::Chosen)),
        year: format!("=12*B{}", line(place)),
        known,
        is_sum: false,
    };
    let sum = |label, formula: &dyn Fn(char) -> String, known| Row {
        label,
        unit: "円",
        month: formula('B'),
        year: formula('C'),
        known,
        is_sum: true,
    };
    vec![
        Row {
            label: "減る時間",
            unit: "分",
            month: format!("={time}/10"),
            year: format!("=12*{time}/10"),
            known: |period| tenths(period.time.tenths_of_minutes()),
            is_sum: false,
        },
        Row {
            label: "減る時間（0.1時間未満は切り捨て）",
            unit: "時間",
            month: format!("=INT({time}/60)/10"),
            year: format!("=INT(12*{time}/60)/10"),
            known: |period| tenths(period.time.tenths_of_hours()),
            is_sum: false,
        },
        yen("人件費", 2, Step::Labour, Exact::PARTS, |period| {
            bare(period.labour)
        }),
        yen(
            "通信費（FAX）",
            3,
            Step::Fax,
            Exact::COST_PARTS,
            |period| bare(period.fax),
        ),
        yen("郵送費", 4, Step::Postage, Exact::COST_PARTS, |period| {
            bare(period.postage)
        }),
        yen("交通費", 5, Step::Visits, Exact::COST_PARTS, |period| {
            bare(period.visits)
        }),
        yen("印刷費", 6, Step::Paper, Exact::COST_PARTS, |period| {
            bare(period.paper)
        }),
        sum(
            "削減額（人件費を含む）",
            &|column| format!("={column}{}+{column}{}", line(2), line(8)),
            |period| bare(period.with_labour()),
        ),
        sum(
            "削減額（人件費を除く）",
            &|column| {
                let cell = |place| format!("{column}{}", line(place));
                format!("={}+{}+{}+{}", cell(3), cell(4), cell(5), cell(6))
            },
            |period| bare(period.without_labour()),
        ),
        Row {
            label: "ライセンス料",
            unit: "円",
            month: format!("=-INT(-{}/12)", steps(Field::Licence)),
            year: format!("={}", steps(Field::Licence)),
            known: |period| bare(period.licence),
            is_sum: false,
        },
        sum(
            "ライセンス料を引いた効果（人件費を含む）",
            &|column| format!("={column}{}-{column}{}", line(7), line(9)),
            |period| bare(period.net_with_labour()),
        ),
        sum(
            "ライセンス料を引いた効果（人件費を除く）",
            &|column| format!("={column}{}-{column}{}", line(8), line(9)),
            |period| bare(period.net_without_labour()),
        ),
    ]
}

fn bare(yen: tasuki_terms::Yen) -> String {
    yen.amount().to_string()
}

fn tenths(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}
