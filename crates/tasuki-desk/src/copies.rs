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
            let mut entries = read(&ledger, &identities, id)?.container.entries;
            let at = place.checked_sub(1).filter(|at| *at < entries.len());
            Ok(at.map(|at| preview::of(entries.swap_remove(at))))
        })
        .await
    }

    /// The version before of the same plan: from or to the same partner, of the same unit and
    /// month, with the nearest earlier sequence (連番); none where there is no own copy of one.
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
                .filter(|one| one.sequence.is_some() && one.sequence < listed.sequence)
                .collect();
            earlier.sort_by_key(|one| std::cmp::Reverse(one.sequence));
            let folder = |one: &ListedMessage| ledger.message(current.side, one.id);
            let Some(previous) = earlier.iter().find(|one| folder(one).has_envelope()) else {
                return Ok(None);
            };
            let before = read(&ledger, &identities, previous.id)?;
            let difference = tables(&before.container)
                .zip(tables(&current.container))
                .and_then(|(before, now)| diff(&before, &now).ok());
            Ok(Some(Changes {
                previous: previous.id,
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

fn read(ledger: &Ledger, identities: &Identities, id: MessageId) -> Result<OwnCopy, DeskError> {
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

/// The tables of all CSV files; none where one of them cannot be read.
fn tables(container: &Container) -> Option<Vec<Table>> {
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
