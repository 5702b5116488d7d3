//! Message ids.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::{Entropy, Timestamp};

/// The id of a message (件), chosen by its sender before sending: a UUID of version 7.
///
/// It is the idempotency key of the exchange: the same id never names two messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(Uuid);

impl MessageId {
    /// A new id: the milliseconds of `now`, then chance.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0; 10];
        entropy.fill(&mut random);
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }

    /// The sixteen bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl FromStr for MessageId {
    type Err = InvalidMessageId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = Uuid::try_parse(text).map_err(|_| InvalidMessageId::NotAUuid)?;
        if id.get_version_num() != 7 {
            return Err(InvalidMessageId::NotVersion7);
        }
        // One spelling only: the id is a key and a path.
        if id.hyphenated().to_string() != text {
            return Err(InvalidMessageId::Spelling);
        }
        Ok(Self(id))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}

crate::serde_as_text!(MessageId);

/// Why a text is no [`MessageId`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidMessageId {
    /// It is no UUID at all.
    #[error("expected a UUID")]
    NotAUuid,
    /// It is a UUID of another version.
    #[error("expected a UUID of version 7")]
    NotVersion7,
    /// It is written in capitals, without hyphens or in braces.
    #[error("expected small letters and hyphens")]
    Spelling,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn a_new_id_tells_its_time_and_parses_back() {
        let id = MessageId::new(
            Timestamp::from_millisecond(1_743_000_000_000).unwrap(),
            &Zeros,
        );
        insta::assert_snapshot!(id, @"0195d2e5-5600-7000-8000-000000000000");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn there_is_one_spelling() {
        let refused = |text: &str| text.parse::<MessageId>().unwrap_err();
        assert_eq!(refused("x"), InvalidMessageId::NotAUuid);
        assert_eq!(
            refused("936da01f-9abd-4d9d-80c7-02af85c822a8"),
            InvalidMessageId::NotVersion7
        );
        assert_eq!(
            refused("0195D2E3-DC00-7000-8000-000000000000"),
            InvalidMessageId::Spelling
        );
        assert_eq!(
            refused("0195d2e3dc0070008000000000000000"),
            InvalidMessageId::Spelling
        );
    }
}
