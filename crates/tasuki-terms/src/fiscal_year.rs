//! Fiscal years.

use std::fmt;

use jiff::civil::{Date, date};

/// A fiscal year (年度): from 1 April to 31 March, named by the year in which it begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FiscalYear(i16);

impl FiscalYear {
    /// The fiscal year in which `day` lies.
    pub fn of(day: Date) -> Self {
        if day.month() >= 4 {
            Self(day.year())
        } else {
            Self(day.year() - 1)
        }
    }

    /// The year of the western calendar in which it begins.
    pub const fn year(self) -> i16 {
        self.0
    }

    /// Whether `day` lies in it.
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }

    /// Its first day, 1 April.
    pub const fn first_day(self) -> Date {
        // Every year of a `Date` lies within ±9999, and that of a fiscal year at most one before.
        if self.0 < -9999 {
            Date::MIN
        } else {
            date(self.0, 4, 1)
        }
    }

    /// Its last day, 31 March of the next year.
    pub const fn last_day(self) -> Date {
        if self.0 >= 9999 {
            Date::MAX
        } else {
            date(self.0 + 1, 3, 31)
        }
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年度", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_begins_in_april() {
        let year = FiscalYear::of(date(2027, 3, 31));
        assert_eq!(year.to_string(), "2026年度");
        assert_eq!(year.first_day(), date(2026, 4, 1));
        assert_eq!(year.last_day(), date(2027, 3, 31));
        assert_eq!(FiscalYear::of(date(2027, 4, 1)).year(), 2027);
        assert!(year.contains(date(2026, 4, 1)) && !year.contains(date(2026, 3, 31)));
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trap() {
        for day in [Date::MIN, Date::MAX] {
            let year = FiscalYear::of(day);
            assert!(year.first_day() <= day && day <= year.last_day());
        }
    }
}
