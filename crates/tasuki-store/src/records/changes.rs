//! The hot writes: new messages and steps of messages, many in one statement.

use std::collections::BTreeSet;

use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};
use tasuki_terms::{
    Digest, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};

use super::Records;
use super::reading::{joined, signed};
use crate::{Place, StoreError};

/// How many rows go into one statement. Each count of rows is a statement of its own, and all of
/// them have room among those that a connection keeps prepared.
const ROWS: usize = 32;

/// A message that was decided to be accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// SHA-256 of its manifest.
    pub digest: Digest,
    /// Who sends.
    pub sender: OfficeNumber,
    /// The sender's service type.
    pub sender_service: Option<ServiceType>,
    /// Who shall receive.
    pub receiver: OfficeNumber,
    /// The receiver's service type.
    pub receiver_service: Option<ServiceType>,
    /// What it carries.
    pub unit: SendingUnit,
    /// The kinds of its CSV files.
    pub kinds: Vec<FileKind>,
    /// The service month.
    pub service_month: Option<ServiceMonth>,
    /// The sequence.
    pub sequence: Option<Sequence>,
    /// How many files.
    pub files: u64,
    /// Bytes of the files together.
    pub bytes: u64,
    /// When the sender made it.
    pub created_at: Timestamp,
    /// When it is accepted.
    pub accepted_at: Timestamp,
    /// Until when its content is kept.
    pub content_until: Timestamp,
    /// The message that it replaces.
    pub replaces: Option<MessageId>,
    /// Where its envelope lies, already on disk.
    pub place: Place,
    /// The signed manifest.
    pub manifest: Vec<u8>,
    /// The signed receipt of acceptance.
    pub receipt: Vec<u8>,
    /// SHA-256 of the receipt's text.
    pub receipt_digest: Digest,
}

/// What became of a new message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inserted {
    /// It is saved.
    New,
    /// There is a message of this id already; nothing was saved.
    Exists,
}

/// A step that was decided, with its receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Which message.
    pub id: MessageId,
    /// The state on which the decision rests.
    pub from: MessageState,
    /// The new state.
    pub to: MessageState,
    /// When.
    pub at: Timestamp,
    /// The receipt's place among the proofs: 1 is that of acceptance.
    pub ordinal: u32,
    /// The signed receipt.
    pub receipt: Vec<u8>,
    /// SHA-256 of the receipt's text.
    pub receipt_digest: Digest,
}

impl Records {
    /// Saves a new message, its manifest and its first receipt; returns when they are on disk.
    pub async fn insert_message(&self, message: NewMessage) -> Result<Inserted, StoreError> {
        self.writer.insert(message).await
    }

    /// Saves a step if the message is still in the state on which the decision rests.
    ///
    /// Returns whether it was saved, when it is on disk.
    pub async fn change_message(&self, change: Change) -> Result<bool, StoreError> {
        self.writer.change(change).await
    }
}

