//! The year of a licence.

use jiff::ToSpan as _;
use tasuki_terms::{Date, Timestamp, day_in_japan, start_of_day};

use crate::Licence;

/// One year of a licence (有効期間), counted from the day of application on
/// (申込日から起算して1年間).
///
/// It can be used from the moment of application to 23:59:59, Japanese time, of the day before the
/// same date of the next year. Where that date does not exist, it ends with the last day of the
/// month (民法第143条第2項): a year from 29 February 2028 ends with 28 February 2029.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Term {
    from: Timestamp,
    last_day: Date,
}

impl Term {
    /// The term of an application made at `applied_at`. None only where the calendar ends.
    pub fn applied_at(applied_at: Timestamp) -> Option<Self> {
        let first_day = day_in_japan(applied_at);
        let same_date = first_day.checked_add(1.year()).ok()?;
        let last_day = if same_date.day() == first_day.day() {
            same_date.yesterday().ok()?
        } else {
            same_date
        };
        Some(Self {
            from: applied_at,
            last_day,
        })
    }

    /// The term that lasts from `from` to the end of `last_day`, as it was stored.
    pub const fn stored(from: Timestamp, last_day: Date) -> Self {
        Self { from, last_day }
    }

    /// The year after it, from its end on. None only where the calendar ends.
    pub fn next(&self) -> Option<Self> {
        Self::applied_at(self.until())
    }

    /// The first moment.
    pub const fn from(&self) -> Timestamp {
        self.from
    }

    /// The day of application, or the first day of a renewed term.
    pub fn first_day(&self) -> Date {
        day_in_japan(self.from)
    }

    /// The last day on which it can be used (有効期限).
    pub const fn last_day(&self) -> Date {
        self.last_day
    }

    /// The first moment after it.
    pub fn until(&self) -> Timestamp {
        self.last_day
            .tomorrow()
            .map_or(Timestamp::MAX, start_of_day)
    }

    /// Whether `at` lies in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.licence().contains(at)
    }

    /// What the exchange asks for.
    pub fn licence(&self) -> Licence {
        Licence {
            from: self.from,
            until: Some(self.until()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(at: &str) -> Term {
        Term::applied_at(at.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_year_counts_from_the_day_of_application() {
        for (applied, last_day) in [
            ("2026-11-21T01:00:00Z", "2027-11-20"),
            // Already the next day in Japan.
            ("2026-11-20T15:00:00Z", "2027-11-20"),
            ("2026-03-31T15:00:00Z", "2027-03-31"),
            ("2027-02-28T03:00:00Z", "2028-02-27"),
            ("2027-03-01T03:00:00Z", "2028-02-29"),
            ("2028-02-29T03:00:00Z", "2029-02-28"),
        ] {
            assert_eq!(term(applied).last_day().to_string(), last_day, "{applied}");
        }
    }

    #[test]
    fn it_is_used_from_application_to_the_last_second() {
        let term = term("2026-11-21T01:00:00Z");
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(!term.contains(at("2026-11-21T00:59:59Z")));
        assert!(term.contains(at("2026-11-21T01:00:00Z")));
        assert!(term.contains(at("2027-11-20T14:59:59.999999Z")));
        assert!(!term.contains(at("2027-11-20T15:00:00Z")));
        let next = term.next().unwrap();
        assert_eq!(next.from(), term.until());
        assert_eq!(next.last_day().to_string(), "2028-11-20");
    }

    #[test]
    fn the_end_of_the_calendar_is_no_trap() {
        assert_eq!(Term::applied_at(Timestamp::MAX), None);
    }

    proptest! {
        #[test]
        fn terms_follow_each_other_without_gap(seconds in 1_600_000_000_i64..4_000_000_000) {
            let first = Term::applied_at(Timestamp::from_second(seconds).unwrap()).unwrap();
            let second = first.next().unwrap();
            prop_assert_eq!(second.from(), first.until());
            let days = (second.until().as_second() - second.from().as_second()) / 86_400;
            prop_assert!(days == 365 || days == 366);
        }
    }
}
