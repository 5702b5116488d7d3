//! Messages as the store gets them.

use jiff::SignedDuration;
use tasuki_store::{NewMessage, Place};
use tasuki_terms::{Digest, MessageId, OfficeNumber, SendingUnit, Timestamp};

/// For how long its content is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A message of one file that is made and accepted at `at`, whose content lies at `place`. Its
/// proofs are a manifest and a receipt, of which nothing is checked: the digests are no real ones.
pub fn accepted(
    id: MessageId,
    (sender, receiver): (OfficeNumber, OfficeNumber),
    at: Timestamp,
    place: Place,
    (manifest, receipt): (Vec<u8>, Vec<u8>),
) -> NewMessage {
    NewMessage {
        id,
        digest: Digest::new([1; 32]),
        sender,
        sender_service: None,
        receiver,
        receiver_service: None,
        unit: SendingUnit::Attachments,
        kinds: Vec::new(),
        service_month: None,
        sequence: None,
        files: 1,
        bytes: place.length,
        created_at: at,
        accepted_at: at,
        content_until: at.saturating_add(KEPT).unwrap_or(Timestamp::MAX),
        replaces: None,
        place,
        manifest,
        receipt,
        receipt_digest: Digest::new([2; 32]),
    }
}
