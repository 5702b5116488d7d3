//! Own copies (控え): what was sent and received, readable later from this PC alone.
//!
//! An envelope is kept as it travelled. It is sealed for us, too, so the copy is not readable
//! without the keyring, and it can be proven with its receipts at any time.

use std::fmt;

use tasuki_seal::{Container, Limits, Manifest};
use tasuki_standard::diff;
use tasuki_standard::diff::Difference;
use tasuki_standard::{Table, read_table};
use tasuki_terms::{MediaType, MessageId};

use crate::book::{Filter, ListedMessage, Sort};
use crate::error::blocking;
use crate::ledger::{Ledger, Side};
use crate::preview::Preview;
use crate::profile::Identities;
use crate::{Desk, DeskError, Draft, DraftFile, Holdings, holdings, preview};

/// A copy of what was sent or received.
#[derive(Clone)]
pub struct OwnCopy {
    /// Which list it belongs to.
    pub side: Side,
    /// What its sender signed.
    pub manifest: Manifest,
    /// The files and the text.
    pub container: Container,
}

/// The version before of the same plan, and what has changed since.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The message with the version before.
    pub previous: MessageId,
    /// What has changed; none where the two cannot be compared.
    pub difference: Option<Difference>,
}

impl Desk {
    /// The own copy of a message. Nothing is asked of the platform.
    pub async fn copy(&self, id: MessageId) -> Result<OwnCopy, DeskError> {
        let (ledger, identities) = (self.ledger.clone(), self.profile.identities().clone());
        blocking(move || read(&ledger, &identities, id)).await
    }

    /// Whether there is an own copy of a message.
    pub fn has_copy(&self, id: MessageId) -> bool {
        [Side::Sent, Side::Received]
            .into_iter()
            .any(|side| self.ledger.message(side, id).has_envelope())
    }

    /// What is seen of the file at `place`, from 1 on, of an own copy; none where there is no such
    /// file.
    pub async fn preview(&self, id: MessageId, place: usize) -> Result<Option<Preview>, DeskError> {
        let (ledger, identities) = (self.ledger.clone(), self.profile.identities().clone());
        blocking(move || {
            let entries = read(&ledger, &identities, id)?.container.entries;
            Ok(place.checked_sub(1).and_then(|at| preview::of(entries, at)))
        })
        .await
    }

    /// The version before of the same plan: between the same offices for the same services (サービス種類),
    /// of the same unit and month, with the nearest earlier sequence (連番); none where there is no own
    /// copy of one.
    pub async fn changes(&self, id: MessageId) -> Result<Option<Changes>, DeskError> {
        let (ledger, identities) = (self.ledger.clone(), self.profile.identities().clone());
        let book = self.book.clone();
        blocking(move || {
            let current = read(&ledger, &identities, id)?;
            let Some(listed) = book.message(current.side, id)? else {
                return Ok(None);
            };
            let filter = Filter {
                partner: Some(listed.partner),
                unit: Some(listed.unit),
                ..Filter::default()
            };
            let page = match current.side {
                Side::Sent => book.sent(&filter, Sort::Newest, 0, usize::MAX),
                Side::Received => book.received(&filter, Sort::Newest, 0, usize::MAX),
            }?;
            let mut earlier: Vec<ListedMessage> = page
                .messages
                .into_iter()
                .filter(|one| one.service_month == listed.service_month)
                .filter(|one| one.partner_service == listed.partner_service)
                .filter(|one| one.sequence.is_some() && one.sequence < listed.sequence)
                .filter(|one| ledger.message(current.side, one.id).has_envelope())
                .collect();
            earlier.sort_by_key(|one| std::cmp::Reverse(one.sequence));
            // The lists are the platform's word; the manifest was signed.
            let mut copies = earlier.iter().map(|one| read(&ledger, &identities, one.id));
            let is_before = |copy: &OwnCopy| is_version_of(&copy.manifest, &current.manifest);
            let found = copies.find(|copy| copy.as_ref().map_or(true, is_before));
            let Some(before) = found.transpose()? else {
                return Ok(None);
            };
            let difference = tables(&before.container)
                .zip(tables(&current.container))
                .and_then(|(before, now)| diff(&before, &now).ok());
            Ok(Some(Changes {
                previous: before.manifest.id,
                difference,
            }))
        })
        .await
    }

