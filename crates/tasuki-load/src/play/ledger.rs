//! What was sent, and what became of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tasuki_measure::letters::Letter;
use tasuki_terms::{MessageId, OfficeNumber};
use tokio::time::Instant;

use super::mail::Inside;

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) letter: Letter,
    /// What is in it, if its receiver opens it.
    pub(crate) inside: Option<Inside>,
    /// When it was meant to go out.
    pub(crate) intended: Instant,
    /// When its receipt was there.
    accepted: Option<Instant>,
    /// Whether its receiver is at it.
    is_claimed: bool,
}

/// Why a message is not to be received by who was told of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stray {
    /// It is for somebody else.
    Foreign,
    /// Nobody sent it.
    Unknown,
    /// It was received already: a list was read before, or news of it comes late.
    Received,
    /// It is being received.
    Claimed,
}

/// All messages on their way; many look at once.
#[derive(Default, Debug)]
pub(crate) struct Ledger(Mutex<Pages>);

#[derive(Default, Debug)]
struct Pages {
    under_way: BTreeMap<MessageId, Sent>,
    received: BTreeSet<MessageId>,
    bytes: u64,
}

impl Ledger {
    /// A message is about to be sent.
    pub(crate) fn expect(&self, letter: Letter, inside: Option<Inside>, intended: Instant) {
        let sent = Sent {
            inside,
            intended,
            accepted: None,
            is_claimed: false,
            letter,
        };
        self.pages().under_way.insert(sent.letter.id, sent);
    }

    /// Its receipt is there.
    pub(crate) fn accepted(&self, id: MessageId) {
        if let Some(sent) = self.pages().under_way.get_mut(&id) {
            sent.accepted = Some(Instant::now());
        }
    }

    /// It could not be sent: nobody waits for it.
    pub(crate) fn forget(&self, id: MessageId) {
        self.pages().under_way.remove(&id);
    }

    /// `office` was told of a message, and receives it now.
    pub(crate) fn claim(&self, id: MessageId, office: OfficeNumber) -> Result<Sent, Stray> {
        let mut pages = self.pages();
        if pages.received.contains(&id) {
            return Err(Stray::Received);
        }
        let sent = pages.under_way.get_mut(&id).ok_or(Stray::Unknown)?;
        if sent.letter.receiver != office {
            return Err(Stray::Foreign);
        }
        if sent.is_claimed {
            return Err(Stray::Claimed);
        }
        sent.is_claimed = true;
        Ok(sent.clone())
    }

    /// It was received, checked and confirmed.
    pub(crate) fn received(&self, id: MessageId) {
        let mut pages = self.pages();
        if let Some(sent) = pages.under_way.remove(&id) {
            pages.received.insert(id);
            pages.bytes += sent.letter.length() as u64;
        }
    }

    /// Whether nothing is on its way.
    pub(crate) fn is_settled(&self) -> bool {
        self.pages().under_way.is_empty()
    }

    /// How many messages were received, and how many bytes they had.
    pub(crate) fn totals(&self) -> (u64, u64) {
        let pages = self.pages();
        (pages.received.len() as u64, pages.bytes)
    }

    /// Who still waits for something that nobody told.
    pub(crate) fn waiting(&self) -> Vec<OfficeNumber> {
        let pages = self.pages();
        let unclaimed = pages.under_way.values().filter(|sent| !sent.is_claimed);
        let mut offices: Vec<_> = unclaimed.map(|sent| sent.letter.receiver).collect();
        offices.sort_unstable();
        offices.dedup();
        offices
    }

    /// What did not arrive.
    pub(crate) fn missing(&self) -> Vec<String> {
        let pages = self.pages();
        let told = pages.under_way.values().map(|sent| {
            let letter = &sent.letter;
            let was = match (sent.accepted, sent.is_claimed) {
                (None, _) => "受け付けられていません",
                (Some(_), false) => "お知らせがありません",
                (Some(_), true) => "受信が終わっていません",
            };
            format!(
                "{} → {} {} ({was})",
                letter.sender, letter.receiver, letter.id
            )
        });
        told.collect()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sent {
    /// How long after its receipt it was known at `known`; nothing if it was known before.
    pub(crate) fn news(&self, known: Instant) -> Duration {
        self.accepted.map_or(Duration::ZERO, |accepted| {
            known.saturating_duration_since(accepted)
        })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use tasuki_seal::{SystemEntropy, sha256};
    use tasuki_terms::{Clock as _, SystemClock};

    use super::*;

    fn letter() -> Letter {
        Letter {
            id: MessageId::new(SystemClock.now(), &SystemEntropy),
            digest: sha256(b"manifest"),
            sender: "1370000001".parse().unwrap(),
            receiver: "1370000002".parse().unwrap(),
            manifest: Bytes::from_static(b"manifest"),
            sealed: Bytes::from_static(b"sealed"),
        }
    }

    #[tokio::test]
    async fn a_message_is_received_once_and_only_by_its_receiver() {
        let ledger = Ledger::default();
        let letter = letter();
        let (id, receiver) = (letter.id, letter.receiver);
        ledger.expect(letter.clone(), None, Instant::now());
        ledger.accepted(id);
        assert_eq!(ledger.waiting(), [receiver]);
        let other = "1370000003".parse().unwrap();
        assert_eq!(ledger.claim(id, other).unwrap_err(), Stray::Foreign);
        assert_eq!(ledger.claim(id, receiver).unwrap().letter, letter);
        assert_eq!(ledger.claim(id, receiver).unwrap_err(), Stray::Claimed);
        assert!(ledger.missing()[0].contains("受信が終わっていません"));
        ledger.received(id);
        assert_eq!(ledger.claim(id, receiver).unwrap_err(), Stray::Received);
        assert!(ledger.is_settled());
        assert_eq!(ledger.totals(), (1, 14));
    }

    #[tokio::test]
    async fn what_was_never_told_is_missing() {
        let ledger = Ledger::default();
        let unknown = letter().id;
        ledger.expect(letter(), None, Instant::now());
        assert!(ledger.missing()[0].contains("受け付けられていません"));
        assert!(!ledger.is_settled());
        let office = "1370000002".parse().unwrap();
        assert_eq!(ledger.claim(unknown, office).unwrap_err(), Stray::Unknown);
    }
}
