//! What has changed since the version before.

use tasuki_desk::{Changes, spoken_item};
use tasuki_standard::diff::{Item, RowChange, RowDifference, UserDifference, UserState};
use tasuki_terms::{FileKind, MessageId, ServiceMonth};

const SERVICE: &str = "service_code";
const START: &str = "start_time";
const END: &str = "end_time";
const DAY: &str = "service_date";
const OFFICE: &str = "service_office_no";
/// What stands in place of a time where there is none.
const NO_TIME: &str = "9999";

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
    /// The changes of a message of a service month (対象年月): its year need not be told with every day.
    pub(crate) fn of(changes: &Changes, month: Option<ServiceMonth>) -> Self {
        let year = month.map(ServiceMonth::year);
        let person = |user| Person::of(user, year);
        let people = changes
            .difference
            .as_ref()
            .map(|difference| difference.users.iter().map(person).collect());
        Self {
            previous: changes.previous,
            people,
        }
    }
}

impl Person {
    fn of(user: &UserDifference, year: Option<i16>) -> Self {
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
                UserState::Changed => user.rows.iter().map(|row| Line::of(row, year)).collect(),
                // Everything of the person is new or gone.
                UserState::Added | UserState::Removed => Vec::new(),
            },
        }
    }
}

impl Line {
    fn of(row: &RowDifference, year: Option<i16>) -> Self {
        let about = about(row, year);
        let about = if about.is_empty() {
            row.kind.name().to_owned()
        } else {
            format!("{}　{}", row.kind.name(), about.join("　"))
        };
        let changes = match &row.change {
            RowChange::Added { .. } => vec!["追加されました。".to_owned()],
            RowChange::Removed { .. } => vec!["なくなりました。".to_owned()],
            RowChange::Changed { items, .. } => items
                .iter()
                .map(|one| {
                    let said = |value: &str| shown(row.kind, one.item, value, year);
                    format!("{}：{} → {}", one.name, said(&one.before), said(&one.after))
                })
                .collect(),
        };
        Self { about, changes }
    }
}

/// Which row it is, as people say it: the service, from when to when, the day, and what else it has. What has
/// changed of that is told with the change; what is empty, and whose service it is, tells nothing here.
fn about(row: &RowDifference, year: Option<i16>) -> Vec<String> {
    let is_changed = |item: &str| match &row.change {
        RowChange::Changed { items, .. } => items.iter().any(|one| one.item == item),
        RowChange::Added { .. } | RowChange::Removed { .. } => false,
    };
    let told = |item: &&Item| {
        let has_no_time = [START, END].contains(&item.item) && item.value == NO_TIME;
        let is_there = !item.value.is_empty() && !has_no_time;
        is_there && item.item != OFFICE && !is_changed(item.item)
    };
    let told: Vec<&Item> = row.about.iter().filter(told).collect();
    let find = |name: &str| {
        let mut told = told.iter();
        let found = told.find(|item| item.item == name)?;
        Some(shown(row.kind, found.item, &found.value, year))
    };
    let times = match (find(START), find(END)) {
        (Some(start), Some(end)) => Some(format!("{start}〜{end}")),
        (Some(start), None) => Some(format!("{start}から")),
        (None, Some(end)) => Some(format!("{end}まで")),
        (None, None) => None,
    };
    let mut about: Vec<String> = [find(SERVICE), times, find(DAY)]
        .into_iter()
        .flatten()
        .collect();
    let others = told
        .iter()
        .filter(|item| ![SERVICE, START, END, DAY].contains(&item.item));
    about.extend(others.map(|item| {
        let said = shown(row.kind, item.item, &item.value, year);
        format!("{} {said}", item.name)
    }));
    about
}

fn shown(kind: FileKind, item: &str, value: &str, year: Option<i16>) -> String {
    if value.is_empty() {
        return "（空）".to_owned();
    }
    spoken_item(kind, item, value, year)
}

#[cfg(test)]
mod tests {
    use tasuki_standard::diff::diff;
    use tasuki_standard::read_table;

    use super::*;

    /// A plan of one service of one person, on a day.
    fn plan(day: &str) -> tasuki_standard::Table {
        let layout =
            tasuki_standard::layout(tasuki_terms::SpecVersion::V4_1, FileKind::UsePlan).unwrap();
        let values = layout.fields.iter().map(|field| match &*field.id {
            "csv_version" => "202407".to_owned(),
            "insurer_no" => "139999".to_owned(),
            "insured_no" => "0000000101".to_owned(),
            "created_on" => "20261101".to_owned(),
            "target_ym" => "202612".to_owned(),
            "plan_office_no" => "1370000001".to_owned(),
            "service_office_no" => "1370000002".to_owned(),
            "service_code" => "111111".to_owned(),
            "service_date" => day.to_owned(),
            "start_time" => "1330".to_owned(),
            "end_time" => "1430".to_owned(),
            "count" => "1".to_owned(),
            "over_30_days" => "0".to_owned(),
            "units" => "1200".to_owned(),
            _ if field.field_type == tasuki_standard::FieldType::FreeText => "\"\"".to_owned(),
            _ => String::new(),
        });
        let line = format!("{}\r\n", values.collect::<Vec<_>>().join(","));
        let name = "UPPLAN_202612_1370000001_43_1370000002_11_20261101093000.CSV";
        let read = read_table(name, line.as_bytes());
        read.table.unwrap_or_else(|| panic!("{:?}", read.report))
    }

    #[test]
    fn what_has_changed_is_told_as_people_say_it() {
        let (before, after) = (plan("20261205"), plan("20261206"));
        let changes = Changes {
            previous: "01a2022f-cac2-7d77-aaf6-04fcb6d187bc".parse().unwrap(),
            difference: Some(diff(&[before], &[after]).unwrap()),
        };
        let view = ChangesView::of(&changes, "202612".parse().ok());
        let line = &view.people.unwrap()[0].lines[0];
        let told = [&*line.about, &line.changes.join("\n")].join("\n");
        assert!(
            told.contains("　訪問介護（111111）　13:30〜14:30\n"),
            "{told}"
        );
        assert!(!told.contains("サービス事業者"), "{told}");
        assert!(
            told.contains("サービス利用日：12月5日（土） → 12月6日（日）"),
            "{told}"
        );
        assert!(!told.contains("202612"), "{told}");
    }
}
