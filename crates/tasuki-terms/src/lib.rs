//! The field's identifiers, codes and months, and what a test must hold: time, ids and chance.
//!
//! Each identifier is parsed once, where it enters a program; behind that border its type is the
//! proof. This crate knows no input or output, no SQL and no HTTP. Start at [`OfficeNumber`]; the
//! others follow its shape. Names are those of `GLOSSARY.md`.

mod chance;
mod code;
mod digest;
mod kind;
mod media;
mod message_id;
mod month;
mod office;
mod sequence;
mod state;
mod unit;
mod user;

pub use chance::{Clock, Entropy, SystemClock};
pub use code::{InvalidCode, ServiceType};
pub use digest::{Digest, InvalidDigest};
pub use kind::{FileKind, SpecVersion, UnknownKind, UnknownVersion};
pub use media::{MediaType, UnknownMediaType};
pub use message_id::{InvalidMessageId, MessageId};
pub use month::{InvalidMonth, ServiceMonth};
pub use office::{InvalidOfficeNumber, OfficeNumber};
pub use sequence::{InvalidSequence, Sequence};
pub use state::{MessageState, UnknownState};
pub use unit::{SendingUnit, UnknownUnit};
pub use user::{InvalidUserId, UserId};

/// A moment, as every part of Tasuki keeps it: UTC, microseconds.
pub use jiff::Timestamp;

/// Implements serde through `Display` and `FromStr`, so that no value enters unparsed.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
