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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_messages::{manifest, receipt};
    use ReceiptKind::{Accepted, Expired, Fetched, Opened, Withdrawn};

    /// Receipts that name each other, one minute after the other.
    fn chain(kinds: &[ReceiptKind]) -> Vec<Receipt> {
        let mut receipts: Vec<Receipt> = Vec::new();
        for (minute, kind) in kinds.iter().enumerate() {
            let at = format!("03:{minute:02}:00");
            receipts.push(receipt(&manifest(), *kind, &at, receipts.last()));
        }
        receipts
    }

    #[test]
    fn the_last_step_tells_the_state() {
        for (kinds, state) in [
            (&[Accepted][..], MessageState::Accepted),
            (&[Accepted, Fetched], MessageState::Fetched),
            (&[Accepted, Fetched, Opened], MessageState::Opened),
            (&[Accepted, Withdrawn], MessageState::Withdrawn),
            (&[Accepted, Expired], MessageState::Expired),
        ] {
            assert_eq!(check_chain(&manifest(), &chain(kinds)), Ok(state));
        }
    }

    #[test]
    fn exactly_the_drawn_steps_are_allowed() {
        let drawn = [
            (None, Accepted),
            (Some(Accepted), Fetched),
            (Some(Accepted), Withdrawn),
            (Some(Accepted), Expired),
            (Some(Fetched), Opened),
        ];
        for kind in ReceiptKind::ALL {
            for before in ReceiptKind::ALL.map(Some).into_iter().chain([None]) {
                let expected = drawn.contains(&(before, kind));
                assert_eq!(may_follow(before, kind), expected, "{before:?} {kind:?}");
            }
        }
        assert_eq!(
            check_chain(&manifest(), &chain(&[Accepted, Opened])),
            Err(ChainError::Transition {
                place: 2,
                before: Some(Accepted),
                kind: Opened
            })
        );
        assert_eq!(
            check_chain(&manifest(), &chain(&[Fetched])),
            Err(ChainError::Transition {
                place: 1,
                before: None,
                kind: Fetched
            })
        );
    }

    #[test]
    fn a_change_of_any_receipt_breaks_the_chain() {
        let good = chain(&[Accepted, Fetched, Opened]);
        let other = {
            let mut other = manifest();
            other.message_text = !other.message_text;
            other
        };
        let broken = |change: &dyn Fn(&mut Vec<Receipt>)| {
            let mut receipts = good.clone();
            change(&mut receipts);
            check_chain(&manifest(), &receipts).unwrap_err()
        };
        assert_eq!(broken(&|all| all.clear()), ChainError::Empty);
        assert_eq!(
            broken(&|all| all[0].at += std::time::Duration::from_secs(1)),
            ChainError::Previous { place: 2 }
        );
        assert_eq!(
            broken(&|all| all[2].previous = None),
            ChainError::Previous { place: 3 }
        );
        assert_eq!(
            broken(&|all| all[0].previous = Some(all[1].digest())),
            ChainError::Previous { place: 1 }
        );
        assert_eq!(
            broken(&|all| all[1].digest = other.digest()),
            ChainError::OtherMessage { place: 2 }
        );
        assert_eq!(
            broken(&|all| all[1].message = "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap()),
            ChainError::OtherMessage { place: 2 }
        );
        assert_eq!(
            broken(&|all| all[2].receiver = all[2].sender),
            ChainError::OtherParties { place: 3 }
        );
        assert_eq!(
            broken(&|all| all[2].at = all[0].at),
            ChainError::TimeGoesBack { place: 3 }
        );
        assert_eq!(
            check_chain(&other, &good),
            Err(ChainError::OtherMessage { place: 1 })
        );
    }

    #[test]
    fn two_steps_at_the_same_moment_are_fine() {
        let first = receipt(&manifest(), Accepted, "03:00:00", None);
        let second = receipt(&manifest(), Fetched, "03:00:00", Some(&first));
        assert_eq!(
            check_chain(&manifest(), &[first, second]),
            Ok(MessageState::Fetched)
        );
    }
}
