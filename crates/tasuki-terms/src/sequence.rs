//! Sequences of sending units.

use std::fmt;
use std::str::FromStr;

/// The sequence (ファイル連番) that all files of one sending unit share: fourteen digits
/// `YYYYMMDDHHMMSS`. Receivers process units in its ascending order.
///
/// The standard gives the form of a time stamp but no rule for the clock behind it (V4.1, 2.4), so
/// any fourteen digits are a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence([u8; 14]);

impl Sequence {
    /// The digits as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Sequence {
    type Err = InvalidSequence;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 14] = text.as_bytes().try_into().map_err(|_| InvalidSequence)?;
        if bytes.iter().all(u8::is_ascii_digit) {
            Ok(Self(bytes))
        } else {
            Err(InvalidSequence)
        }
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sequence({self})")
    }
}

crate::serde_as_text!(Sequence);

/// The text is not fourteen digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected fourteen digits")]
pub struct InvalidSequence;
