//! Ids of what the sites keep. `fuzz/src/interface.rs` reads this file, too.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{Entropy, InvalidMessageId, MessageId, Timestamp};

/// The id of an application, a notice or a mail: a UUID of version 7, as a message's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId(MessageId);

impl RecordId {
    /// A new id: the milliseconds of `now`, then chance.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        Self(MessageId::new(now, entropy))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = InvalidMessageId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
