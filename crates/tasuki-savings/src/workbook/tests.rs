//! What a spreadsheet computes from the workbook is what [`simulate`] computes.

use proptest::prelude::*;
use tasuki_terms::{Date, Yen};

use super::cells::{self, FRONT};
use crate::{BreakEven, Field, Inputs, OfficeKind, Period, Savings, simulate};

mod formula;
mod sheets;

use formula::Value;
use sheets::Sheets;

fn made_on() -> Date {
    Date::constant(2026, 11, 22)
}

fn sheets() -> Sheets {
    let inputs = Inputs::of(OfficeKind::CareManagement);
    Sheets::read(&super::workbook(&inputs, made_on()).unwrap())
}

/// Types the inputs into the cells, as a person would.
fn type_in(sheets: &mut Sheets, inputs: &Inputs) {
    for (row, field) in cells::front_rows() {
        let steps = i32::try_from(inputs.value(field)).unwrap();
        let typed = match field.spec().decimals {
            0 => f64::from(steps),
            _ => f64::from(steps) / 10.0,
        };
        sheets.set(FRONT, &format!("B{}", row + 1), typed);
    }
}

/// Compares each result with its cell, in the column of its period.
fn assert_same(sheets: &Sheets, savings: &Savings) {
    for (column, period) in [('B', savings.month), ('C', savings.year)] {
        for (label, expected) in results(&period) {
            let row = sheets.row_of(FRONT, label);
            let found = sheets.value(FRONT, &format!("{column}{row}"));
            let Value::Number(found) = found else {
                panic!("{label}: {found:?}")
            };
            assert!(
                (found - expected).abs() < 1e-9,
                "{label}: {found} {expected}"
            );
        }
    }
    let break_evens = [
        ("人件費を含む場合", savings.break_even_with_labour),
        ("人件費を除く場合", savings.break_even_without_labour),
    ];
    for (label, expected) in break_evens {
        let row = sheets.row_of(FRONT, label);
        let expected = match expected {
            BreakEven::Partners(count) => Value::Number(f64::from(i32::try_from(count).unwrap())),
            BreakEven::Never => Value::Text("達しません".to_owned()),
        };
        assert_eq!(sheets.value(FRONT, &format!("B{row}")), expected, "{label}");
    }
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet holds no more")]
fn results(period: &Period) -> Vec<(&'static str, f64)> {
    let yen = |yen: Yen| yen.amount() as f64;
    let time = period.time;
    vec![
        ("減る時間", time.tenths_of_minutes() as f64 / 10.0),
        (
            "減る時間（0.1時間未満は切り捨て）",
            time.tenths_of_hours() as f64 / 10.0,
        ),
        ("人件費", yen(period.labour)),
        ("通信費（FAX）", yen(period.fax)),
        ("郵送費", yen(period.postage)),
        ("交通費", yen(period.visits)),
        ("印刷費", yen(period.paper)),
        ("削減額（人件費を含む）", yen(period.with_labour())),
        ("削減額（人件費を除く）", yen(period.without_labour())),
        ("ライセンス料", yen(period.licence)),
        (
            "ライセンス料を引いた効果（人件費を含む）",
            yen(period.net_with_labour()),
        ),
        (
            "ライセンス料を引いた効果（人件費を除く）",
            yen(period.net_without_labour()),
        ),
    ]
}

#[test]
fn the_defaults_come_to_the_same_and_stand_in_the_cells() {
    for kind in OfficeKind::ALL {
        let inputs = Inputs::of(kind);
        let savings = simulate(&inputs);
        let sheets = Sheets::read(&super::workbook(&inputs, made_on()).unwrap());
        assert_same(&sheets, &savings);
        // Programs that do not calculate, or not all, trust what was written beside the formulas.
        let formulas = sheets.formulas();
        assert!(formulas.len() > 70);
        for (sheet, cell, written) in formulas {
            assert_eq!(sheets.value(&sheet, &cell), written, "{sheet} {cell}");
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let write = || super::workbook(&Inputs::of(OfficeKind::Service), made_on()).unwrap();
    assert!(write() == write());
}

#[test]
fn shares_above_all_are_warned_of() {
    let mut sheets = sheets();
    let place = format!("A{}", cells::below_inputs() + 1);
    let told = "割合の残りは、メール等（紙を使わない方法）として計算します。";
    assert_eq!(sheets.value(FRONT, &place), Value::Text(told.to_owned()));
    sheets.set(FRONT, "B11", 11.0);
    let told = "FAX・持参・郵送の割合の合計は、100％以下にしてください。";
    assert_eq!(sheets.value(FRONT, &place), Value::Text(told.to_owned()));
}

#[test]
fn at_their_bounds_cells_come_to_the_same() {
    let mut sheets = sheets();
    for lower in [&[][..], &[Field::SystemMinutes, Field::ImportMinutes]] {
        for (fax, post) in [(100, 0), (0, 100), (0, 0)] {
            let chosen = |field: Field| match field {
                Field::FaxShare => fax,
                Field::PostShare => post,
                Field::VisitShare => 0,
                field if lower.contains(&field) => field.spec().least,
                field => field.spec().most,
            };
            let order = [Field::VisitShare, Field::PostShare, Field::FaxShare];
            let start = Inputs::of(OfficeKind::Service);
            let cleared = order
                .iter()
                .try_fold(start, |inputs, field| inputs.with(*field, 0));
            let inputs = Field::ALL
                .iter()
                .try_fold(cleared.unwrap(), |inputs, field| {
                    inputs.with(*field, chosen(*field))
                })
                .unwrap();
            type_in(&mut sheets, &inputs);
            assert_same(&sheets, &simulate(&inputs));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_comes_to_the_same(
        values in Field::ALL.map(|field| field.spec().least..=field.spec().most).to_vec()
    ) {
        let chosen = Field::ALL.into_iter().zip(values);
        let inputs = chosen.fold(Inputs::of(OfficeKind::Service), |inputs, (field, steps)| {
            inputs.with(field, steps).unwrap_or(inputs)
        });
        let mut sheets = sheets();
        type_in(&mut sheets, &inputs);
        assert_same(&sheets, &simulate(&inputs));
    }
}
