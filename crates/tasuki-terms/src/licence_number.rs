//! Licence numbers.

use std::fmt;
use std::str::FromStr;

/// The number of one year's licence of one office (ライセンス番号): `L` and ten digits. It is on
/// invoices and in deduction files, short enough to be read out on the telephone. Ours; the
/// official system shows none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenceNumber(u64);

impl LicenceNumber {
    /// The highest one.
    const LAST: u64 = 9_999_999_999;

    /// The number `number`, at most ten digits.
    pub const fn new(number: u64) -> Result<Self, InvalidLicenceNumber> {
        if number > Self::LAST {
            return Err(InvalidLicenceNumber);
        }
        Ok(Self(number))
    }

    /// The bare number.
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl FromStr for LicenceNumber {
    type Err = InvalidLicenceNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('L').ok_or(InvalidLicenceNumber)?;
        if digits.len() != 10 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(InvalidLicenceNumber);
        }
        Self::new(digits.parse().map_err(|_| InvalidLicenceNumber)?)
    }
}

impl fmt::Display for LicenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L{:010}", self.0)
    }
}

impl fmt::Debug for LicenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LicenceNumber({self})")
    }
}

crate::serde_as_text!(LicenceNumber);

/// The text is not `L` and ten digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected L and ten digits")]
pub struct InvalidLicenceNumber;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_is_one_spelling() {
        for wrong in ["", "L1", "l0000000001", "L+000000001", "0000000001"] {
            assert!(wrong.parse::<LicenceNumber>().is_err(), "{wrong}");
        }
        assert_eq!(
            LicenceNumber::new(10_000_000_000),
            Err(InvalidLicenceNumber)
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(value in 0_u64..10_000_000_000) {
            let number = LicenceNumber::new(value).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
