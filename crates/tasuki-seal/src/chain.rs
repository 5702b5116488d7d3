//! The chain of a message's receipts.

use tasuki_terms::{Digest, MessageState};

use crate::{Manifest, Receipt, ReceiptKind};

/// Checks that `receipts`, oldest first, are the course of the message of `manifest`, and says
/// which state the message is in.
///
/// ```text
/// accepted ──► fetched ──► opened
///     ├──────► withdrawn
///     └──────► expired
/// ```
///
/// When the contents of a fetched or opened message go at the end of their time, the state stays,
/// and there is no receipt for it. Who signed the receipts is not looked at here: the platform
/// signs all of them but `opened`, which the receiver signs, and the caller knows their
/// certificates.
pub fn check_chain(manifest: &Manifest, receipts: &[Receipt]) -> Result<MessageState, ChainError> {
    let digest = manifest.digest();
    let mut last: Option<(&Receipt, Digest)> = None;
    for (index, receipt) in receipts.iter().enumerate() {
        let place = index + 1;
        if receipt.message != manifest.id || receipt.digest != digest {
            return Err(ChainError::OtherMessage { place });
        }
        if receipt.sender != manifest.sender || receipt.receiver != manifest.receiver {
            return Err(ChainError::OtherParties { place });
        }
        let before = last.map(|(receipt, _)| receipt.kind);
        if !may_follow(before, receipt.kind) {
            return Err(ChainError::Transition {
                place,
                before,
                kind: receipt.kind,
            });
        }
        if receipt.previous != last.map(|(_, digest)| digest) {
            return Err(ChainError::Previous { place });
        }
        if last.is_some_and(|(before, _)| receipt.at < before.at) {
            return Err(ChainError::TimeGoesBack { place });
        }
        last = Some((receipt, receipt.digest()));
    }
    match last {
        Some((receipt, _)) => Ok(receipt.kind.state()),
        None => Err(ChainError::Empty),
    }
}

const fn may_follow(before: Option<ReceiptKind>, kind: ReceiptKind) -> bool {
    use ReceiptKind::{Accepted, Expired, Fetched, Opened, Withdrawn};
    matches!(
        (before, kind),
        (None, Accepted)
            | (Some(Accepted), Fetched | Withdrawn | Expired)
            | (Some(Fetched), Opened)
    )
}

/// Why receipts are not the course of a message. Places are counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no receipt at all.
    #[error("no receipts")]
    Empty,
    /// A receipt is of another message, or of another manifest with the same id.
    #[error("receipt {place} is of another message")]
    OtherMessage {
        /// Which receipt.
        place: usize,
    },
    /// A receipt names another sender or receiver.
    #[error("receipt {place} names another sender or receiver")]
    OtherParties {
        /// Which receipt.
        place: usize,
    },
    /// A receipt tells a step that cannot follow the one before.
    #[error("receipt {place} ({kind:?}) cannot follow {before:?}")]
    Transition {
        /// Which receipt.
        place: usize,
        /// The step before; none at the start.
        before: Option<ReceiptKind>,
        /// The step that it tells.
        kind: ReceiptKind,
    },
    /// A receipt does not name the one before it.
    #[error("receipt {place} does not name the one before it")]
    Previous {
        /// Which receipt.
        place: usize,
    },
    /// A receipt is older than the one before it.
    #[error("receipt {place} is older than the one before it")]
    TimeGoesBack {
        /// Which receipt.
        place: usize,
    },
}
