//! What the check may find.

use std::fmt;

use tasuki_terms::{MessageId, MessageState, OfficeNumber};

use super::Order;

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Violation {
    /// Accepted, or asked for until the end, and not there.
    Lost(MessageId),
    /// More than once in a list.
    Doubled(MessageId, OfficeNumber),
    /// Seen, listed or read by an office that it is not for.
    Foreign(MessageId, OfficeNumber),
    /// Nobody ever began to send it.
    Unasked(MessageId),
    /// Other bytes than were sent.
    Differs(MessageId),
    /// It shall be readable and is not.
    Unreadable(MessageId),
    /// It was withdrawn and can be read.
    Readable(MessageId),
    /// It never came to its end.
    Undelivered(MessageId, MessageState),
    /// Lists or ledgers of both sides differ.
    Disagree(MessageId),
    /// The receipts do not prove the state.
    Unproven(MessageId, String),
    /// A receipt that was given is not kept.
    Forgotten(MessageId, MessageState),
    /// A step was answered as done without a receipt that can be read.
    WithoutReceipt(MessageId, MessageState),
    /// Different receipts were given for one step.
    Changed(MessageId, MessageState),
    /// A state that nobody asked for.
    Unwished(MessageId, MessageState),
    /// A request out of its order was answered as it must not be.
    Answered(MessageId, Order, String),
    /// Receipts for steps that exclude each other.
    Contradiction(MessageId),
    /// Named by a record and not in the store.
    Missing(String),
    /// In the store and named by no record.
    Orphan(String),
    /// The platform's own examination failed.
    Sick(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
