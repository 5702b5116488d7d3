//! 第1表, 第2表 and 第3表 (居宅サービス計画書).

use std::collections::BTreeSet;

use jiff::civil::Date;
use tasuki_terms::ServiceMonth;

use super::{Filled, Heading, care_level, clock, fill, start};
use crate::generate::chance::Chance;
use crate::generate::examples::{Aim, OPINIONS, POLICIES, WISHES, aim_of};
use crate::generate::people::MANAGER_NAME;
use crate::generate::{Client, Office};

/// The day on which the care plan of a month was made (居宅サービス計画作成日): the 20th of the month
/// before.
pub(in crate::generate) fn plan_date(month: ServiceMonth) -> String {
    day_before(month, 20)
}

/// A day of the month before, as it is written.
pub(super) fn day_before(month: ServiceMonth, day: i8) -> String {
    let (year, before) = match month.month() {
        1 => (month.year() - 1, 12),
        other => (month.year(), other - 1),
    };
    format!("{year:04}{before:02}{day:02}")
}

/// 第1表, one for each person.
pub(in crate::generate) fn care_plan_1(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    let manager = &heading.parties.manager;
    let year = heading.month.year();
    let date = plan_date(heading.month);
    clients
        .iter()
        .map(|client| {
            let person = &client.person;
            let (level, _) = care_level(heading.parties, client);
            let is_first = chance.once_in(4);
            let first = if is_first {
                date.clone()
            } else {
                format!(
                    "{:04}0401",
                    i64::from(year) - 1 - i64::from(chance.below(4))
                )
            };
            let mut record = start(heading, person, "");
            fill(&mut record, "user_postal_code", &person.postal_code);
            fill(&mut record, "user_address1", &person.address);
            fill(&mut record, "user_address2", &person.building);
            fill(&mut record, "planner_name", &MANAGER_NAME);
            fill(&mut record, "support_office_name", &manager.name);
            fill(&mut record, "support_office_postal_code", &"100-9990");
            fill(
                &mut record,
                "support_office_address1",
                &"東京都見本区支援1-1",
            );
            fill(&mut record, "support_office_no", &manager.number);
            fill(&mut record, "care_plan_date", &date);
            fill(&mut record, "first_care_plan_date", &first);
            fill(
                &mut record,
                "plan_category",
                &if is_first { 11 } else { 21 },
            );
            fill(&mut record, "certification_status", &2);
            fill(&mut record, "certified_on", &format!("{}1120", year - 1));
            fill(
                &mut record,
                "certification_start",
                &format!("{}1201", year - 1),
            );
            fill(
                &mut record,
                "certification_end",
                &format!("{}1130", year + 1),
            );
            fill(&mut record, "care_level", &level);
            let text = |of: &[&'static str], chance: &mut Chance| {
                chance.pick(of).copied().unwrap_or_default()
            };
            fill(
                &mut record,
                "intention_and_assessment",
                &text(WISHES, chance),
            );
            fill(&mut record, "review_board_opinion", &text(OPINIONS, chance));
            fill(&mut record, "overall_policy", &text(POLICIES, chance));
            let reason = 1 + chance.below(3);
            fill(&mut record, "housework_reason", &reason);
            if reason == 3 {
                fill(
                    &mut record,
                    "housework_reason_other",
                    &"同居の長男が夜勤のため",
                );
            }
            fill(&mut record, "updating_office_no", &manager.number);
            record
        })
        .collect()
}

/// 第2表: a need for each office, whose repeated cells are filled once as on the printed form.
pub(in crate::generate) fn care_plan_2(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    let date = plan_date(heading.month);
    let (short, long) = (period(heading.month, 5), period(heading.month, 11));
    let mut records = Vec::new();
    for client in clients {
        let row = |need: usize, goal: u32, support: u32| {
            let mut record = start(heading, &client.person, "");
            fill(&mut record, "document_created_on", &date);
            fill(&mut record, "care_plan_date", &date);
            fill(&mut record, "need_no", &need);
            fill(&mut record, "goal_no", &goal);
            fill(&mut record, "support_no", &support);
            fill(&mut record, "period", &short);
            fill(
                &mut record,
                "updating_office_no",
                &heading.parties.manager.number,
            );
            record
        };
        for (need, (at, office)) in offices(heading, client).enumerate() {
            let need = need + 1;
            let aim = aim_of(office.service.as_str());
            let mut first = row(need, 1, 1);
            fill_aim(&mut first, aim, &short, &long);
            fill(&mut first, "insurance_coverage", &"Y");
            fill(
                &mut first,
                "service_kind",
                &office.service.name().unwrap_or_default(),
            );
            fill(&mut first, "service_office_no", &office.number);
            fill(&mut first, "service_office_name", &office.name);
            fill(&mut first, "frequency", &frequency(heading, client, at));
            records.push(first);
            if chance.once_in(3) {
                let mut family = row(need, 1, 2);
                fill(&mut family, "service_content", &"通院の付添い、声かけ");
                fill(&mut family, "service_kind", &"家族");
                fill(&mut family, "service_office_name", &"長女");
                fill(&mut family, "frequency", &"月1回");
                records.push(family);
            }
            if chance.once_in(4) {
                let mut second = row(need, 2, 1);
                fill(&mut second, "short_term_goal", &"週末は家族と外出する");
                fill(&mut second, "short_term_period", &short);
                fill(&mut second, "service_content", &"外出の予定を一緒に立てる");
                fill(&mut second, "service_kind", &"本人");
                fill(&mut second, "frequency", &"随時");
                records.push(second);
            }
        }
    }
    records
}

