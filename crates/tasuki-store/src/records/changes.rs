//! The hot writes: new messages and steps of messages.

use tasuki_terms::{
    Digest, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};

use super::Records;
use super::news::{self, NewsRow};
use super::reading::{Session, Table, joined, signed};
use super::sites::day_number;
use crate::records::values::{Kept, params};
use crate::{Place, StoreError};

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
    /// There is a message of this id already, and nothing was saved. It may be this very one: where
    /// a server's answer is lost behind a commit, it is tried again. The row's place tells.
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

/// Inserts the row of a message.
pub(super) const INSERT: &str = "INSERT INTO message (id, digest, sender, sender_service, \
     receiver, receiver_service, unit, kinds, service_month, sequence, files, bytes, \
     envelope_bytes, created_at, accepted_at, content_until, replaces, segment, place, state, \
     state_at, receipt_digest) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
     ?19, ?20, ?21, ?22) ON CONFLICT (id) DO NOTHING";

/// Inserts a manifest or a receipt.
pub(super) const INSERT_PROOF: &str =
    "INSERT INTO proof (message, ordinal, state, der) VALUES (?1, ?2, ?3, ?4)";

/// Notes a step, and tells between whom.
pub(super) const STEP: &str = "UPDATE message SET state = ?3, state_at = ?4, receipt_digest = ?5 \
     WHERE id = ?1 AND state = ?2 RETURNING sender, receiver";

const PARTIES: Table = Table {
    name: "message",
    columns: &["sender", "receiver"],
};

/// The values of [`INSERT`], in their order.
pub(super) fn row(message: &NewMessage) -> Vec<Kept> {
    vec![
        message.id.to_string().into(),
        message.digest.to_string().into(),
        message.sender.to_string().into(),
        message.sender_service.map(|code| code.to_string()).into(),
        message.receiver.to_string().into(),
        message.receiver_service.map(|code| code.to_string()).into(),
        message.unit.as_str().to_owned().into(),
        joined(&message.kinds).into(),
        message.service_month.map(|month| month.to_string()).into(),
        message.sequence.map(|number| number.to_string()).into(),
        signed(message.files).into(),
        signed(message.bytes).into(),
        signed(message.place.length).into(),
        message.created_at.as_microsecond().into(),
        message.accepted_at.as_microsecond().into(),
        message.content_until.as_microsecond().into(),
        message.replaces.map(|id| id.to_string()).into(),
        message.place.segment.clone().into(),
        signed(message.place.offset).into(),
        MessageState::Accepted.as_str().to_owned().into(),
        message.accepted_at.as_microsecond().into(),
        message.receipt_digest.to_string().into(),
    ]
}

/// Inserts a message, unless there is one of this id.
pub(super) fn insert(session: &Session<'_>, message: &NewMessage) -> Result<Inserted, StoreError> {
    let saved = session.run(INSERT, row(message))?;
    if saved == 0 {
        return Ok(Inserted::Exists);
    }
    session.run(
        "INSERT INTO message_day (day, messages, bytes) VALUES (?1, 1, ?2) \
         ON CONFLICT (day) DO UPDATE SET \
         messages = message_day.messages + 1, bytes = message_day.bytes + excluded.bytes",
        params![
            day_number(message.accepted_at),
            signed(message.place.length)
        ],
    )?;
    for proof in proofs(message) {
        session.run(INSERT_PROOF, proof)?;
    }
    let news = NewsRow {
        message: message.id,
        state: MessageState::Accepted,
        sender: message.sender,
        receiver: message.receiver,
    };
    news::note(session, &news)?;
    Ok(Inserted::New)
}

/// Applies a step if its message is still in the expected state.
pub(super) fn apply(session: &Session<'_>, change: &Change) -> Result<bool, StoreError> {
    let values = params![
        change.id.to_string(),
        change.from.as_str(),
        change.to.as_str(),
        change.at.as_microsecond(),
        change.receipt_digest.to_string(),
    ];
    let mut saved = session.all(&PARTIES, STEP, values, |row| {
        Ok(NewsRow {
            message: change.id,
            state: change.to,
            sender: row.parsed("sender")?,
            receiver: row.parsed("receiver")?,
        })
    })?;
    let Some(news) = saved.pop() else {
        return Ok(false);
    };
    let proof = proof(change.id, change.ordinal, Some(change.to), &change.receipt);
    session.run(INSERT_PROOF, proof)?;
    news::note(session, &news)?;
    Ok(true)
}

/// The values of [`INSERT_PROOF`] for the manifest and the first receipt.
pub(super) fn proofs(message: &NewMessage) -> [Vec<Kept>; 2] {
    let state = Some(MessageState::Accepted);
    [
        proof(message.id, 0, None, &message.manifest),
        proof(message.id, 1, state, &message.receipt),
    ]
}

fn proof(message: MessageId, ordinal: u32, state: Option<MessageState>, der: &[u8]) -> Vec<Kept> {
    vec![
        Kept::Bytes(Some(message.as_bytes().to_vec().into())),
        i64::from(ordinal).into(),
        state.map(|state| state.as_str().to_owned()).into(),
        Kept::Bytes(Some(der.to_vec().into())),
    ]
}
