//! Versions of the programs that the operator gives out (製品ダウンロード).

use std::fmt;
use std::str::FromStr;

use crate::serde_as_text;

/// A version, `1.2.3`: three numbers, in one spelling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReleaseVersion([u32; 3]);

impl ReleaseVersion {
    /// The version of three numbers, the most important one first.
    pub const fn new(numbers: [u32; 3]) -> Self {
        Self(numbers)
    }
}

impl FromStr for ReleaseVersion {
    type Err = InvalidReleaseVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        let numbers = numbers.map_err(|_| InvalidReleaseVersion)?;
        let version = Self(numbers.try_into().map_err(|_| InvalidReleaseVersion)?);
        // One spelling: no sign and no leading zero.
        if version.to_string() == text {
            Ok(version)
        } else {
            Err(InvalidReleaseVersion)
        }
    }
}

impl fmt::Display for ReleaseVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

serde_as_text!(ReleaseVersion);

/// The text is no version of three numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected three numbers such as 1.2.3")]
pub struct InvalidReleaseVersion;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let read = |text: &str| text.parse::<ReleaseVersion>();
        assert!(read("0.10.0").unwrap() > read("0.9.12").unwrap());
        assert_eq!(read("1.2.3"), Ok(ReleaseVersion::new([1, 2, 3])));
        for wrong in [
            "", "1", "1.2", "1.2.3.4", "1.2.x", "01.2.3", "+1.2.3", "1.2.-3",
        ] {
            assert_eq!(read(wrong), Err(InvalidReleaseVersion), "{wrong}");
        }
    }
}
