//! Which message is the latest (同じ月の最新) of those between the same services of the same month, and which
//! ones another followed (後のデータあり). Whether the later one takes the place of the earlier one, or brings
//! what that had not (a service user who came later), only their content tells.

use std::collections::BTreeMap;

use tasuki_terms::{
    MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth, ServiceType,
    Timestamp,
};

use super::list::Lists;
use super::{Book, BookError, ListedMessage};
use crate::ledger::Side;

/// How a message stands to the other versions of the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// It is the latest of several (同じ月の最新).
    Latest,
    /// Another followed (後のデータあり).
    Followed {
        /// The latest one.
        by: MessageId,
        /// When that was accepted.
        at: Timestamp,
    },
}

/// What versions have in common: the offices, the services (サービス種類) at both ends, the unit and the month.
type About = (
    OfficeNumber,
    Option<ServiceType>,
    Option<ServiceType>,
    SendingUnit,
    Option<ServiceMonth>,
);

/// What the later one has more of: its sequence (連番), then the moment at which it was accepted.
type Order = (Sequence, Timestamp, MessageId);

impl Book {
    /// How these messages of a list stand to other versions; those without another version are left out,
    /// and so is what was withdrawn or has expired.
    pub fn versions(
        &self,
        side: Side,
        of: &[ListedMessage],
    ) -> Result<BTreeMap<MessageId, Version>, BookError> {
        let of: Vec<(MessageId, About, Order)> = of
            .iter()
            .filter_map(|one| Some((one.id, about(one), order(one)?)))
            .collect();
        let mut latest: BTreeMap<About, (Order, usize)> = BTreeMap::new();
        for (_, about, order) in &of {
            latest.insert(*about, (*order, 0));
        }
        self.with_lists(|lists| count(lists, side, &mut latest))?;
        let version = |(id, about, order): (MessageId, About, Order)| {
            let (newest, count) = latest.get(&about)?;
            let version = match newest {
                newest if *newest != order => Version::Followed {
                    by: newest.2,
                    at: newest.1,
                },
                _ if *count > 1 => Version::Latest,
                _ => return None,
            };
            Some((id, version))
        };
        Ok(of.into_iter().filter_map(version).collect())
    }
}

/// Finds the latest one of each, and how many there are.
fn count(lists: &Lists, side: Side, latest: &mut BTreeMap<About, (Order, usize)>) {
    for message in lists.messages(side) {
        let (Some(found), Some(order)) = (latest.get_mut(&about(message)), order(message)) else {
            continue;
        };
        found.0 = found.0.max(order);
        found.1 += 1;
    }
}

const fn about(one: &ListedMessage) -> About {
    (
        one.partner,
        one.partner_service,
        one.own_service,
        one.unit,
        one.service_month,
    )
}

/// None where it is no version of anything: an attachment, or what never reached its receiver.
fn order(one: &ListedMessage) -> Option<Order> {
    let is_there = !matches!(one.state, MessageState::Withdrawn | MessageState::Expired);
    let sequence = one.sequence.filter(|_| is_there)?;
    Some((sequence, one.accepted_at, one.id))
}
