//! What is charged, and the tax in it.

use tasuki_terms::{Date, JapaneseDate, Yen};

use crate::layout::{Align, CONTENT_WIDTH, Column, Flow, Ink, Role, Style, Table};

/// One thing that is charged.
#[derive(Debug, Clone, Copy)]
pub struct Charge<'a> {
    /// 品目
    pub description: &'a str,
    /// The first day for which it is paid.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// The rate of its tax, in percent.
    pub tax_rate: u8,
    /// With tax.
    pub amount: Yen,
}

/// The tax of one rate in all charges.
#[derive(Debug, Clone, Copy)]
pub struct TaxShare {
    /// In percent.
    pub rate: u8,
    /// What is charged at this rate, with tax.
    pub total: Yen,
    /// The tax in it.
    pub tax: Yen,
}

/// Lays the whole amount so that it is seen first.
pub(crate) fn grand_total(flow: &mut Flow, label: &str, total: Yen) {
    let large = Style::STRONG.sized(17.0);
    flow.space(3.0);
    flow.column(CONTENT_WIDTH * 0.1, CONTENT_WIDTH * 0.8, |flow| {
        let text = format!("{label}　{total}（税込）");
        flow.text(Role::Paragraph, &text, &large, Align::Middle);
        flow.space(0.5);
        flow.rule(0.5, Ink::Black);
    });
    flow.space(5.0);
}

/// Lays the charges, and below them the taxes and the total.
pub(crate) fn charges(flow: &mut Flow, charges: &[Charge<'_>], taxes: &[TaxShare], total: Yen) {
    flow.table(&Table {
        columns: &CHARGES,
        rows: charges.iter().map(row).collect(),
    });
    flow.space(3.0);
    let beside = CONTENT_WIDTH - TAXES[0].width - TAXES[1].width;
    let mut rows = Vec::new();
    for share in taxes {
        let of = format!("{}%対象（税込）", share.rate);
        rows.push(vec![of, share.total.to_string()]);
        let tax = format!("うち消費税額（{}%）", share.rate);
        rows.push(vec![tax, share.tax.to_string()]);
    }
    rows.push(vec!["合計（税込）".to_owned(), total.to_string()]);
    flow.column(beside, CONTENT_WIDTH - beside, |flow| {
        flow.table(&Table {
            columns: &TAXES,
            rows,
        });
    });
}

fn row(charge: &Charge<'_>) -> Vec<String> {
    let days = [charge.from, charge.until].map(JapaneseDate::new);
    vec![
        charge.description.to_owned(),
        format!("{}～\n{}", days[0], days[1]),
        format!("{}%", charge.tax_rate),
        charge.amount.to_string(),
    ]
}

/// Figures of one width, as large to the eye as the text beside them.
const AMOUNT: Style = Style::FIGURES.sized(11.0);

const CHARGES: [Column<'static>; 4] = [
    column("品目", 78.0, Align::Left, Style::BODY),
    column("期間", 42.0, Align::Left, Style::BODY.sized(9.0)),
    column("税率", 16.0, Align::Right, AMOUNT),
    column("金額（税込）", 30.0, Align::Right, AMOUNT),
];

const TAXES: [Column<'static>; 2] = [
    Column {
        names_row: true,
        ..column("", 46.0, Align::Left, Style::STRONG.sized(9.0))
    },
    column("", 30.0, Align::Right, AMOUNT),
];

const fn column(heading: &'static str, width: f32, align: Align, style: Style) -> Column<'static> {
    Column {
        heading,
        width,
        align,
        style,
        names_row: false,
    }
}
