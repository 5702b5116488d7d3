//! Days and months in Japan.

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use tasuki_standard::generate::Stamp;
use tasuki_terms::{ServiceMonth, Timestamp};

/// The day of the month on which plans for the next one are made.
const PLANNING_DAY: i8 = 25;

/// Japanese time.
pub(crate) fn japan() -> TimeZone {
    TimeZone::fixed(offset(9))
}

/// The month after the one of `now`.
pub(crate) fn coming_month(now: Timestamp) -> anyhow::Result<ServiceMonth> {
    let today = now.to_zoned(japan()).date();
    let next = today.first_of_month().checked_add(1.month())?;
    Ok(ServiceMonth::new(next.year(), next.month())?)
}

/// When the plan number `number` (from 1) of a month is made: in the month before.
pub(crate) fn planned(month: ServiceMonth, number: u8) -> anyhow::Result<Stamp> {
    let before = first_of(month)?.checked_sub(1.month())?;
    stamp(before.with().day(PLANNING_DAY).build()?, 10, number)
}

/// When the actuals number `number` (from 1) of a month are made: on the day after it.
pub(crate) fn delivered(month: ServiceMonth, number: u8) -> anyhow::Result<Stamp> {
    stamp(first_of(month)?.checked_add(1.month())?, 9, number)
}

fn first_of(month: ServiceMonth) -> anyhow::Result<Date> {
    Date::new(month.year(), month.month(), 1).context("no such month")
}

/// The sequence (連番) is the moment of making; units follow each other by a minute.
fn stamp(day: Date, hour: u8, number: u8) -> anyhow::Result<Stamp> {
    let sequence = format!("{}{hour:02}{number:02}00", day.strftime("%Y%m%d"));
    Ok(Stamp {
        created_on: day,
        sequence: sequence.parse()?,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_coming_month_begins_at_midnight_in_japan() {
        let month = |now: &str| coming_month(now.parse().unwrap()).unwrap().to_string();
        assert_eq!(month("2026-11-30T14:59:59Z"), "202612");
        assert_eq!(month("2026-11-30T15:00:00Z"), "202701");
        assert_eq!(month("2027-01-31T00:00:00Z"), "202702");
    }

    #[test]
    fn plans_are_made_before_the_month_and_actuals_after_it() {
        let month = "202701".parse().unwrap();
        let plan = planned(month, 1).unwrap();
        assert_eq!(plan.created_on, date(2026, 12, 25));
        assert_eq!(plan.sequence.as_str(), "20261225100100");
        let actual = delivered(month, 3).unwrap();
        assert_eq!(actual.created_on, date(2027, 2, 1));
        assert_eq!(actual.sequence.as_str(), "20270201090300");
    }
}
