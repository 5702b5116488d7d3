//! What is known of the messages of a plan: their receivers, and what they were sent before.

use std::collections::BTreeMap;

use tasuki_desk::{Earlier, PlannedMessage};
use tasuki_terms::OfficeNumber;

use crate::answer::PageError;
use crate::bulk::Plan;
use crate::office::{Office, Receiver};

/// What is known of the receivers of a plan, and of what they were sent before.
pub(super) struct Known {
    receivers: BTreeMap<OfficeNumber, Receiver>,
    /// By the places of the messages.
    earlier: BTreeMap<i64, Earlier>,
}

impl Known {
    pub(super) async fn of(office: &Office, plan: &Plan) -> Result<Self, PageError> {
        let (places, messages): (Vec<i64>, Vec<_>) = plan.messages().unzip();
        let receivers = office.receivers(messages.iter().map(|one| one.receiver));
        let receivers = receivers.await;
        let drafts = messages.iter().map(|one| one.draft.clone());
        let earlier = office.desk().earlier(drafts.collect()).await?;
        let earlier = places.into_iter().zip(earlier);
        Ok(Self {
            receivers,
            earlier: earlier
                .filter_map(|(place, one)| Some((place, one?)))
                .collect(),
        })
    }

    pub(super) fn receiver(&self, message: &PlannedMessage) -> &Receiver {
        const UNKNOWN: &Receiver = &Receiver {
            name: String::new(),
            member: None,
        };
        self.receivers.get(&message.receiver).unwrap_or(UNKNOWN)
    }

    pub(super) fn earlier(&self, place: i64) -> Option<&Earlier> {
        self.earlier.get(&place)
    }
}
