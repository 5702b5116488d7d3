//! What has changed, for spreadsheets.

use tasuki_standard::diff::{Difference, Item, RowChange};

use super::text::{about, state, what};
use crate::show::{Csv, person_cells};

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
        let person = person_cells(&user.user);
        for row in &user.rows {
            let start = [
                state(user.state).to_owned(),
                row.kind.name().to_owned(),
                about(row),
                what(&row.change).to_owned(),
            ];
            for cells in items(&row.change) {
                csv.row(person.clone().into_iter().chain(start.clone()).chain(cells));
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
