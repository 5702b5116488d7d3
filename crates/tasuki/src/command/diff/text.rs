//! What has changed, as people read it.

use std::collections::BTreeMap;

use tasuki_standard::diff::{
    Difference, Item, RowChange, RowDifference, UserDifference, UserState,
};
use tasuki_terms::FileKind;

use crate::show::{Table, clock, escaped, fields, or_none, person};

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
        ("変更前", names(&difference.previous)),
        ("変更後", names(&difference.current)),
    ]);
    let users = difference.users.iter().map(user);
    let parts: Vec<_> = [format!("{result}\n{about}")]
        .into_iter()
        .chain(users)
        .collect();
    parts.join("\n\n")
}

/// Names of files below each other.
fn names(files: &[String]) -> String {
    let names: Vec<_> = files.iter().map(|name| escaped(name)).collect();
    names.join("\n          ")
}

fn user(user: &UserDifference) -> String {
    let heading = format!("{}（{}）", person(&user.user), state(user.state));
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
        let mut start = [short(row.kind).to_owned(), about(row)];
        match &row.change {
            RowChange::Changed { items, .. } => {
                for change in items {
                    let cells = start
                        .into_iter()
                        .chain(["変更".to_owned(), change.name.to_owned()]);
                    let values = format!("{} → {}", value(&change.before), value(&change.after));
                    table.remarked(cells, &values);
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
pub(super) fn about(row: &RowDifference) -> String {
    let told: Vec<_> = row.about.iter().filter_map(place).collect();
    told.join(" ")
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
    let one_line = value.replace("\r\n", "⏎").replace(['\n', '\r'], "⏎");
    or_none(&one_line).to_owned()
}

pub(super) const fn state(state: UserState) -> &'static str {
    match state {
        UserState::Added => "追加",
        UserState::Removed => "削除",
        UserState::Changed => "変更",
    }
}

pub(super) const fn what(change: &RowChange) -> &'static str {
    match change {
        RowChange::Added { .. } => "追加",
        RowChange::Removed { .. } => "削除",
        RowChange::Changed { .. } => "変更",
    }
}
