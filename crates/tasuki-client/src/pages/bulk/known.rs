//! What is known of the messages of a plan: their receivers, and what they were sent before.

use std::collections::BTreeMap;

use tasuki_desk::{Earlier, PlannedMessage};
use tasuki_terms::OfficeNumber;

use crate::answer::PageError;
use crate::bulk::Sorted;
use crate::office::{Office, Receiver};

/// What is known of the receivers of a plan, and of what they were sent before.
pub(super) struct Known {
    receivers: BTreeMap<OfficeNumber, Receiver>,
    earlier: Vec<Option<Earlier>>,
}

impl Known {
    pub(super) async fn of(office: &Office, sorted: &Sorted) -> Result<Self, PageError> {
        let messages = &sorted.plan.messages;
        let receivers = office.receivers(messages.iter().map(|one| one.receiver));
        let receivers = receivers.await;
        let drafts = messages.iter().map(|one| one.draft.clone());
        Ok(Self {
            receivers,
            earlier: office.desk().earlier(drafts.collect()).await?,
        })
    }

    pub(super) fn receiver(&self, message: &PlannedMessage) -> &Receiver {
        const UNKNOWN: &Receiver = &Receiver {
            name: String::new(),
            member: None,
        };
        self.receivers.get(&message.receiver).unwrap_or(UNKNOWN)
    }

    pub(super) fn earlier(&self, index: usize) -> Option<&Earlier> {
        self.earlier.get(index)?.as_ref()
    }
}
