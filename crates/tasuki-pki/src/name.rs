//! The name by which a certificate tells its holder.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{OfficeNumber, Party, UserId};

/// Who holds a certificate.
///
/// A certificate names its holder in one URI among its alternative names:
/// `urn:tasuki:office:<office number>:user:<user id>` or `urn:tasuki:platform`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Holder {
    /// An office (事業所), by the certificate of its user (事業所ユーザ).
    Office {
        /// The office.
        office: OfficeNumber,
        /// Its user.
        user: UserId,
    },
    /// The platform (連携基盤), which signs receipts.
    Platform,
}

impl Holder {
    /// The one as whom it acts.
    pub const fn party(self) -> Party {
        match self {
            Self::Office { office, .. } => Party::Office(office),
            Self::Platform => Party::Platform,
        }
    }
}

/// What all names of holders begin with.
pub(crate) const PREFIX: &str = "urn:tasuki:";

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        match self {
            Self::Office { office, user } => write!(f, "office:{office}:user:{user}"),
            Self::Platform => f.write_str("platform"),
        }
    }
}

impl FromStr for Holder {
    type Err = NotAHolder;

    fn from_str(uri: &str) -> Result<Self, Self::Err> {
        let mut parts = uri.strip_prefix(PREFIX).ok_or(NotAHolder)?.split(':');
        let holder = match parts.next() {
            Some("platform") => Self::Platform,
            Some("office") => {
                let office = parts.next().and_then(|number| number.parse().ok());
                let user = match parts.next() {
                    Some("user") => parts.next().and_then(|id| id.parse().ok()),
                    _ => None,
                };
                Self::Office {
                    office: office.ok_or(NotAHolder)?,
                    user: user.ok_or(NotAHolder)?,
                }
            }
            _ => return Err(NotAHolder),
        };
        match parts.next() {
            None => Ok(holder),
            Some(_) => Err(NotAHolder),
        }
    }
}

/// The text is not the name of a holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected urn:tasuki:office:…:user:… or urn:tasuki:platform")]
pub struct NotAHolder;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_whole_names_are_read() {
        for wrong in [
            "",
            "urn:tasuki:",
            "urn:tasuki:platform:",
            "urn:tasuki:platform ",
            "URN:TASUKI:PLATFORM",
            "urn:tasuki:office:1370000001",
            "urn:tasuki:office:1370000001:user:",
            "urn:tasuki:office:137000001:user:KJ137000000101",
            "urn:tasuki:office:1370000001:user:HD137000000101",
            "urn:tasuki:office:1370000001:user:KJ137000000101:",
            "urn:tasuki:office:1370000001:user:KJ137000000101\n",
            "xurn:tasuki:platform",
        ] {
            assert_eq!(wrong.parse::<Holder>(), Err(NotAHolder), "{wrong}");
        }
        assert_eq!("urn:tasuki:platform".parse(), Ok(Holder::Platform));
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(office in "[0-9A-Z]{10}", user in "KJ[0-9]{12}") {
            let holder = Holder::Office {
                office: office.parse().unwrap(),
                user: user.parse().unwrap(),
            };
            prop_assert_eq!(holder.to_string().parse(), Ok(holder));
        }

        #[test]
        fn never_panics(text in "(urn:tasuki:)?.*") {
            let _parsed = text.parse::<Holder>();
        }
    }
}
