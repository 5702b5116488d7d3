//! A comparison as people read it.

use tasuki_standard::Change;
use tasuki_standard::compare::{Comparison, Match, Service, Totals, UserComparison};

use crate::show::{self, Table, clock, escaped, fields, or_none, person, width};

/// The whole text; with `all`, also what was delivered as planned.
pub(super) fn text(comparison: &Comparison, all: bool) -> String {
    let mut parts = vec![heading(comparison), users(comparison)];
    let details = (comparison.users.iter())
        .filter(|user| !user.rows.is_empty() && (all || has_differences(user)))
        .map(|user| details(user, all));
    parts.extend(details);
    parts.push(remarks(comparison));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn heading(comparison: &Comparison) -> String {
    let service = comparison.office_service;
    let service = service.and_then(|service| Some(format!("（{service} {}）", service.name()?)));
    let about = fields(&[
        ("対象年月", show::month(Some(comparison.month))),
        (
            "実績の送信元",
            format!("{}{}", comparison.office, service.unwrap_or_default()),
        ),
        ("予定", escaped(&comparison.plan)),
        ("実績", escaped(&comparison.actual)),
    ]);
    let totals = &comparison.totals;
    let result = if comparison.is_as_planned() {
        "予定と実績はすべて一致しています。".to_owned()
    } else {
        format!(
            "予定と異なる明細があります（変更 {}件、実績なし {}件、予定なし {}件）。",
            totals.changed, totals.not_delivered, totals.unplanned
        )
    };
    let cautions = comparison.cautions.iter();
    let cautions = cautions.map(|caution| format!("\n注意: {}", caution.what()));
    format!("{result}\n{about}{}", cautions.collect::<String>())
}

const SUMS: [&str; 9] = [
    "一致",
    "変更",
    "実績なし",
    "予定なし",
    "予定回数",
    "実績回数",
    "予定単位数",
    "実績単位数",
    "単位数の差",
];

/// Where the amounts begin among the sums.
const AMOUNTS: usize = 4;

fn sums(totals: &Totals) -> [String; SUMS.len()] {
    let numbers = [
        i64::from(totals.matched),
        i64::from(totals.changed),
        i64::from(totals.not_delivered),
        i64::from(totals.unplanned),
        totals.planned.count,
        totals.delivered.count,
        totals.planned.units,
        totals.delivered.units,
        totals.difference.units,
    ];
    let mut cells = numbers.map(|number| number.to_string());
    for (cell, heading) in cells.iter_mut().zip(SUMS) {
        *cell = format!("{cell:>0$}", width(heading));
    }
    cells
}

fn users(comparison: &Comparison) -> String {
    let with_names = comparison.users.iter().any(|user| user.user.name.is_some());
    let mut heading = vec!["被保険者番号"];
    heading.extend(with_names.then_some("氏名"));
    heading.extend(SUMS);
    let mut table = Table::new(&heading);
    let mut row = |number: &str, name: &Option<String>, totals: &Totals| {
        let name = with_names.then(|| name.clone().unwrap_or_default());
        let cells = [number.to_owned()].into_iter().chain(name);
        table.row(cells.chain(sums(totals)));
    };
    for user in comparison.users.iter().filter(|user| !user.rows.is_empty()) {
        row(&user.user.insured_no, &user.user.name, &user.totals);
    }
    row("合計", &None, &comparison.totals);
    table.text()
}

fn has_differences(user: &UserComparison) -> bool {
    user.delivered_insurer_no.is_some() || !user.rows.iter().all(Match::is_matched)
}

fn details(user: &UserComparison, all: bool) -> String {
    let mut parts = vec![person(&user.user)];
    if let Some(insurer) = &user.delivered_insurer_no {
        let planned = &user.user.insurer_no;
        parts.push(format!(
            "保険者番号は、予定が{planned}、実績が{insurer}です（同じ利用者として比べています）。"
        ));
    }
    parts.extend(rows(user, all));
    parts.extend(services(user, all));
    parts.join("\n")
}

/// The rows that are not as planned; with `all`, all rows.
fn rows(user: &UserComparison, all: bool) -> Option<String> {
    let mut table = Table::new(&["結果", "サービスコード", "予定", "実績", "異なる項目"]);
    let mut shown = (user.rows.iter())
        .filter(|row| all || !row.is_matched())
        .peekable();
    shown.peek()?;
    for row in shown {
        let code = row.planned().or(row.delivered());
        table.remarked(
            [
                row.name().to_owned(),
                code.map_or_else(String::new, |service| service.service_code.clone()),
                place(row.planned()),
                place(row.delivered()),
            ],
            &changes(row.changes()),
        );
    }
    Some(table.text())
}

/// The service codes whose sums differ; with `all`, all codes.
fn services(user: &UserComparison, all: bool) -> Option<String> {
    let mut heading = vec!["サービスコード"];
    heading.extend(SUMS.into_iter().skip(AMOUNTS));
    let mut table = Table::new(&heading);
    let mut shown = (user.services.iter())
        .filter(|sum| {
            let difference = sum.totals.difference;
            all || difference.count != 0 || difference.units != 0
        })
        .peekable();
    shown.peek()?;
    for sum in shown {
        let code = [sum.service_code.clone()].into_iter();
        table.row(code.chain(sums(&sum.totals).into_iter().skip(AMOUNTS)));
    }
    Some(table.text())
}

/// `8日 09:00〜09:30`, or the equipment in place of the times.
fn place(service: Option<&Service>) -> String {
    let Some(service) = service else {
        return String::new();
    };
    let day = service.date.get(6..).unwrap_or_default();
    let day = day.trim_start_matches('0');
    if service.has_time() {
        let (from, until) = (clock(&service.start_time), clock(&service.end_time));
        format!("{day:>2}日 {from}〜{until}")
    } else {
        format!("{day:>2}日 {}", service.equipment_name)
            .trim_end()
            .to_owned()
    }
}

/// The items that differ; days and times stand beside them, other values are told.
pub(super) fn changes(changes: &[Change]) -> String {
    let told = changes.iter().map(|change| match change.item {
        "service_date" | "start_time" | "end_time" => change.name.to_owned(),
        _ => format!(
            "{} {}→{}",
            change.name,
            or_none(&change.before),
            or_none(&change.after)
        ),
    });
    told.collect::<Vec<_>>().join("、")
}

fn remarks(comparison: &Comparison) -> String {
    let totals = &comparison.totals;
    let mut remarks = Vec::new();
    if totals.others > 0 {
        remarks.push(format!(
            "ほかの事業所・サービス種類の予定{}件は、この実績では比べていません。",
            totals.others
        ));
    }
    if totals.units_open > 0 {
        remarks.push(format!(
            "単位数が0のまま送信された加算の実績{}件は、単位数を比べていません（合計では0として数えています）。",
            totals.units_open
        ));
    }
    remarks.join("\n")
}
