//! What has changed, as people read it and for spreadsheets.

use std::collections::BTreeMap;

use tasuki_standard::diff::{
    Difference, Item, RowChange, RowDifference, UserDifference, UserState,
};
use tasuki_terms::FileKind;

use crate::show::{Csv, Table, clock, fields};

/// The whole text.
pub(super) fn text(difference: &Difference) -> String {
    let totals = &difference.totals;
    let result = if difference.is_empty() {
        "変更点はありません。".to_owned()
    } else {
        format!(
            "変更点があります（利用者の追加 {}人、削除 {}人、変更 {}人）。",
            totals.users_added, totals.users_removed, totals.users_changed
        )
    };
    let about = fields(&[
        ("変更前", difference.previous.join("\n          ")),
        ("変更後", difference.current.join("\n          ")),
    ]);
    let users = difference.users.iter().map(user);
    let parts: Vec<_> = [format!("{result}\n{about}")]
        .into_iter()
        .chain(users)
        .collect();
    parts.join("\n\n")
}

fn user(user: &UserDifference) -> String {
    let name = user.user.name.as_ref().map(|name| format!(" {name}"));
    let heading = format!(
        "■ {}{}（{}）",
        user.user.insured_no,
        name.unwrap_or_default(),
        state(user.state)
    );
    if user.state == UserState::Changed {
        format!("{heading}\n{}", rows(&user.rows))
    } else {
        format!("{heading}\n{}", counts(&user.rows))
    }
}

/// Of people who are in one version only, how many rows of each kind they have.
fn counts(rows: &[RowDifference]) -> String {
    let mut kinds: BTreeMap<FileKind, usize> = BTreeMap::new();
    for row in rows {
        *kinds.entry(row.kind).or_default() += 1;
    }
    let told = kinds
        .iter()
        .map(|(kind, rows)| format!("{} {rows}行", kind.name()));
    told.collect::<Vec<_>>().join("、")
}

fn rows(rows: &[RowDifference]) -> String {
    let mut table = Table::new(&["ファイル", "行の内容", "変更", "項目", "変更前 → 変更後"]);
    for row in rows {
        let mut start = [short(row.kind).to_owned(), about(row, " ")];
        match &row.change {
            RowChange::Changed { items, .. } => {
                for change in items {
                    let cells = start
                        .into_iter()
                        .chain(["変更".to_owned(), change.name.to_owned()]);
                    let values = format!("{} → {}", value(&change.before), value(&change.after));
                    table.remarked(cells, values);
                    start = Default::default();
                }
            }
            one_sided => table.row(start.into_iter().chain([what(one_sided).to_owned()])),
        }
    }
    table.text()
}

/// A kind in a word or two.
fn short(kind: FileKind) -> &'static str {
    match kind {
        FileKind::CarePlan1 => "第1表",
        FileKind::CarePlan2 => "第2表",
        FileKind::CarePlan3 => "第3表",
        FileKind::UsePlan => "第6表（予定）",
        FileKind::UseActual => "第6表（実績）",
        FileKind::UseAnnex => "第7表",
        other => other.name(),
    }
}

/// What tells which row it is: `4/8 09:00 111111 …`.
fn about(row: &RowDifference, between: &str) -> String {
    let told: Vec<_> = row.about.iter().filter_map(place).collect();
    told.join(between)
}

fn place(item: &Item) -> Option<String> {
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u8>().ok());
    match item.item {
        "service_date" => {
            let (month, day) = (item.value.get(4..6), item.value.get(6..));
            Some(format!("{}/{}", number(month)?, number(day)?))
        }
        "start_time" => Some(clock(&item.value)).filter(|time| !time.is_empty()),
        "end_time" => None,
        "need_no" | "goal_no" | "support_no" | "support_plan_no" | "service_no" => Some(format!(
            "{}{}",
            item.name.trim_end_matches("ＮＯ"),
            item.value
        )),
        "satellite_no" => Some(format!("サテライト{}", item.value)),
        _ => Some(value(&item.value)),
    }
}

/// A value on one line.
fn value(value: &str) -> String {
    if value.is_empty() {
        "なし".to_owned()
    } else {
        value.replace("\r\n", "⏎").replace(['\n', '\r'], "⏎")
    }
}

const fn state(state: UserState) -> &'static str {
    match state {
        UserState::Added => "追加",
        UserState::Removed => "削除",
        UserState::Changed => "変更",
    }
}

const fn what(change: &RowChange) -> &'static str {
    match change {
        RowChange::Added { .. } => "追加",
        RowChange::Removed { .. } => "削除",
        RowChange::Changed { .. } => "変更",
    }
}

/// All changes: each item that has changed on a line, and each row that is new or gone.
pub(super) fn csv(difference: &Difference) -> Csv {
    let mut csv = Csv::new(&[
        "保険者番号",
        "被保険者番号",
        "氏名",
        "利用者",
        "ファイル",
        "行の内容",
        "変更",
        "項目",
        "変更前",
        "変更後",
        "変更前の行",
        "変更後の行",
    ]);
    for user in &difference.users {
        for row in &user.rows {
            let start = [
                user.user.insurer_no.clone(),
                user.user.insured_no.clone(),
                user.user.name.clone().unwrap_or_default(),
                state(user.state).to_owned(),
                row.kind.name().to_owned(),
                about(row, " "),
                what(&row.change).to_owned(),
            ];
            for cells in items(&row.change) {
                csv.row(start.clone().into_iter().chain(cells));
            }
        }
    }
    csv
}

/// Item, values and lines of each item that has changed; of a row that is new or gone, all at once.
fn items(change: &RowChange) -> Vec<[String; 5]> {
    let none = String::new;
    match change {
        RowChange::Changed {
            previous_line,
            current_line,
            items,
        } => (items.iter())
            .map(|one| {
                [
                    one.name.to_owned(),
                    one.before.clone(),
                    one.after.clone(),
                    previous_line.to_string(),
                    current_line.to_string(),
                ]
            })
            .collect(),
        RowChange::Added { line, values } => {
            vec![[none(), none(), all(values), none(), line.to_string()]]
        }
        RowChange::Removed { line, values } => {
            vec![[none(), all(values), none(), line.to_string(), none()]]
        }
    }
}

fn all(values: &[Item]) -> String {
    let told = values
        .iter()
        .map(|item| format!("{} {}", item.name, item.value));
    told.collect::<Vec<_>>().join("、")
}
