//! Ids of app users.

use std::fmt;
use std::str::FromStr;

/// The id of an app user (個人ユーザ), which unlocks an office's client: `C` and twelve digits,
/// thirteen characters.
///
/// The official texts say only that it begins with `C`, and once `c` (manual 2.6, login screen);
/// the twelve digits are ours. Both letters are read, the capital is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppUserId([u8; Self::LEN]);

impl AppUserId {
    /// How many characters it has.
    pub const LEN: usize = 13;

    /// The id whose digits are `number`, or none above 999,999,999,999.
    pub fn from_number(number: u64) -> Option<Self> {
        format!("C{number:012}").parse().ok()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for AppUserId {
    type Err = InvalidAppUserId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes: [u8; Self::LEN] =
            text.as_bytes().try_into().map_err(|_| InvalidAppUserId)?;
        bytes.make_ascii_uppercase();
        match bytes {
            [b'C', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(Self(bytes)),
            _ => Err(InvalidAppUserId),
        }
    }
}

impl fmt::Display for AppUserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AppUserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppUserId({self})")
    }
}

crate::serde_as_text!(AppUserId);

/// The text is not `C` and twelve digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected C and twelve digits")]
pub struct InvalidAppUserId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_letter_is_read_and_the_capital_kept() {
        let small: AppUserId = "c000000000101".parse().unwrap();
        assert_eq!(small.to_string(), "C000000000101");
        assert_eq!(AppUserId::from_number(101), Some(small));
        assert_eq!(AppUserId::from_number(1_000_000_000_000), None);
        for wrong in ["", "C00000000010", "KJ137000000101", "Ｃ000000000101"] {
            assert_eq!(wrong.parse::<AppUserId>(), Err(InvalidAppUserId), "{wrong}");
        }
    }
}
