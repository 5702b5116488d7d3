//! Amounts of money.

use std::fmt;
use std::str::FromStr;

/// An amount in yen (円): whole yen, never a fraction. Printed as `21,000円`; files and tables hold
/// the bare number ([`Yen::amount`]).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Yen(i64);

impl Yen {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// So many yen.
    pub const fn new(amount: i64) -> Self {
        Self(amount)
    }

    /// The bare number.
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// Whether nothing is to be paid.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or none where it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The sum of all, or none where it does not fit.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl FromStr for Yen {
    type Err = InvalidYen;

    /// Reads the bare number, in its one spelling: digits, no sign but `-`, no leading zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let amount: i64 = text.parse().map_err(|_| InvalidYen)?;
        if amount.to_string() == text {
            Ok(Self(amount))
        } else {
            Err(InvalidYen)
        }
    }
}

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let digits = self.0.unsigned_abs().to_string();
        for (place, digit) in digits.char_indices() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        f.write_str("円")
    }
}

/// The text is no number of yen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a number of yen, as digits only")]
pub struct InvalidYen;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yen_are_printed_in_groups_of_three() {
        for (amount, printed) in [
            (0, "0円"),
            (999, "999円"),
            (1_000, "1,000円"),
            (21_000, "21,000円"),
            (-1_234_567, "-1,234,567円"),
            (i64::MIN, "-9,223,372,036,854,775,808円"),
        ] {
            assert_eq!(Yen::new(amount).to_string(), printed);
        }
    }

    #[test]
    fn sums_do_not_wrap() {
        let fees = [Yen::new(21_000), Yen::new(13_200)];
        assert_eq!(Yen::total(fees), Some(Yen::new(34_200)));
        assert_eq!(Yen::total([Yen::new(i64::MAX), Yen::new(1)]), None);
        assert_eq!(Yen::total([]), Some(Yen::ZERO));
    }

    #[test]
    fn there_is_one_spelling() {
        for wrong in ["", "021000", "+1", "-0", "1,000", "１", "1.0"] {
            assert_eq!(wrong.parse::<Yen>(), Err(InvalidYen), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_bare_number_parses_back(amount: i64) {
            prop_assert_eq!(amount.to_string().parse(), Ok(Yen::new(amount)));
        }
    }
}
