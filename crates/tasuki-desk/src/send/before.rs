//! The same once more: whoever sends the same data twice by mistake is told.

use tasuki_seal::{ReceiptKind, read_receipt};
use tasuki_terms::{Digest, MessageId, MessageState, Timestamp};

use crate::error::blocking;
use crate::ledger::{Ledger, Side};
use crate::{Book, CheckedDraft, Desk, DeskError};

impl Desk {
    /// Refuses a draft whose data was accepted before, whatever is written beside it, unless it shall go
    /// again or says itself that it replaces that message.
    pub(crate) async fn refuse_sent_before(&self, checked: &CheckedDraft) -> Result<(), DeskError> {
        if checked.again {
            return Ok(());
        }
        let (ledger, book) = (self.ledger.clone(), self.book.clone());
        let (names, receiver) = (checked.names, checked.receiver);
        let before = blocking(move || sent_before(&ledger, &book, names.data)).await?;
        let before = before.filter(|(id, _)| checked.replaces != Some(*id));
        before.map_or(Ok(()), |(id, at)| {
            Err(DeskError::SentBefore { id, receiver, at })
        })
    }
}

/// The message as which data was accepted, and when. One that never reached its receiver, since
/// it was withdrawn or has expired, does not count.
pub(super) fn sent_before(
    ledger: &Ledger,
    book: &Book,
    data: Digest,
) -> Result<Option<(MessageId, Timestamp)>, DeskError> {
    let Some(id) = ledger.accepted(data)? else {
        return Ok(None);
    };
    let folder = ledger.message(Side::Sent, id);
    for kind in [ReceiptKind::Withdrawn, ReceiptKind::Expired] {
        if folder.receipt(kind)?.is_some() {
            return Ok(None);
        }
    }
    let listed = book.message(Side::Sent, id)?;
    if listed.is_some_and(|message| {
        matches!(
            message.state,
            MessageState::Withdrawn | MessageState::Expired
        )
    }) {
        return Ok(None);
    }
    let receipt = folder.receipt(ReceiptKind::Accepted)?;
    let receipt = receipt.and_then(|der| read_receipt(&der).ok());
    Ok(receipt.map(|read| (id, read.receipt.at)))
}
