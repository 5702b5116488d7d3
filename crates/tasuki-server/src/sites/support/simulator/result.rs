//! What comes of the inputs.

use tasuki_savings::{
    BreakEven, Field as Input, Inputs, Period, SavedTime, Savings, at_shares, simulate,
};
use tasuki_terms::Yen;
use tasuki_ui::{Cell, Chart, ChartKind, ChartPoint, Column, Entry, Figure, Table};

use super::form::Asked;
use super::{PATH, WORKBOOK};

/// What a row tells of a period.
type Told = fn(&Period) -> String;

/// What is shown of a result.
pub(super) struct Outcome {
    /// What remains after the licence, in one sentence.
    pub(super) sentence: String,
    /// The same without a licence fee, or with the usual one where there is none.
    pub(super) other_fee: String,
    pub(super) is_free: bool,
    pub(super) figures: Vec<Figure>,
    pub(super) table: Table,
    pub(super) by_share: Chart,
    /// Another sentence where the chart leaves something out.
    pub(super) without_labour_only: bool,
    pub(super) workbook: String,
    /// All inputs, for paper.
    pub(super) inputs: Vec<Entry>,
}

impl Outcome {
    pub(super) fn new(inputs: &Inputs, asked: &Asked) -> Self {
        let savings = simulate(inputs);
        let by_share = at_shares(inputs);
        let is_free = savings.year.licence <= Yen::ZERO;
        // A chart has no place below nothing.
        let without_labour_only = by_share
            .iter()
            .any(|(_, savings)| savings.month.with_labour() < Yen::ZERO);
        Self {
            sentence: sentence(&savings.year),
            other_fee: asked.other_fee(PATH, is_free),
            is_free,
            figures: figures(&savings),
            table: table(&savings),
            by_share: chart(&by_share, without_labour_only),
            without_labour_only,
            workbook: asked.address(WORKBOOK),
            inputs: Input::ALL.map(|input| entry(inputs, input)).into(),
        }
    }
}

/// What remains of a year after the licence.
fn sentence(year: &Period) -> String {
    let told = |yen: Yen| {
        if yen < Yen::ZERO {
            format!("{}の負担増", Yen::new(-yen.amount()))
        } else {
            format!("{yen}の削減")
        }
    };
    format!(
        "この条件では、ライセンス料（1年間に{}）を引くと、1年間で{}になる見込みです（人件費を除くと{}）。",
        year.licence,
        told(year.net_with_labour()),
        told(year.net_without_labour()),
    )
}

fn figures(savings: &Savings) -> Vec<Figure> {
    let (month, year) = (&savings.month, &savings.year);
    let money = |label: &str, value: fn(&Period) -> Yen| {
        Figure::new(label, bare(value(year)), "円").note(format!("1か月に{}", value(month)))
    };
    vec![
        Figure::new("1年間に減る時間", hours(year.time), "時間").note(format!(
            "{}分。1か月に{}分",
            minutes(year.time),
            minutes(month.time)
        )),
        money("1年間の削減額（人件費を含む）", Period::with_labour),
        money("1年間の削減額（人件費を除く）", Period::without_labour),
        break_even(savings),
    ]
}

fn break_even(savings: &Savings) -> Figure {
    let label = "ライセンス料を回収できる、利用中の相手の数";
    if savings.year.licence <= Yen::ZERO {
        return Figure::new(label, "-", "").note("ライセンス料がかからないため、条件はありません");
    }
    let without = match savings.break_even_without_labour {
        BreakEven::Partners(count) => format!("人件費を除くと{count}か所以上"),
        BreakEven::Never => "人件費を除くと、回収できる数に達しません".to_owned(),
    };
    match savings.break_even_with_labour {
        BreakEven::Partners(count) => Figure::new(label, count.to_string(), "か所以上"),
        BreakEven::Never => Figure::new(label, "達しません", ""),
    }
    .note(without)
}

fn table(savings: &Savings) -> Table {
    let columns = [
        Column::text("項目"),
        Column::number("1か月"),
        Column::number("1年"),
    ];
    let rows: [(&str, Told); 11] = [
        ("減る時間", |period| {
            format!("{}分", minutes(period.time))
        }),
        ("人件費", |period| period.labour.to_string()),
        ("通信費（FAX）", |period| period.fax.to_string()),
        ("郵送費", |period| period.postage.to_string()),
        ("交通費", |period| period.visits.to_string()),
        ("印刷費", |period| period.paper.to_string()),
        ("削減額（人件費を含む）", |period| {
            period.with_labour().to_string()
        }),
        ("削減額（人件費を除く）", |period| {
            period.without_labour().to_string()
        }),
        ("ライセンス料", |period| period.licence.to_string()),
        (
            "ライセンス料を引いた効果（人件費を含む）",
            |period| period.net_with_labour().to_string(),
        ),
        (
            "ライセンス料を引いた効果（人件費を除く）",
            |period| period.net_without_labour().to_string(),
        ),
    ];
    rows.into_iter().fold(
        Table::new("削減効果の内訳", columns),
        |table, (label, value)| {
            table.row([
                Cell::text(label),
                Cell::text(value(&savings.month)),
                Cell::text(value(&savings.year)),
            ])
        },
    )
}

/// The saving of a month by the share of the partners who are on the system.
fn chart(by_share: &[(i64, Savings)], without_labour: bool) -> Chart {
    let (what, value): (_, fn(&Period) -> Yen) = if without_labour {
        ("人件費を除く", Period::without_labour)
    } else {
        ("人件費を含む", Period::with_labour)
    };
    let point = |(share, savings): &(i64, Savings)| {
        let amount = value(&savings.month).amount();
        ChartPoint::new(format!("{share}％"), u64::try_from(amount).unwrap_or(0))
    };
    Chart {
        kind: ChartKind::Line,
        id: "by-share".to_owned(),
        title: format!("相手の利用割合と1か月の削減額（{what}）"),
        description: format!(
            "相手の事業所のうち本システムを利用している割合が0％から100％まで増えると、1か月の削減額（{what}）がどう変わるかを示す折れ線です。"
        ),
        points_are: "相手の利用割合".to_owned(),
        unit: "円".to_owned(),
        points: by_share.iter().map(point).collect(),
    }
}

fn entry(inputs: &Inputs, input: Input) -> Entry {
    let spec = input.spec();
    let value = spec.shown(inputs.value(input));
    Entry::new(spec.label, format!("{value}{}", spec.unit))
}

/// An amount without its unit.
fn bare(yen: Yen) -> String {
    yen.to_string().trim_end_matches('円').to_owned()
}

/// Hours with one decimal.
fn hours(time: SavedTime) -> String {
    with_tenths(time.tenths_of_hours())
}

/// Minutes with one decimal: those of the months add up to that of the year.
fn minutes(time: SavedTime) -> String {
    with_tenths(time.tenths_of_minutes())
}

fn with_tenths(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let whole = bare(Yen::new((tenths / 10).abs()));
    format!("{sign}{whole}.{}", tenths.unsigned_abs() % 10)
}
