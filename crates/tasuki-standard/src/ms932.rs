//! The character set of the standard: Shift-JIS, precisely MS932 (標準仕様 V4.1, 4.3).
//!
//! Reading tells the places of bytes that mean nothing and of the user-defined area (外字), writing
//! tells the characters that MS932 does not have. Neither ever puts another character in their
//! place unasked; the few that are replaced stand in [`REPLACEMENTS`].

mod decode;
mod encode;
mod text;
mod variants;

pub use decode::{Decoded, Fault, FaultKind, decode};
pub use encode::{
    Encoded, REPLACEMENTS, Replaced, Substitution, Unwritable, UnwritableCharacter, encode,
    encode_allowing,
};
pub(crate) use text::is_text;
pub use variants::VARIANTS;
