//! Calls that people wish.

use tasuki_exchange::TicketState;
use tasuki_store::TicketRow;
use tasuki_terms::{Timestamp, written_moment};
use tasuki_ui::{Tag, Tone};

/// A call that is wished.
pub(super) struct Call {
    /// From when on it was promised; none where the question is answered or closed.
    pub(super) promised: Option<Timestamp>,
    /// Whether the hours for which it was promised are over.
    pub(super) is_late: bool,
}

impl Call {
    /// The call that a question wishes, as the mail to who asked promised it.
    pub(super) fn of(row: &TicketRow, now: Timestamp) -> Option<Self> {
        let wish = row.contact.call?;
        let promised = wish.next(row.asked_at);
        let waits = matches!(row.state, TicketState::Open | TicketState::Taken);
        Some(Self {
            promised: waits.then_some(promised),
            is_late: waits && wish.end(promised) <= now,
        })
    }

    pub(super) fn words(&self) -> String {
        match self.promised {
            Some(at) => format!("{}以降", written_moment(at)),
            None => "希望あり".to_owned(),
        }
    }

    /// The mark of one that is late.
    pub(super) fn tag(&self) -> Option<Tag> {
        self.is_late.then(|| Tag::new(Tone::Error, "期限超過"))
    }
}