fn fill_aim(record: &mut Filled, aim: &Aim, short: &str, long: &str) {
    fill(record, "need", &aim.need);
    fill(record, "long_term_goal", &aim.long_term_goal);
    fill(record, "short_term_goal", &aim.short_term_goal);
    fill(record, "long_term_period", &long);
    fill(record, "short_term_period", &short);
    fill(record, "service_content", &aim.content);
}

/// 第3表: each row is a service of the week, an activity of the day, or a service outside the week.
pub(in crate::generate) fn care_plan_3(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    let date = plan_date(heading.month);
    let mut records = Vec::new();
    for client in clients {
        let row = || {
            let mut record = start(heading, &client.person, "");
            fill(&mut record, "weekly_plan_created_on", &date);
            fill(&mut record, "care_plan_date", &date);
            record
        };
        for (at, office) in offices(heading, client) {
            let name = office.service.name().unwrap_or_default();
            let visits = visits(heading, client, at);
            if visits.is_empty() {
                let mut record = row();
                fill(&mut record, "non_weekly_service", &name);
                records.push(record);
            }
            for (weekday, (from, until)) in visits {
                let mut record = row();
                fill(&mut record, "care_service", &name);
                fill(&mut record, "weekday", &weekday);
                fill(&mut record, "service_start", &clock(from));
                fill(&mut record, "service_end", &clock(until));
                records.push(record);
            }
        }
        for (activity, from, until) in
            [("起床", 360, 360), ("昼寝", 780, 840), ("就寝", 1260, 1260)]
        {
            let mut record = row();
            fill(&mut record, "daily_activity", &activity);
            fill(&mut record, "activity_start", &clock(from));
            fill(&mut record, "activity_end", &clock(until));
            records.push(record);
        }
    }
    records
}

/// The offices that a person receives something from, with their indices.
pub(super) fn offices<'a>(
    heading: &Heading<'a>,
    client: &'a Client,
) -> impl Iterator<Item = (usize, &'a Office)> + use<'a> {
    heading
        .parties
        .services()
        .enumerate()
        .filter(|(at, _)| client.lines.iter().any(|line| line.office == *at))
}

/// The weekdays and times of the visits of an office; none of things that are rented.
fn visits(heading: &Heading<'_>, client: &Client, office: usize) -> BTreeSet<(i8, (u16, u16))> {
    let lines = client.lines.iter().filter(|line| line.office == office);
    lines
        .filter_map(|line| Some((weekday(heading.month, line.day), line.time?)))
        .collect()
}

/// How often an office comes, as people write it.
fn frequency(heading: &Heading<'_>, client: &Client, office: usize) -> String {
    match visits(heading, client, office).len() {
        0 => "毎日".to_owned(),
        days => format!("週{days}回"),
    }
}

/// 1 for 月曜日 to 7 for 日曜日.
fn weekday(month: ServiceMonth, day: i8) -> i8 {
    Date::new(month.year(), month.month(), day)
        .map_or(1, |date| date.weekday().to_monday_one_offset())
}

/// From a month to so many months later, as people write it: `R7.4～R8.3`.
pub(super) fn period(from: ServiceMonth, months: i8) -> String {
    let last = from.month() + months;
    let (year, last) = if last > 12 {
        (from.year() + 1, last - 12)
    } else {
        (from.year(), last)
    };
    format!(
        "R{}.{}～R{}.{last}",
        era(from.year()),
        from.month(),
        era(year)
    )
}

/// The year of 令和.
const fn era(year: i16) -> i16 {
    year - 2018
}