/// Inserts messages; of two with the same id the first wins.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    messages: &[NewMessage],
) -> Result<Vec<Inserted>, StoreError> {
    let mut saved = Vec::with_capacity(messages.len());
    for chunk in messages.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO message (id, digest, sender, sender_service, receiver, receiver_service, \
             unit, kinds, service_month, sequence, files, bytes, envelope_bytes, created_at, \
             accepted_at, content_until, replaces, segment, place, state, state_at, \
             receipt_digest) ",
        );
        query.push_values(chunk, |mut row, message| {
            row.push_bind(message.id.to_string())
                .push_bind(message.digest.to_string())
                .push_bind(message.sender.to_string())
                .push_bind(message.sender_service.map(|code| code.to_string()))
                .push_bind(message.receiver.to_string())
                .push_bind(message.receiver_service.map(|code| code.to_string()))
                .push_bind(message.unit.as_str())
                .push_bind(joined(&message.kinds))
                .push_bind(message.service_month.map(|month| month.to_string()))
                .push_bind(message.sequence.map(|sequence| sequence.to_string()))
                .push_bind(signed(message.files))
                .push_bind(signed(message.bytes))
                .push_bind(signed(message.place.length))
                .push_bind(message.created_at.as_microsecond())
                .push_bind(message.accepted_at.as_microsecond())
                .push_bind(message.content_until.as_microsecond())
                .push_bind(message.replaces.map(|id| id.to_string()))
                .push_bind(message.place.segment.clone())
                .push_bind(signed(message.place.offset))
                .push_bind(MessageState::Accepted.as_str())
                .push_bind(message.accepted_at.as_microsecond())
                .push_bind(message.receipt_digest.to_string());
        });
        query.push(" ON CONFLICT (id) DO NOTHING RETURNING id");
        let mut new = ids(query, connection, "insert_message").await?;
        let mut proofs = Vec::with_capacity(2 * chunk.len());
        for message in chunk {
            if new.remove(&message.id.to_string()) {
                proofs.push((message.id, 0, None, message.manifest.as_slice()));
                let state = Some(MessageState::Accepted);
                proofs.push((message.id, 1, state, message.receipt.as_slice()));
                saved.push(Inserted::New);
            } else {
                saved.push(Inserted::Exists);
            }
        }
        insert_proofs(connection, &proofs).await?;
    }
    Ok(saved)
}

/// Applies steps whose messages are still in the expected state; of two steps of one message the
/// first is tried and the other told that the state has changed.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    changes: &[Change],
) -> Result<Vec<bool>, StoreError> {
    let mut tried = BTreeSet::new();
    let first: Vec<&Change> = changes
        .iter()
        .filter(|change| tried.insert(change.id))
        .collect();
    let mut applied = BTreeSet::new();
    for chunk in first.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("WITH step (id, old, new, at, digest) AS (");
        query.push_values(chunk, |mut row, change| {
            row.push_bind(change.id.to_string())
                .push_bind(change.from.as_str())
                .push_bind(change.to.as_str())
                .push_bind(change.at.as_microsecond())
                .push_bind(change.receipt_digest.to_string());
        });
        query.push(
            ") UPDATE message SET state = step.new, state_at = step.at, \
             receipt_digest = step.digest FROM step \
             WHERE message.id = step.id AND message.state = step.old RETURNING message.id",
        );
        let ids = ids(query, connection, "change_message").await?;
        let saved: Vec<_> = chunk
            .iter()
            .filter(|change| ids.contains(&change.id.to_string()))
            .map(|change| {
                applied.insert(change.id);
                (
                    change.id,
                    change.ordinal,
                    Some(change.to),
                    change.receipt.as_slice(),
                )
            })
            .collect();
        insert_proofs(connection, &saved).await?;
    }
    // Only the first step of each message was tried.
    Ok(changes
        .iter()
        .map(|change| applied.remove(&change.id))
        .collect())
}

async fn ids(
    mut query: QueryBuilder<Sqlite>,
    connection: &mut SqliteConnection,
    operation: &'static str,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = query
        .build()
        .fetch_all(connection)
        .await
        .map_err(StoreError::database(operation))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn insert_proofs(
    connection: &mut SqliteConnection,
    proofs: &[(MessageId, u32, Option<MessageState>, &[u8])],
) -> Result<(), StoreError> {
    if proofs.is_empty() {
        return Ok(());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("INSERT INTO proof (message, ordinal, state, der) ");
    query.push_values(proofs, |mut row, (message, ordinal, state, der)| {
        row.push_bind(message.as_bytes().to_vec())
            .push_bind(i64::from(*ordinal))
            .push_bind(state.map(MessageState::as_str))
            .push_bind(der.to_vec());
    });
    query
        .build()
        .execute(connection)
        .await
        .map_err(StoreError::database("insert_proof"))?;
    Ok(())
}
