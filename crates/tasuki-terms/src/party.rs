//! Who does a step of a message.

use crate::OfficeNumber;

/// One that does steps of a message, and signs them (署名者): what certificates name and receipts ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Party {
    /// The platform (連携基盤).
    Platform,
    /// An office (事業所), by whichever of its users.
    Office(OfficeNumber),
}
