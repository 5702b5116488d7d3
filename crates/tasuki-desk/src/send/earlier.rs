//! What was sent before of that which a draft would send: the same (送信済みと同じ), or a version whose place it
//! takes (差し替え).

use tasuki_standard::diff::{Difference, diff};
use tasuki_standard::{FileName, Table, UnitFacts, read_table, unit_of};
use tasuki_terms::{MediaType, MessageId, MessageState, OfficeNumber, Timestamp};

use super::before::sent_before;
use crate::book::{Filter, ListedMessage, Sort};
use crate::error::blocking;
use crate::ledger::{Ledger, Side};
use crate::profile::Identities;
use crate::{Book, Desk, DeskError, Draft, copies};

/// What was sent before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Which message.
    pub id: MessageId,
    /// When it was accepted.
    pub at: Timestamp,
    /// How the draft stands to it.
    pub stand: EarlierStand,
}

/// How a draft stands to what was sent before.
#[derive(Clone, Debug)]
pub enum EarlierStand {
    /// It is the same (送信済みと同じ).
    Same,
    /// It takes its place (差し替え).
    Replaces {
        /// What has changed; none where the two cannot be compared, such as without an own copy.
        difference: Option<Difference>,
    },
}

impl Desk {
    /// What was sent before of that which each of these drafts would send, in their order; none where
    /// nothing was, or it was withdrawn or has expired. Nothing is asked of the platform.
    pub async fn earlier(&self, drafts: Vec<Draft>) -> Result<Vec<Option<Earlier>>, DeskError> {
        let known = Known {
            ledger: self.ledger.clone(),
            book: self.book.clone(),
            identities: self.profile.identities().clone(),
        };
        blocking(move || drafts.iter().map(|draft| known.earlier(draft)).collect()).await
    }
}

/// Where it is looked for.
struct Known {
    ledger: Ledger,
    book: Book,
    identities: Identities,
}

impl Known {
    fn earlier(&self, draft: &Draft) -> Result<Option<Earlier>, DeskError> {
        let facts = facts(draft);
        let receiver = facts.as_ref().map(|facts| facts.receiver).or(draft.to);
        let Some(receiver) = receiver else {
            return Ok(None);
        };
        if let Some(same) = self.same(draft, receiver)? {
            return Ok(Some(same));
        }
        let Some(facts) = facts else {
            return Ok(None);
        };
        let filter = Filter {
            partner: Some(facts.receiver),
            unit: Some(facts.unit),
            month: facts.month,
            ..Filter::default()
        };
        let page = self.book.sent(&filter, Sort::Newest, 0, usize::MAX)?;
        let mut messages = page.messages.into_iter();
        let found = messages.find(|one| is_like(one, &facts));
        Ok(found.map(|one| Earlier {
            id: one.id,
            at: one.accepted_at,
            stand: EarlierStand::Replaces {
                difference: self.difference(one.id, draft),
            },
        }))
    }

    fn same(&self, draft: &Draft, receiver: OfficeNumber) -> Result<Option<Earlier>, DeskError> {
        let data = draft.names(receiver).data;
        let before = sent_before(&self.ledger, &self.book, data)?;
        Ok(before.map(|(id, at)| Earlier {
            id,
            at,
            stand: EarlierStand::Same,
        }))
    }

    /// What has changed since a message; none where that cannot be told.
    fn difference(&self, id: MessageId, draft: &Draft) -> Option<Difference> {
        if !self.ledger.message(Side::Sent, id).has_envelope() {
            return None;
        }
        let copy = copies::read(&self.ledger, &self.identities, id);
        let before = copy.ok().and_then(|copy| copies::tables(&copy.container))?;
        diff(&before, &tables(draft)?).ok()
    }
}

fn facts(draft: &Draft) -> Option<UnitFacts> {
    let names = draft.files.iter();
    let names = names.filter_map(|file| FileName::parse(&file.name).ok());
    unit_of(&names.collect::<Vec<_>>()).ok()
}

/// The tables of all CSV files; none where one of them cannot be read.
fn tables(draft: &Draft) -> Option<Vec<Table>> {
    let files = draft.files.iter();
    let files = files.filter(|file| MediaType::of_name(&file.name) == Some(MediaType::Csv));
    files
        .map(|file| read_table(&file.name, &file.bytes).table)
        .collect()
}

/// Whether a message carries the same between the same services, and was not given up.
fn is_like(one: &ListedMessage, facts: &UnitFacts) -> bool {
    let is_there = !matches!(one.state, MessageState::Withdrawn | MessageState::Expired);
    let is_same = one.service_month == facts.month
        && one.partner_service == facts.receiver_service
        && one.own_service == facts.sender_service;
    is_there && is_same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::listed;

    #[test]
    fn another_service_is_another_message() {
        let name = "UPJSK_202504_1370000001_11_1370000002_43_20250325102000.CSV";
        let name = FileName::parse(name).unwrap();
        let facts = unit_of(&[name]).unwrap();
        let mut one = listed("1370000002", "みほん");
        one.service_month = facts.month;
        one.partner_service = facts.receiver_service;
        one.own_service = facts.sender_service;
        one.state = MessageState::Accepted;
        assert!(is_like(&one, &facts));
        one.partner_service = "15".parse().ok();
        assert!(!is_like(&one, &facts));
        one.partner_service = facts.receiver_service;
        one.own_service = "15".parse().ok();
        assert!(!is_like(&one, &facts));
        one.own_service = facts.sender_service;
        one.state = MessageState::Withdrawn;
        assert!(!is_like(&one, &facts));
    }
}
