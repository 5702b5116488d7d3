//! All that offices meant to send and were told, kept in memory while things go wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tasuki_seal::sha256;
use tasuki_terms::{Digest, MessageId, MessageState, OfficeNumber};
use tasuki_testing::Answer;
use tasuki_wire::MailBox;

use crate::model::Order;

/// A message that somebody began to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Meant {
    pub(crate) sender: OfficeNumber,
    pub(crate) receiver: OfficeNumber,
    /// SHA-256 of the envelope.
    pub(crate) content: Digest,
    /// Whether its sender vanished and never came back: nobody knows whether it arrived.
    pub(crate) is_given_up: bool,
}

/// A step of a message that one of its offices asked for, and that may be taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Asked {
    Fetch,
    Confirm,
    Withdraw,
}

/// What offices asked for and were told of a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Told {
    /// SHA-256 of the receipts, different ones apart.
    pub(crate) receipts: BTreeMap<MessageState, BTreeSet<Digest>>,
    /// The steps that were answered as done without a receipt that can be read.
    pub(crate) without_receipt: BTreeSet<MessageState>,
    /// Who read which content to its end.
    pub(crate) read: BTreeSet<(OfficeNumber, Digest)>,
    /// Who was shown anything of it.
    pub(crate) seen_by: BTreeSet<OfficeNumber>,
    /// Whom news told that it came, and whom that what he sent went on.
    pub(crate) heard_in: BTreeSet<OfficeNumber>,
    pub(crate) heard_out: BTreeSet<OfficeNumber>,
    /// The steps that were asked for, also where the answer was not read.
    pub(crate) asked: BTreeSet<Asked>,
    /// What requests out of their order were answered: the status, and the code of a refusal.
    pub(crate) answers: BTreeSet<(Order, String)>,
}

/// How often offices did what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) requests: u64,
    /// Of them were not answered, or by 5xx, 408 or 429.
    pub(crate) failed: u64,
    /// Sessions opened anew.
    pub(crate) sessions: u64,
    /// Streams of news that were opened, and what they told of messages.
    pub(crate) streams: u64,
    pub(crate) news: u64,
    /// Clients that vanished, by the step at which they did.
    pub(crate) vanished: BTreeMap<String, u64>,
    /// Requests that were repeated or came in another order, by what they were.
    pub(crate) disordered: BTreeMap<String, u64>,
    /// Refusals, by what was asked and the code.
    pub(crate) refused: BTreeMap<String, u64>,
}

/// Everything together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    pub(crate) meant: BTreeMap<MessageId, Meant>,
    pub(crate) told: BTreeMap<MessageId, Told>,
    pub(crate) counts: Counts,
}

/// The book that all offices share.
#[derive(Debug, Default)]
pub(crate) struct History(Mutex<Book>);

impl History {
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A receipt was given.
    pub(crate) fn receipt(&self, id: MessageId, state: MessageState, der: &[u8]) {
        let mut book = self.book();
        let told = book.told.entry(id).or_default();
        told.receipts.entry(state).or_default().insert(sha256(der));
    }

    /// A step was answered as done, and there was no receipt that can be read.
    pub(crate) fn without_receipt(&self, id: MessageId, state: MessageState) {
        let mut book = self.book();
        let told = book.told.entry(id).or_default();
        told.without_receipt.insert(state);
    }

    /// A step was answered; its receipt where it was done. `what` was asked for, in words.
    pub(crate) fn answered(
        &self,
        (id, state): (MessageId, MessageState),
        what: &str,
        answer: &Answer,
    ) -> Option<Vec<u8>> {
        let is_done = match answer.status {
            200 => true,
            201 => state == MessageState::Accepted,
            _ => false,
        };
        if !is_done {
            self.refused(what, &answer.refusal());
            return None;
        }
        let receipt = answer.receipt().ok();
        match &receipt {
            Some(receipt) => self.receipt(id, state, receipt),
            None => self.without_receipt(id, state),
        }
        receipt
    }

    /// A content was read to its end.
    pub(crate) fn read(&self, id: MessageId, by: OfficeNumber, content: Digest) {
        let mut book = self.book();
        let told = book.told.entry(id).or_default();
        told.read.insert((by, content));
        told.seen_by.insert(by);
    }

    /// Something of a message was shown.
    pub(crate) fn seen(&self, id: MessageId, by: OfficeNumber) {
        let mut book = self.book();
        book.told.entry(id).or_default().seen_by.insert(by);
    }

    /// News told an office of a message.
    pub(crate) fn heard(&self, id: MessageId, by: OfficeNumber, mail_box: MailBox) {
        let mut book = self.book();
        book.counts.news += 1;
        let told = book.told.entry(id).or_default();
        match mail_box {
            MailBox::Inbox => told.heard_in.insert(by),
            MailBox::Outbox => told.heard_out.insert(by),
        };
    }

    /// A step of a message was asked for.
    pub(crate) fn asked(&self, id: MessageId, step: Asked) {
        let mut book = self.book();
        book.told.entry(id).or_default().asked.insert(step);
    }

    /// Whether a step of a message was ever asked for.
    pub(crate) fn was_asked(&self, id: MessageId, step: Asked) -> bool {
        let book = self.book();
        let told = book.told.get(&id);
        told.is_some_and(|told| told.asked.contains(&step))
    }

    /// A request out of its order was made; no answer, or one that says nothing, is none.
    pub(crate) fn ordered(&self, id: MessageId, order: Order, answer: Option<&Answer>) {
        self.disordered(order);
        let Some(answer) = answer else { return };
        let told = match answer.status {
            status @ ..400 => status.to_string(),
            _ => answer.refusal(),
        };
        let mut book = self.book();
        book.told
            .entry(id)
            .or_default()
            .answers
            .insert((order, told));
    }

    pub(crate) fn vanished(&self, at: impl Display) {
        let mut book = self.book();
        *book.counts.vanished.entry(at.to_string()).or_default() += 1;
    }

    pub(crate) fn disordered(&self, what: impl Display) {
        let mut book = self.book();
        *book.counts.disordered.entry(what.to_string()).or_default() += 1;
    }

    pub(crate) fn refused(&self, what: &str, refusal: &str) {
        let refused = format!("{what}: {refusal}");
        *self.book().counts.refused.entry(refused).or_default() += 1;
    }
}
