//! A comparison for spreadsheets.

use tasuki_standard::compare::{Comparison, Match, Service, UserComparison};

use super::text::changes;
use crate::show::{Csv, clock, person_cells};

/// All rows of a comparison, one on a line.
pub(super) fn csv(comparison: &Comparison) -> Csv {
    let mut csv = Csv::new(&[
        "結果",
        "保険者番号",
        "被保険者番号",
        "氏名",
        "サービスコード",
        "用具名称",
        "予定の利用日",
        "予定の開始時刻",
        "予定の終了時刻",
        "予定の回数",
        "予定の単位数",
        "予定の事業者コード",
        "実績の利用日",
        "実績の開始時刻",
        "実績の終了時刻",
        "実績の回数",
        "実績の単位数",
        "実績の事業者コード",
        "異なる項目",
        "予定の行",
        "実績の行",
    ]);
    for user in &comparison.users {
        for row in &user.rows {
            line(&mut csv, user, row.name(), row);
        }
        for planned in &user.others {
            let planned = planned.clone();
            line(&mut csv, user, "対象外", &Match::NotDelivered { planned });
        }
    }
    csv
}

fn line(csv: &mut Csv, user: &UserComparison, result: &str, row: &Match) {
    let (planned, delivered) = (row.planned(), row.delivered());
    let either = |value: fn(&Service) -> &String| {
        let values = [planned, delivered].into_iter().flatten().map(value);
        values
            .clone()
            .find(|value| !value.is_empty())
            .cloned()
            .unwrap_or_default()
    };
    let mut cells = vec![result.to_owned()];
    cells.extend(person_cells(&user.user));
    cells.push(either(|service| &service.service_code));
    cells.push(either(|service| &service.equipment_name));
    cells.extend(side(planned));
    cells.extend(side(delivered));
    let row_of = |service: Option<&Service>| {
        service.map_or_else(String::new, |service| service.line.to_string())
    };
    cells.extend([changes(row.changes()), row_of(planned), row_of(delivered)]);
    csv.row(cells);
}

fn side(service: Option<&Service>) -> [String; 6] {
    service.map_or_else(Default::default, |service| {
        [
            day(&service.date),
            clock(&service.start_time),
            clock(&service.end_time),
            service.count.to_string(),
            (service.units).map_or_else(String::new, |units| units.to_string()),
            service.service_office_no.clone(),
        ]
    })
}

/// `2025/04/08`.
fn day(date: &str) -> String {
    match (date.get(..4), date.get(4..6), date.get(6..)) {
        (Some(year), Some(month), Some(day)) => format!("{year}/{month}/{day}"),
        _ => date.to_owned(),
    }
}
