//! Telephone numbers.

use std::fmt;
use std::str::FromStr;

use crate::half_width_sign;

/// A Japanese telephone number (電話番号): ten or eleven digits without hyphens.
///
/// Source: the official field 電話番号 (ハイフンなし) (manual 2.7). Full-width digits are read as
/// half-width ones. `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = InvalidPhoneNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Option<String> = text.trim().chars().map(digit).collect();
        match digits {
            Some(digits) if matches!(digits.len(), 10 | 11) => Ok(Self(digits)),
            _ => Err(InvalidPhoneNumber),
        }
    }
}

/// The half-width digit that `letter` means.
fn digit(letter: char) -> Option<char> {
    Some(half_width_sign(letter)).filter(char::is_ascii_digit)
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

crate::serde_as_text!(PhoneNumber);

/// The text is not ten or eleven digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected ten or eleven digits")]
pub struct InvalidPhoneNumber;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_or_eleven_digits_of_either_width_are_a_number() {
        let read = |text: &str| text.parse::<PhoneNumber>().map(|number| number.to_string());
        assert_eq!(read("0312345678"), Ok("0312345678".to_owned()));
        assert_eq!(read(" 09012345678 "), Ok("09012345678".to_owned()));
        assert_eq!(read("０９０12345678"), Ok("09012345678".to_owned()));
        for wrong in [
            "",
            "031234567",
            "090123456789",
            "03-1234-567",
            "03-1234-5678",
            "٠٣١٢٣٤٥٦٧٨",
        ] {
            assert_eq!(read(wrong), Err(InvalidPhoneNumber), "{wrong}");
        }
    }

    #[test]
    fn logs_do_not_tell_it() {
        let number: PhoneNumber = "0312345678".parse().unwrap();
        assert_eq!(format!("{number:?}"), "PhoneNumber(…)");
    }
}
