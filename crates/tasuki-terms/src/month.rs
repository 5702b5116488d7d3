//! Service months.

use std::fmt;
use std::str::FromStr;

/// The month in which services are delivered (サービス提供年月, 対象年月), written `YYYYMM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceMonth {
    year: i16,
    month: i8,
}

impl ServiceMonth {
    /// The month `month` (1 to 12) of the year `year` (2000 to 2999).
    pub const fn new(year: i16, month: i8) -> Result<Self, InvalidMonth> {
        if year < 2000 || year > 2999 || month < 1 || month > 12 {
            return Err(InvalidMonth);
        }
        Ok(Self { year, month })
    }

    /// The year of the western calendar.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub const fn month(self) -> i8 {
        self.month
    }

    /// The month before it. Fails only before January 2000.
    pub const fn previous(self) -> Result<Self, InvalidMonth> {
        match self.month {
            1 => Self::new(self.year - 1, 12),
            month => Self::new(self.year, month - 1),
        }
    }

    /// The month after it. Fails only after December 2999.
    pub const fn next(self) -> Result<Self, InvalidMonth> {
        match self.month {
            12 => Self::new(self.year + 1, 1),
            month => Self::new(self.year, month + 1),
        }
    }

    /// How many days it has.
    pub fn days(self) -> i8 {
        jiff::civil::Date::new(self.year, self.month, 1)
            .map_or(31, jiff::civil::Date::days_in_month)
    }
}

impl FromStr for ServiceMonth {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidMonth);
        }
        let (year, month) = text.split_at_checked(4).ok_or(InvalidMonth)?;
        let year = year.parse().map_err(|_| InvalidMonth)?;
        let month = month.parse().map_err(|_| InvalidMonth)?;
        Self::new(year, month)
    }
}

impl fmt::Display for ServiceMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}", self.year, self.month)
    }
}

impl fmt::Debug for ServiceMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceMonth({self})")
    }
}

crate::serde_as_text!(ServiceMonth);

/// The text is not a month `YYYYMM` of the years 2000 to 2999.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a month YYYYMM")]
pub struct InvalidMonth;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_parse_and_know_their_days() {
        let month = |text: &str| text.parse::<ServiceMonth>();
        assert_eq!(month("202504").unwrap().days(), 30);
        assert_eq!(month("202402").unwrap().days(), 29);
        assert_eq!(month("202504").unwrap().to_string(), "202504");
        assert_eq!(month("202501").unwrap().previous(), month("202412"));
        assert_eq!(month("202412").unwrap().next(), month("202501"));
        assert_eq!(month("200001").unwrap().previous(), Err(InvalidMonth));
        assert_eq!(month("299912").unwrap().next(), Err(InvalidMonth));
        for wrong in [
            "202500",
            "202513",
            "000000",
            "20254",
            "2025-4",
            "２０２５０４",
            "+20250",
        ] {
            assert_eq!(month(wrong), Err(InvalidMonth), "{wrong}");
        }
    }
}