    /// Makes own copies findable that came to the ledger before there was a book, or of which
    /// nothing could be kept then; tells how many. Copies that cannot be opened are left out.
    pub async fn index_copies(&self) -> Result<usize, DeskError> {
        let (ledger, identities) = (self.ledger.clone(), self.profile.identities().clone());
        let book = self.book.clone();
        blocking(move || {
            let mut new = 0;
            for side in [Side::Sent, Side::Received] {
                let indexed = book.indexed(side)?;
                for id in ledger.copies(side)? {
                    if indexed.contains(&id) {
                        continue;
                    }
                    let known = match read(&ledger, &identities, id) {
                        Ok(copy) => holdings::of(&copy.container),
                        Err(DeskError::Open { .. }) => Holdings::default(),
                        Err(error) => return Err(error),
                    };
                    book.save_holdings(side, id, &known)?;
                    new += 1;
                }
            }
            Ok(new)
        })
        .await
    }

    /// The draft of a sent message, as a new message that replaces it (再送信).
    pub async fn draft_again(&self, id: MessageId) -> Result<Draft, DeskError> {
        let copy = self.copy(id).await?;
        if copy.side != Side::Sent {
            return Err(DeskError::NoCopy { id });
        }
        let file = |entry: tasuki_seal::Entry| DraftFile {
            name: entry.name,
            bytes: entry.bytes,
        };
        Ok(Draft {
            files: copy.container.entries.into_iter().map(file).collect(),
            text: copy.container.text,
            to: Some(copy.manifest.receiver),
            replaces: Some(id),
            again: true,
        })
    }
}

pub(crate) fn read(
    ledger: &Ledger,
    identities: &Identities,
    id: MessageId,
) -> Result<OwnCopy, DeskError> {
    for side in [Side::Sent, Side::Received] {
        let Some(envelope) = ledger.message(side, id).envelope()? else {
            continue;
        };
        // What is in the ledger was within the limits when it came there.
        let limits = Limits {
            max_entries: usize::MAX,
            max_bytes: u64::MAX,
        };
        let opened = identities
            .open(&envelope, limits)
            .map_err(|source| DeskError::Open { id, source })?;
        return Ok(OwnCopy {
            side,
            manifest: opened.manifest,
            container: opened.container,
        });
    }
    Err(DeskError::NoCopy { id })
}

/// Whether two messages are versions of one and the same: between the same offices, for the same services
/// (サービス種類) at both ends, of the same unit and month.
fn is_version_of(one: &Manifest, other: &Manifest) -> bool {
    let about = |of: &Manifest| {
        let ends = [
            (of.sender, of.sender_service),
            (of.receiver, of.receiver_service),
        ];
        (ends, of.unit, of.service_month)
    };
    about(one) == about(other)
}

/// The tables of all CSV files; none where one of them cannot be read.
pub(crate) fn tables(container: &Container) -> Option<Vec<Table>> {
    let tables: Option<Vec<Table>> = container
        .entries
        .iter()
        .filter(|entry| entry.media == MediaType::Csv)
        .map(|entry| read_table(&entry.name, &entry.bytes).table)
        .collect();
    tables.filter(|tables| !tables.is_empty())
}

impl fmt::Debug for OwnCopy {
    /// Shows neither names nor text: both may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnCopy")
            .field("side", &self.side)
            .field("id", &self.manifest.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{HELPER, MANAGER, Town, number, sealed};

    #[test]
    fn versions_are_of_the_same_services_offices_kind_and_month() {
        let town = Town::new();
        let manifest = sealed(&town.office(MANAGER), &town.office(HELPER)).manifest;
        let changed = |change: fn(&mut Manifest)| {
            let mut other = manifest.clone();
            other.sequence = "20250326102000".parse().ok();
            change(&mut other);
            is_version_of(&manifest, &other)
        };
        assert!(changed(|_| ()));
        assert!(!changed(|one| one.receiver_service = "15".parse().ok()));
        assert!(!changed(|one| one.sender_service = "46".parse().ok()));
        assert!(!changed(|one| one.receiver = number("1370000009")));
        assert!(!changed(|one| one.service_month = "202505".parse().ok()));
        assert!(!changed(|one| one.unit = tasuki_terms::SendingUnit::Actual));
    }
}
