//! One step of a message: load, decide, sign, save if nothing changed meanwhile.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use tasuki_exchange::{Refusal, Step, advance};
use tasuki_seal::{Receipt, ReceiptKind, SignedReceipt};
use tasuki_store::{Change, MessageRow};
use tasuki_terms::{MessageId, MessageState, OfficeNumber, Timestamp};
use tasuki_wire::Code;
use tracing::Instrument as _;

use crate::answer::Rejection;
use crate::api::unreadable;
use crate::door::{Asker, Caller};
use crate::figures::{self, Store, durable};
use crate::platform::Platform;

/// How often a step is tried again because another one came first. Each message has three steps.
const TRIES: usize = 4;

/// Who signs the receipt of a step.
pub(super) enum By<'a> {
    /// The platform, now.
    Platform,
    /// The receiver, before.
    Receiver(&'a [u8], &'a SignedReceipt),
}

/// A message after a step, and the receipt that proves the step.
pub(super) struct Stepped {
    pub(super) row: MessageRow,
    pub(super) receipt: Vec<u8>,
}

/// Loads the message of the request's path if it is granted to who asks, an office of the message's two.
pub(super) async fn asked(
    platform: &Platform,
    id: Result<Path<MessageId>, PathRejection>,
    asker: Asker,
) -> Result<(Caller, MessageRow), Rejection> {
    let Path(id) = asker.says(platform, id.map_err(unreadable)).await?;
    let row = platform.records.message(id).await?;
    if let Some(row) = row.filter(|row| row.is_of(asker.office())) {
        return Ok((asker.granted(row.status_of(asker.office()))?, row));
    }
    asker.at_work(platform).await?;
    Err(Refusal::NoSuchMessage.into())
}

/// Loads the message of `id` once more, for one of its two offices.
pub(super) async fn own(
    platform: &Platform,
    id: MessageId,
    caller: OfficeNumber,
) -> Result<MessageRow, Rejection> {
    let row = platform.records.message(id).await?;
    let own = row.filter(|row| row.is_of(caller));
    Ok(own.ok_or(Refusal::NoSuchMessage)?)
}

/// Takes `step` from where `row` shows the message, or finds that it was taken before; either way
/// gives its receipt.
pub(super) async fn take(
    platform: &Arc<Platform>,
    mut row: MessageRow,
    step: Step,
    caller: OfficeNumber,
    by: By<'_>,
) -> Result<Stepped, Rejection> {
    let id = row.id;
    for _ in 0..TRIES {
        let next = advance(row.state, step, row.sender, row.receiver, Some(caller))?;
        let Some(state) = next else {
            let receipt = saved(platform, &row, step).await?;
            return Ok(Stepped { row, receipt });
        };
        let (kind, ordinal) = kind(step);
        let now = platform.clock.now();
        let (receipt, der, at) = match &by {
            By::Platform => {
                let receipt = receipt(kind, &row, now.max(row.state_at));
                let der = platform.sign(&receipt)?;
                let at = receipt.at;
                (receipt, der, at)
            }
            By::Receiver(der, signed) => {
                agrees(&signed.receipt, &receipt(kind, &row, signed.receipt.at))?;
                is_timely(signed.receipt.at, &row, now)?;
                (signed.receipt.clone(), der.to_vec(), now.max(row.state_at))
            }
        };
        let change = Change {
            id,
            from: row.state,
            to: state,
            at,
            ordinal,
            receipt: der.clone(),
            receipt_digest: receipt.digest(),
        };
        let (sender, receiver) = (row.sender, row.receiver);
        let here = Arc::clone(platform);
        let is_saved = to_the_end(async move {
            let saved = durable(Store::Records, here.records.change_message(change));
            let is_saved = saved.await?;
            if is_saved {
                tell(&here, id, state, sender, receiver);
            }
            Ok(is_saved)
        })
        .await?;
        if is_saved {
            let row = MessageRow {
                state,
                state_at: at,
                receipt_digest: receipt.digest(),
                ..row
            };
            return Ok(Stepped { row, receipt: der });
        }
        row = own(platform, id, caller).await?;
    }
    Err(Code::Unavailable.into())
}

/// Goes on to the end also if the caller hangs up: what is saved is told.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Rejection>> + Send + 'static,
) -> Result<T, Rejection> {
    tokio::spawn(work.in_current_span())
        .await
        .map_err(|_| Rejection::from(Code::Internal))?
}

/// Tells both offices that a message reached a state. Where other processes may serve the same
/// records, what was saved is news there already, and comes back to this one, too.
pub(crate) fn tell(
    platform: &Platform,
    message: MessageId,
    state: MessageState,
    sender: OfficeNumber,
    receiver: OfficeNumber,
) {
    figures::message(state);
    if !platform.records.is_shared() {
        platform.news.tell_both(message, state, sender, receiver);
    }
}

/// What a step's receipt is, and its place among the proofs.
const fn kind(step: Step) -> (ReceiptKind, u32) {
    match step {
        Step::Fetch => (ReceiptKind::Fetched, 2),
        Step::Open => (ReceiptKind::Opened, 3),
        Step::Withdraw => (ReceiptKind::Withdrawn, 2),
        Step::Expire => (ReceiptKind::Expired, 2),
    }
}

/// The next receipt of a message.
fn receipt(kind: ReceiptKind, row: &MessageRow, at: Timestamp) -> Receipt {
    Receipt {
        version: Receipt::VERSION,
        kind,
        message: row.id,
        digest: row.digest,
        sender: row.sender,
        receiver: row.receiver,
        at,
        previous: Some(row.receipt_digest),
    }
}

/// Checks that the receiver's receipt says what it must.
fn agrees(found: &Receipt, expected: &Receipt) -> Result<(), Rejection> {
    if found == expected {
        Ok(())
    } else {
        Err(Code::ReceiptInvalid.into())
    }
}

/// Checks that the receiver's receipt is not of before the fetching, nor of the future.
fn is_timely(at: Timestamp, row: &MessageRow, now: Timestamp) -> Result<(), Rejection> {
    const TOLERANCE_SECONDS: i64 = 10 * 60;
    if at >= row.state_at && at.as_second() <= now.as_second() + TOLERANCE_SECONDS {
        Ok(())
    } else {
        Err(Code::ReceiptInvalid.into())
    }
}

/// The receipt of a step that was taken before.
async fn saved(platform: &Platform, row: &MessageRow, step: Step) -> Result<Vec<u8>, Rejection> {
    let state: MessageState = kind(step).0.state();
    let proofs = platform.records.proofs(row.id).await?;
    let proof = proofs.into_iter().find(|proof| proof.state == Some(state));
    Ok(proof.ok_or(Code::Internal)?.der)
}
