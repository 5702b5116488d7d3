//! What has changed since the version before.

use tasuki_desk::Changes;
use tasuki_standard::diff::{Item, RowChange, RowDifference, UserDifference, UserState};
use tasuki_terms::MessageId;

/// What has changed since the version before.
pub(crate) struct ChangesView {
    pub(crate) previous: MessageId,
    /// None where the two cannot be compared.
    pub(crate) people: Option<Vec<Person>>,
}

/// What has changed for somebody.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) what: &'static str,
    pub(crate) lines: Vec<Line>,
}

/// What has changed in a row.
pub(crate) struct Line {
    pub(crate) about: String,
    pub(crate) changes: Vec<String>,
}

impl ChangesView {
    pub(crate) fn of(changes: &Changes) -> Self {
        let people = changes
            .difference
            .as_ref()
            .map(|difference| difference.users.iter().map(Person::of).collect());
        Self {
            previous: changes.previous,
            people,
        }
    }
}

impl Person {
    fn of(user: &UserDifference) -> Self {
        let insured = &user.user.insured_no;
        Self {
            name: user.user.name.as_ref().map_or_else(
                || format!("被保険者番号 {insured}"),
                |name| format!("{name}（{insured}）"),
            ),
            what: match user.state {
                UserState::Added => "追加された利用者",
                UserState::Removed => "なくなった利用者",
                UserState::Changed => "変更のある利用者",
            },
            lines: match user.state {
                UserState::Changed => user.rows.iter().map(Line::of).collect(),
                // Everything of the person is new or gone.
                UserState::Added | UserState::Removed => Vec::new(),
            },
        }
    }
}

impl Line {
    fn of(row: &RowDifference) -> Self {
        let about: Vec<String> = row.about.iter().map(value).collect();
        let about = if about.is_empty() {
            row.kind.name().to_owned()
        } else {
            format!("{}　{}", row.kind.name(), about.join("、"))
        };
        let changes = match &row.change {
            RowChange::Added { .. } => vec!["行が追加されました。".to_owned()],
            RowChange::Removed { .. } => vec!["行がなくなりました。".to_owned()],
            RowChange::Changed { items, .. } => items
                .iter()
                .map(|one| {
                    format!(
                        "{}：{} → {}",
                        one.name,
                        shown(&one.before),
                        shown(&one.after)
                    )
                })
                .collect(),
        };
        Self { about, changes }
    }
}

fn value(item: &Item) -> String {
    format!("{} {}", item.name, item.value)
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "（空）" } else { value }
}
