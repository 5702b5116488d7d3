//! Office numbers.

use std::fmt;
use std::str::FromStr;

/// The number that a prefecture gives to an office (事業所番号): ten half-width digits or, for
/// offices of the comprehensive service (総合事業), digits and capital letters.
///
/// Source: ケアプランデータ連携標準仕様 V4.1, annex, file names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeNumber([u8; Self::LEN]);

impl OfficeNumber {
    /// How many characters it has.
    pub const LEN: usize = 10;

    /// The number as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for OfficeNumber {
    type Err = InvalidOfficeNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; Self::LEN] =
            text.as_bytes()
                .try_into()
                .map_err(|_| InvalidOfficeNumber::Length {
                    found: text.chars().count(),
                })?;
        match text
            .chars()
            .enumerate()
            .find(|(_, c)| !c.is_ascii_digit() && !c.is_ascii_uppercase())
        {
            None => Ok(Self(bytes)),
            Some((at, found)) => Err(InvalidOfficeNumber::Character { at: at + 1, found }),
        }
    }
}

impl fmt::Debug for OfficeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficeNumber({})", self.as_str())
    }
}

impl fmt::Display for OfficeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(OfficeNumber);

/// Why a text is no [`OfficeNumber`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOfficeNumber {
    /// It has another length.
    #[error("expected {} characters, found {found}", OfficeNumber::LEN)]
    Length {
        /// How many characters there were.
        found: usize,
    },
    /// It contains something that is neither a digit nor a capital letter.
    #[error("expected a digit or a capital letter in place {at}, found {found:?}")]
    Character {
        /// The place, counted from 1.
        at: usize,
        /// What stood there.
        found: char,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rejections_read_well() {
        let said = |text: &str| text.parse::<OfficeNumber>().unwrap_err().to_string();
        insta::assert_snapshot!(said("123"), @"expected 10 characters, found 3");
        insta::assert_snapshot!(said("12345678a0"), @"expected a digit or a capital letter in place 9, found 'a'");
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(text in "[0-9A-Z]{10}") {
            let number: OfficeNumber = text.parse().unwrap();
            prop_assert_eq!(number.to_string(), text);
        }

        #[test]
        fn never_panics(text in ".*") {
            let _parsed = text.parse::<OfficeNumber>();
        }
    }
}
