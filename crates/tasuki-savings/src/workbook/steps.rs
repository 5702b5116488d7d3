//! The sheet with every step of the calculation: those of `simulate::exact`, cell by cell.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::cells::{self, Column, STEPS, Step, steps, typed};
use super::styles::{Styles, set_page};
use crate::simulate::{Exact, needed, owed};
use crate::{Field, Inputs};

pub(super) fn write(
    sheet: &mut Worksheet,
    styles: &Styles,
    inputs: &Inputs,
) -> Result<(), XlsxError> {
    sheet.set_name(STEPS)?;
    for (column, width) in [(0, 40.0), (1, 20.0), (2, 20.0), (3, 62.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, "計算の途中経過（入力は要りません）", &styles.title)?;
    for (column, head) in (0..).zip(["項目", "入力した割合", "すべての相手", "計算の意味"])
    {
        sheet.write_string_with_format(1, column, head, &styles.head)?;
    }
    for (row, field) in cells::step_rows() {
        let spec = field.spec();
        let (scale, meaning) = match spec.decimals {
            0 => ("", "入力の値"),
            _ => ("*10", "入力の値（0.1単位の整数）"),
        };
        let formula = format!("=ROUND({}{scale},0)", typed(field));
        sheet.write_string_with_format(row, 0, spec.label, &styles.label)?;
        let formula = Formula::new(formula).set_result(inputs.value(field).to_string());
        sheet.write_formula_with_format(row, 1, formula, &styles.whole)?;
        sheet.write_string_with_format(row, 2, "", &styles.whole)?;
        sheet.write_string_with_format(row, 3, meaning, &styles.label)?;
    }
    let chosen = Exact::of(inputs, inputs.value(Field::Share));
    let everyone = Exact::of(inputs, 100);
    let owed = owed(inputs);
    for step in Step::ALL {
        let row = step.row();
        let (label, meaning) = words(step);
        sheet.write_string_with_format(row, 0, label, &styles.label)?;
        // Some programs compute only what a changed cell leads to, and trust the rest as it was written.
        for (place, column, exact) in [
            (1, Column::Chosen, &chosen),
            (2, Column::Everyone, &everyone),
        ] {
            match formula(step, column) {
                Some(formula) => {
                    let known = known(step, exact, &everyone, owed);
                    let formula = Formula::new(formula).set_result(known.to_string());
                    sheet.write_formula_with_format(row, place, formula, &styles.whole)?
                }
                None => sheet.write_string_with_format(row, place, "", &styles.whole)?,
            };
        }
        sheet.write_string_with_format(row, 3, meaning, &styles.label)?;
    }
    set_page(sheet);
    sheet.set_print_area(0, 0, Step::NeededWithoutLabour.row(), 3)?;
    Ok(())
}

/// The formula of a step, where it is computed in that column.
fn formula(step: Step, column: Column) -> Option<String> {
    let at = |step: Step| step.cell(column);
    let chosen = |step: Step| step.cell(Column::Chosen);
    let once = |formula: String| (column == Column::Chosen).then_some(formula);
    let needed = |all: Step| {
        let (owed, all) = (chosen(Step::Owed), all.cell(Column::Everyone));
        // Rounded up by a comparison of whole numbers: a quotient alone could hide a small rest.
        format!("=IF({all}<=0,0,INT({owed}/{all})+IF(INT({owed}/{all})*{all}<{owed},1,0))")
    };
    match step {
        Step::MailShare => once(format!(
            "=100-{}-{}-{}",
            steps(Field::FaxShare),
            steps(Field::VisitShare),
            steps(Field::PostShare)
        )),
        Step::SendMinutes => once(format!(
            "={}*({}+{cover})+{}*{}+{}*({}+{cover})+{}*{}-100*{}",
            steps(Field::FaxShare),
            steps(Field::FaxMinutes),
            steps(Field::VisitShare),
            steps(Field::VisitMinutes),
            steps(Field::PostShare),
            steps(Field::PostMinutes),
            chosen(Step::MailShare),
            steps(Field::MailMinutes),
            steps(Field::SystemMinutes),
            cover = steps(Field::CoverMinutes),
        )),
        Step::ReceiveMinutes => once(format!(
            "={}+{}-{}",
            steps(Field::EntryMinutes),
            steps(Field::SortMinutes),
            steps(Field::ImportMinutes)
        )),
        Step::Share => Some(match column {
            Column::Chosen => format!("={}", steps(Field::Share)),
            Column::Everyone => "=100".to_owned(),
        }),
        Step::Sends => Some(format!(
            "={}*{}*{}",
            at(Step::Share),
            steps(Field::Partners),
            steps(Field::SendsPerPartner)
        )),
        Step::Recipients => Some(format!("={}*{}", at(Step::Share), steps(Field::Recipients))),
        Step::Time => Some(format!(
            "={}*{}+{}*100*{}",
            at(Step::Sends),
            chosen(Step::SendMinutes),
            at(Step::Recipients),
            chosen(Step::ReceiveMinutes)
        )),
        Step::Labour => Some(format!("={}*{}", at(Step::Time), steps(Field::Wage))),
        Step::Fax => Some(sent(column, Field::FaxShare, Field::FaxCost)),
        Step::Postage => Some(sent(column, Field::PostShare, Field::Postage)),
        Step::Visits => Some(sent(column, Field::VisitShare, Field::VisitCost)),
        Step::Paper => Some(format!(
            "={}*{}*(100-{})*{}",
            at(Step::Recipients),
            steps(Field::Sheets),
            chosen(Step::MailShare),
            steps(Field::SheetCost)
        )),
        Step::Costs => Some(format!(
            "=({}+{}+{}+{})*{}",
            at(Step::Fax),
            at(Step::Postage),
            at(Step::Visits),
            at(Step::Paper),
            Exact::HOUR
        )),
        Step::All => Some(format!("={}+{}", at(Step::Labour), at(Step::Costs))),
        Step::Owed => once(format!(
            "={}*{}*{}",
            steps(Field::Licence),
            steps(Field::Partners),
            Exact::MONTHLY_PARTS
        )),
        Step::NeededWithLabour => once(needed(Step::All)),
        Step::NeededWithoutLabour => once(needed(Step::Costs)),
    }
}

/// What a step comes to in the column of `exact`.
fn known(step: Step, exact: &Exact, everyone: &Exact, owed: i64) -> i64 {
    match step {
        Step::MailShare => exact.mail,
        Step::SendMinutes => exact.send,
        Step::ReceiveMinutes => exact.receive,
        Step::Share => exact.share,
        Step::Sends => exact.sends,
        Step::Recipients => exact.recipients,
        Step::Time => exact.time,
        Step::Labour => exact.labour(),
        Step::Fax => exact.fax,
        Step::Postage => exact.postage,
        Step::Visits => exact.visits,
        Step::Paper => exact.paper,
        Step::Costs => exact.costs(),
        Step::All => exact.labour() + exact.costs(),
        Step::Owed => owed,
        Step::NeededWithLabour => needed(owed, everyone.labour() + everyone.costs()),
        Step::NeededWithoutLabour => needed(owed, everyone.costs()),
    }
}

/// What the sends of one way cost.
fn sent(column: Column, share: Field, cost: Field) -> String {
    let sends = Step::Sends.cell(column);
    format!("={sends}*{}*{}", steps(share), steps(cost))
}

/// The label of a step, and its meaning with its unit.
fn words(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::MailShare => (
            "メール等の割合",
            "100％からFAX・持参・郵送の割合を引いた残り",
        ),
        Step::SendMinutes => (
            "送付1回で減る時間",
            "方法ごとの時間×割合の合計－本システムの時間（1,000分の1分）",
        ),
        Step::ReceiveMinutes => (
            "利用者1人で減る時間",
            "入力＋仕分け・照合－データの取込（0.1分）",
        ),
        Step::Share => ("本システムを利用している割合", "％"),
        Step::Sends => ("本システムで送る回数", "割合×事業所数×回数（100分の1回）"),
        Step::Recipients => (
            "本システムでやり取りする利用者",
            "割合×利用者数（100分の1人）",
        ),
        Step::Time => (
            "減る時間",
            "送る回数×1回の時間＋利用者×1人の時間（100,000分の1分）",
        ),
        Step::Labour => ("人件費", "減る時間×1時間の人件費÷60（6,000,000分の1円）"),
        Step::Fax => (
            "通信費（FAX）",
            "送る回数×FAXの割合×1回の費用（100,000分の1円）",
        ),
        Step::Postage => ("郵送費", "送る回数×郵送の割合×1回の費用（100,000分の1円）"),
        Step::Visits => ("交通費", "送る回数×持参の割合×1回の費用（100,000分の1円）"),
        Step::Paper => (
            "印刷費",
            "利用者×枚数×メール等以外の割合×1枚の費用（100,000分の1円）",
        ),
        Step::Costs => ("人件費を除く合計", "6,000,000分の1円"),
        Step::All => ("人件費を含む合計", "6,000,000分の1円"),
        Step::Owed => ("ライセンス料×相手の事業所数", "12分の6,000,000分の1円"),
        Step::NeededWithLabour => (
            "必要な事業所数（人件費を含む）",
            "ライセンス料を1年で回収できる、利用中の相手の数（切り上げ）",
        ),
        Step::NeededWithoutLabour => ("必要な事業所数（人件費を除く）", "同上"),
    }
}
