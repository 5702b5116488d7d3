//! Fields that only these files have.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{Date, OfficeNumber};

/// A prefecture's federation (国保連), by the number of its prefecture: `01` to `47`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Federation(u8);

impl Federation {
    /// The federation to which an office belongs, by the first two digits of its number; none where
    /// they are no prefecture.
    pub fn of(office: OfficeNumber) -> Option<Self> {
        office.as_str().get(..2)?.parse().ok()
    }

    /// Whether `office` belongs to it.
    pub fn covers(self, office: OfficeNumber) -> bool {
        Self::of(office) == Some(self)
    }
}

impl FromStr for Federation {
    type Err = InvalidFederation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_form = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
        match text.parse() {
            Ok(number @ 1..=47) if is_form => Ok(Self(number)),
            _ => Err(InvalidFederation),
        }
    }
}

impl fmt::Display for Federation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The text is no number of a prefecture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected 01 to 47")]
pub struct InvalidFederation;

/// A day as `YYYYMMDD`, of the years 1000 to 9999.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Date);

impl FromStr for Day {
    type Err = InvalidField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: i32 = text.parse().map_err(|_| InvalidField)?;
        let part = |value: i32| i8::try_from(value).map_err(|_| InvalidField);
        let year = i16::try_from(number / 10_000).map_err(|_| InvalidField)?;
        let month = part(number / 100 % 100)?;
        let day = Self(Date::new(year, month, part(number % 100)?).map_err(|_| InvalidField)?);
        if day.to_string() == text {
            Ok(day)
        } else {
            Err(InvalidField)
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        write!(f, "{year:04}{month:02}{day:02}")
    }
}

pub(super) struct InvalidField;

/// A count or a place in its one spelling: digits without leading zeros.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Count(pub(super) usize);

impl FromStr for Count {
    type Err = InvalidField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count: usize = text.parse().map_err(|_| InvalidField)?;
        if count.to_string() == text {
            Ok(Self(count))
        } else {
            Err(InvalidField)
        }
    }
}

/// A control sum: nine digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct ControlSum(pub(super) u64);

impl FromStr for ControlSum {
    type Err = InvalidField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sum = Self(text.parse().map_err(|_| InvalidField)?);
        if sum.to_string() == text {
            Ok(sum)
        } else {
            Err(InvalidField)
        }
    }
}

impl fmt::Display for ControlSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}
