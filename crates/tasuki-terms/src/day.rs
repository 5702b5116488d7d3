//! Days in Japan.

use jiff::SignedDuration;
use jiff::civil::{Date, time};
use jiff::tz::{Offset, TimeZone};

use crate::Timestamp;

/// Japan's time: nine hours ahead of UTC all year (日本標準時; no summer time since 1952).
const JAPAN: Offset = jiff::tz::offset(9);

/// The day in Japan on which `at` lies.
pub fn day_in_japan(at: Timestamp) -> Date {
    JAPAN.to_datetime(at).date()
}

/// The first moment of `day` in Japan. At the calendar's ends, the first or last moment there is.
pub fn start_of_day(day: Date) -> Timestamp {
    let midnight = day.to_datetime(time(0, 0, 0, 0));
    match midnight.to_zoned(TimeZone::fixed(JAPAN)) {
        Ok(zoned) => zoned.timestamp(),
        Err(_) if day.year() < 0 => Timestamp::MIN,
        Err(_) => Timestamp::MAX,
    }
}

/// The last day in Japan of a time that ends at `end`, its first moment behind.
pub fn last_day_before(end: Timestamp) -> Date {
    let last = end.checked_sub(SignedDuration::from_micros(1));
    day_in_japan(last.unwrap_or(Timestamp::MIN))
}

/// How screens write a day: `2026/11/21`, as the official lists do.
pub fn written_day(day: Date) -> String {
    format!("{:04}/{:02}/{:02}", day.year(), day.month(), day.day())
}

/// How sentences write a day: `2026年11月21日`.
pub fn spoken_day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// How screens write a moment: `2026/11/21 09:05`, Japanese time.
pub fn written_moment(at: Timestamp) -> String {
    let there = JAPAN.to_datetime(at);
    let day = written_day(there.date());
    format!("{day} {:02}:{:02}", there.hour(), there.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let last: Timestamp = "2026-11-20T14:59:59.999999Z".parse().unwrap();
        let first: Timestamp = "2026-11-20T15:00:00Z".parse().unwrap();
        assert_eq!(written_day(day_in_japan(last)), "2026/11/20");
        assert_eq!(written_day(day_in_japan(first)), "2026/11/21");
        assert_eq!(start_of_day(day_in_japan(first)), first);
        assert_eq!(written_moment(last), "2026/11/20 23:59");
        assert_eq!(spoken_day(day_in_japan(first)), "2026年11月21日");
    }

    #[test]
    fn what_ends_at_midnight_has_its_last_day_before() {
        let midnight: Timestamp = "2026-11-20T15:00:00Z".parse().unwrap();
        assert_eq!(written_day(last_day_before(midnight)), "2026/11/20");
        let later: Timestamp = "2026-11-20T15:00:01Z".parse().unwrap();
        assert_eq!(written_day(last_day_before(later)), "2026/11/21");
        assert_eq!(
            last_day_before(Timestamp::MIN),
            day_in_japan(Timestamp::MIN)
        );
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trap() {
        assert_eq!(start_of_day(Date::MIN), Timestamp::MIN);
        assert!(start_of_day(Date::MAX) <= Timestamp::MAX);
        let _days = (day_in_japan(Timestamp::MIN), day_in_japan(Timestamp::MAX));
    }

    proptest! {
        #[test]
        fn the_start_of_a_day_lies_on_it(seconds in -5_000_000_000_i64..50_000_000_000) {
            let at = Timestamp::from_second(seconds).unwrap();
            let day = day_in_japan(at);
            let start = start_of_day(day);
            prop_assert_eq!(day_in_japan(start), day);
            prop_assert!(start <= at && at.as_second() - start.as_second() < 86_400);
        }
    }
}
