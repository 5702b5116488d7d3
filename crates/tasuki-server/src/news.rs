//! Who waits for news is told at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tasuki_terms::{MessageId, MessageState, OfficeNumber};
use tasuki_wire::{Event, MailBox};
use tokio::sync::broadcast;

/// How many events a slow listener may be behind before it is told to look at its lists again. Room for
/// them is taken when an office begins to listen: of 32 it is 1.6 kB.
const BACKLOG: usize = 32;

/// Hands events to the connections of the offices concerned.
#[derive(Debug, Default)]
pub(crate) struct News {
    offices: Mutex<BTreeMap<OfficeNumber, broadcast::Sender<Event>>>,
}

impl News {
    /// Tells both offices that a message reached a state.
    pub(crate) fn tell_both(
        &self,
        message: MessageId,
        state: MessageState,
        sender: OfficeNumber,
        receiver: OfficeNumber,
    ) {
        let event = |mail_box| Event {
            message,
            state,
            mail_box,
        };
        self.tell(receiver, event(MailBox::Inbox));
        self.tell(sender, event(MailBox::Outbox));
    }

    /// Ends all streams: whoever listened comes again, and looks at the lists.
    pub(crate) fn end_all(&self) {
        let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        offices.clear();
    }

    /// Tells everybody who listens for `office`.
    fn tell(&self, office: OfficeNumber, event: Event) {
        let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        if offices
            .get(&office)
            .is_some_and(|listeners| listeners.send(event).is_err())
        {
            // Nobody listens any more.
            offices.remove(&office);
        }
    }

    /// Listens for `office`.
    pub(crate) fn listen(&self, office: OfficeNumber) -> broadcast::Receiver<Event> {
        let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        offices
            .entry(office)
            .or_insert_with(|| broadcast::channel(BACKLOG).0)
            .subscribe()
    }
}
