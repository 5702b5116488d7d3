//! Months of claims and payments.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::ServiceMonth;

/// A month of the calendar (年月), written `YYYYMM`: when an office claims (請求月) or is paid
/// (支払月). The month in which services are delivered has its own type, [`ServiceMonth`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarMonth {
    year: i16,
    month: i8,
}

impl CalendarMonth {
    /// The month in which `day` lies. Fails outside the years 2000 to 2999.
    pub fn of(day: Date) -> Result<Self, InvalidCalendarMonth> {
        Self::new(day.year(), day.month())
    }

    /// The month `month` (1 to 12) of the year `year` (2000 to 2999).
    pub fn new(year: i16, month: i8) -> Result<Self, InvalidCalendarMonth> {
        ServiceMonth::new(year, month).map_err(|_| InvalidCalendarMonth)?;
        Ok(Self { year, month })
    }

    /// The month after it. Fails only after December 2999.
    pub fn next(self) -> Result<Self, InvalidCalendarMonth> {
        match self.month {
            12 => Self::new(self.year + 1, 1),
            month => Self::new(self.year, month + 1),
        }
    }

    /// The year of the western calendar.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub const fn month(self) -> i8 {
        self.month
    }

    /// What people read: `2026年11月`.
    pub fn spoken(self) -> String {
        format!("{}年{}月", self.year, self.month)
    }
}

impl FromStr for CalendarMonth {
    type Err = InvalidCalendarMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let month: ServiceMonth = text.parse().map_err(|_| InvalidCalendarMonth)?;
        Self::new(month.year(), month.month())
    }
}

impl fmt::Display for CalendarMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}", self.year, self.month)
    }
}

impl fmt::Debug for CalendarMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CalendarMonth({self})")
    }
}

crate::serde_as_text!(CalendarMonth);

/// The text is not a month `YYYYMM` of the years 2000 to 2999.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a month YYYYMM")]
pub struct InvalidCalendarMonth;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let december: CalendarMonth = "202612".parse().unwrap();
        assert_eq!(december.next().unwrap().to_string(), "202701");
        assert_eq!(december.spoken(), "2026年12月");
        let last: CalendarMonth = "299912".parse().unwrap();
        assert_eq!(last.next(), Err(InvalidCalendarMonth));
        assert_eq!("202613".parse::<CalendarMonth>(), Err(InvalidCalendarMonth));
    }
}
