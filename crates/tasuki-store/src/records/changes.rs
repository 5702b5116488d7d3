//! The hot writes: new messages and steps of messages.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use tasuki_terms::{
    Digest, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};

use super::Records;
use super::engine::Asked;
use super::news::{self, NewsRow};
use super::reading::{Session, Table, joined, signed};
use super::rows::in_rows;
use super::sites::day_number;
use crate::records::values::Kept;
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

/// Inserts rows of messages, unless there are messages of their ids; [`UNLESS_THERE`] ends it.
pub(super) const INSERT: &str = "INSERT INTO message (id, digest, sender, sender_service, \
     receiver, receiver_service, unit, kinds, service_month, sequence, files, bytes, \
     envelope_bytes, created_at, accepted_at, content_until, replaces, segment, place, state, \
     state_at, receipt_digest)";

/// Follows the rows of [`INSERT`]; tells which were not there, and between whom.
pub(super) const UNLESS_THERE: &str = "ON CONFLICT (id) DO NOTHING RETURNING id, sender, receiver";

/// Inserts manifests and receipts; their rows follow.
pub(super) const INSERT_PROOFS: &str = "INSERT INTO proof (message, ordinal, state, der)";

/// Notes a step, and tells between whom.
pub(super) const STEP: &str = "UPDATE message SET state = ?3, state_at = ?4, receipt_digest = ?5 \
     WHERE id = ?1 AND state = ?2 RETURNING id, sender, receiver";

/// Counts messages of a day.
const COUNT: &str = "INSERT INTO message_day (day, messages, bytes) VALUES (?1, ?2, ?3) \
     ON CONFLICT (day) DO UPDATE SET messages = message_day.messages + excluded.messages, \
     bytes = message_day.bytes + excluded.bytes";

const PARTIES: Table = Table {
    name: "message",
    columns: &["id", "sender", "receiver"],
};

/// What became of messages and of steps, in their order.
pub(super) type Saved = (Vec<Inserted>, Vec<bool>);

/// Inserts messages, unless there are messages of their ids, and then applies steps whose messages
/// are still in the expected states. Both in the order of ids, so that of two processes that save the
/// same at once only one waits for the other; steps of one message as they come.
pub(super) fn save(
    session: &Session<'_>,
    messages: &[NewMessage],
    steps: &[Change],
) -> Result<Saved, StoreError> {
    let mut ids = BTreeSet::new();
    // A second one of the same id finds the first one there.
    let is_first: Vec<bool> = messages.iter().map(|one| ids.insert(one.id)).collect();
    let first = messages.iter().zip(&is_first).filter(|(_, is)| **is);
    let mut first: Vec<_> = first.map(|(message, _)| message).collect();
    first.sort_unstable_by_key(|message| message.id);
    let rows = first.into_iter().map(row).collect();
    let mut asked: Vec<_> = in_rows(INSERT, rows, UNLESS_THERE).collect();
    let inserts = asked.len();
    let mut in_order: Vec<_> = steps.iter().enumerate().collect();
    in_order.sort_by_key(|(_, step)| step.id);
    asked.extend(in_order.iter().map(|(_, change)| step(change)));
    let mut new = BTreeSet::new();
    let mut is_done = vec![false; steps.len()];
    let mut news = Vec::new();
    session.each_of(&PARTIES, &asked, |number, row| {
        let mut state = MessageState::Accepted;
        let message = row.parsed("id")?;
        match number.checked_sub(inserts) {
            None => drop(new.insert(message)),
            Some(number) => {
                if let Some((place, step)) = in_order.get(number)
                    && let Some(is) = is_done.get_mut(*place)
                {
                    *is = true;
                    state = step.to;
                }
            }
        }
        news.push(NewsRow {
            message,
            state,
            sender: row.parsed("sender")?,
            receiver: row.parsed("receiver")?,
        });
        Ok(())
    })?;
    let told = messages.iter().zip(is_first).map(|(message, is_first)| {
        if is_first && new.contains(&message.id) {
            Inserted::New
        } else {
            Inserted::Exists
        }
    });
    let told: Vec<_> = told.collect();
    let inserted = messages.iter().zip(&told);
    let inserted = inserted.filter(|(_, told)| **told == Inserted::New);
    let inserted: Vec<_> = inserted.map(|(message, _)| message).collect();
    let done = steps.iter().zip(&is_done).filter(|(_, is)| **is);
    let of_steps = done.map(|(step, _)| {
        let state = Some(step.to);
        proof(step.id, step.ordinal, state, &step.receipt)
    });
    let kept = inserted.iter().flat_map(|message| proofs(message));
    let kept: Vec<_> = kept.chain(of_steps).collect();
    for rows in in_rows(INSERT_PROOFS, kept, "") {
        session.run_later(rows)?;
    }
    news::note(session, &news)?;
    // Last, since whoever counts the same day waits from here to the commit.
    count_days(session, inserted)?;
    Ok((told, is_done))
}

/// Counts messages and their bytes on the days on which they were accepted.
pub(super) fn count_days<'m>(
    session: &Session<'_>,
    messages: impl IntoIterator<Item = &'m NewMessage>,
) -> Result<(), StoreError> {
    let mut days = BTreeMap::<i64, (i64, i64)>::new();
    for message in messages {
        let (count, bytes) = days.entry(day_number(message.accepted_at)).or_default();
        *count += 1;
        *bytes += signed(message.place.length);
    }
    days.into_iter().try_for_each(|(day, (count, bytes))| {
        session.run_later(Asked {
            sql: COUNT.into(),
            values: vec![day.into(), count.into(), bytes.into()],
        })
    })
}

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
    let (told, _) = save(session, slice::from_ref(message), &[])?;
    Ok(told.first().copied().unwrap_or(Inserted::Exists))
}

/// Applies a step if its message is still in the expected state.
pub(super) fn apply(session: &Session<'_>, change: &Change) -> Result<bool, StoreError> {
    let (_, told) = save(session, &[], slice::from_ref(change))?;
    Ok(told.contains(&true))
}

fn step(change: &Change) -> Asked<'static> {
    Asked {
        sql: STEP.into(),
        values: vec![
            change.id.to_string().into(),
            change.from.as_str().to_owned().into(),
            change.to.as_str().to_owned().into(),
            change.at.as_microsecond().into(),
            change.receipt_digest.to_string().into(),
        ],
    }
}

/// The values of [`INSERT_PROOFS`] for the manifest and the first receipt.
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

#[cfg(test)]
mod tests;
