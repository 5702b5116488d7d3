//! Calls that people wish.

use tasuki_exchange::TicketState;
use tasuki_store::TicketRow;
use tasuki_terms::Timestamp;
use tasuki_ui::{Tag, Tone};

/// A call that is wished.
pub(super) struct Call {
    /// When it is to be made, in words; none where somebody has talked with who asked, the call is
    /// not wanted any more, or the question is closed.
    pub(super) promised: Option<String>,
    /// Whether the hours for which it was promised are over.
    pub(super) is_late: bool,
}

impl Call {
    /// The call that a question wishes: as the mail to who asked promised it, or in the next hours
    /// of the wish after nobody was there.
    pub(super) fn of(row: &TicketRow, now: Timestamp) -> Option<Self> {
        let wish = row.contact.call?;
        let waits = row.state != TicketState::Closed;
        let promised = row.call_from.filter(|_| waits).map(|from| wish.next(from));
        Some(Self {
            promised: promised.map(|at| wish.written(at)),
            is_late: promised.is_some_and(|at| wish.end(at) <= now),
        })
    }

    pub(super) fn words(&self) -> String {
        let done = || "希望あり（対応済み）".to_owned();
        self.promised.clone().unwrap_or_else(done)
    }

    /// The mark of one that is late.
    pub(super) fn tag(&self) -> Option<Tag> {
        self.is_late.then(|| Tag::new(Tone::Error, "期限超過"))
    }
}
