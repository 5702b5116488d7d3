//! Reading the ledger.

use std::sync::LazyLock;

use tasuki_exchange::OfficeStatus;
use tasuki_terms::{
    Digest, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};

use super::Records;
use super::engine::Asked;
use super::reading::{Columns, Session, Table};
use crate::records::values::{Kept, params};
use crate::{Place, StoreError};

/// A message as the ledger has it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of NewMessage and of the table message"
)]
pub struct MessageRow {
    pub id: MessageId,
    pub digest: Digest,
    pub sender: OfficeNumber,
    pub sender_name: String,
    /// How it stands; none where it is not registered.
    pub sender_status: Option<OfficeStatus>,
    pub sender_service: Option<ServiceType>,
    pub receiver: OfficeNumber,
    pub receiver_name: String,
    /// How it stands; none where it is not registered.
    pub receiver_status: Option<OfficeStatus>,
    pub receiver_service: Option<ServiceType>,
    pub unit: SendingUnit,
    pub kinds: Vec<FileKind>,
    pub service_month: Option<ServiceMonth>,
    pub sequence: Option<Sequence>,
    pub files: u64,
    pub bytes: u64,
    pub envelope_bytes: u64,
    pub created_at: Timestamp,
    pub accepted_at: Timestamp,
    pub content_until: Timestamp,
    pub replaces: Option<MessageId>,
    /// Where the envelope lies; none once it is given to nobody any more.
    pub place: Option<Place>,
    pub state: MessageState,
    pub state_at: Timestamp,
    pub receipt_digest: Digest,
}

impl MessageRow {
    /// Whether it is one of the message's two offices.
    pub fn is_of(&self, office: OfficeNumber) -> bool {
        self.sender == office || self.receiver == office
    }

    /// How one of the message's two offices stands; none where it is not registered, or neither.
    pub fn status_of(&self, office: OfficeNumber) -> Option<OfficeStatus> {
        if self.sender == office {
            self.sender_status
        } else if self.receiver == office {
            self.receiver_status
        } else {
            None
        }
    }
}

/// A manifest or a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// 0 for the manifest, then the receipts in order.
    pub ordinal: u32,
    /// What a receipt proves; none for the manifest.
    pub state: Option<MessageState>,
    /// The signed bytes.
    pub der: Vec<u8>,
}

pub(super) const MESSAGE: Table = Table {
    name: "message",
    columns: &[
        "id",
        "digest",
        "sender",
        "sender_office.name",
        "sender_office.status",
        "sender_service",
        "receiver",
        "receiver_office.name",
        "receiver_office.status",
        "receiver_service",
        "unit",
        "kinds",
        "service_month",
        "sequence",
        "files",
        "bytes",
        "envelope_bytes",
        "created_at",
        "accepted_at",
        "content_until",
        "replaces",
        "segment",
        "place",
        "is_removed",
        "state",
        "state_at",
        "receipt_digest",
    ],
};

/// Follows the table message and gives the names of its offices.
pub(super) const NAMES: &str = " \
     LEFT JOIN office AS sender_office ON sender_office.number = message.sender \
     LEFT JOIN office AS receiver_office ON receiver_office.number = message.receiver ";

/// Finds a message by its id, `?1`.
pub(super) static BY_ID: LazyLock<String> =
    LazyLock::new(|| MESSAGE.select() + NAMES + "WHERE message.id = ?1");

/// The same on a server. It would expect one such message in each month, and read all offices for
/// their names; it believes a limit.
pub(super) static BY_ID_SHARED: LazyLock<String> = LazyLock::new(|| {
    let columns = MESSAGE.columns.join(", ");
    let found = "(SELECT * FROM message WHERE id = ?1 LIMIT 1) AS message";
    format!("SELECT {columns} FROM {found}{NAMES}")
});

pub(super) const PROOF: Table = Table {
    name: "proof",
    columns: &["ordinal", "state", "der"],
};

/// Behind [`PROOF`]: those of one message.
pub(super) const IN_ORDER: &str = " WHERE message = ?1 ORDER BY ordinal";

/// Messages whose contents are kept though their time is over.
pub(super) const EXPIRED: &str = "WHERE message.segment IS NOT NULL \
     AND message.content_until <= ?1 AND (message.content_until, message.id) > (?2, ?3) \
     ORDER BY message.content_until, message.id LIMIT ?4";

/// Segments behind one name and up to another in which contents lie that may still be given.
pub(super) const SEGMENTS: &str = "SELECT DISTINCT segment FROM message \
     WHERE segment IS NOT NULL AND is_removed = 0 AND segment > ?1 AND segment <= ?2 \
     ORDER BY segment LIMIT ?3";

/// Messages whose contents are kept though they were withdrawn in time.
pub(super) const WITHDRAWN: &str = "WHERE message.segment IS NOT NULL \
     AND message.state = 'withdrawn' AND message.content_until > ?1 \
     AND (message.content_until, message.id) > (?2, ?3) \
     ORDER BY message.content_until, message.id LIMIT ?4";

const SEGMENT: Table = Table {
    name: "message",
    columns: &["segment"],
};

const ID: Table = Table {
    name: "message",
    columns: &["id"],
};

impl Records {
    /// The message of this id.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let sql = if self.is_shared() {
            &BY_ID_SHARED
        } else {
            &BY_ID
        };
        let asked = Asked {
            sql: sql.as_str().into(),
            values: vec![id.to_string().into()],
        };
        let found = self.readers.look("message", &MESSAGE, asked, read).await?;
        Ok(found.into_iter().next())
    }

    /// The manifest and the receipts of a message, in order.
    pub async fn proofs(&self, id: MessageId) -> Result<Vec<Proof>, StoreError> {
        let asked = Asked {
            sql: (PROOF.select() + IN_ORDER).into(),
            values: vec![Kept::Bytes(Some(id.as_bytes().to_vec().into()))],
        };
        self.readers.look("proofs", &PROOF, asked, read_proof).await
    }

    /// The message of this id with its manifest and its receipts, all as they were at one moment.
    pub async fn message_with_proofs(
        &self,
        id: MessageId,
    ) -> Result<Option<(MessageRow, Vec<Proof>)>, StoreError> {
        self.readers
            .here("message_with_proofs", move |session| {
                session.at_one_moment(|| {
                    let row = message(session, id)?;
                    row.map(|row| Ok((row, proofs(session, id)?))).transpose()
                })
            })
            .await
    }

    /// The ids of the messages behind `after` in their order, at most `limit`: all of them, page by
    /// page, of whatever office.
    pub async fn ids_after(
        &self,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<MessageId>, StoreError> {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        self.readers
            .apart("ids_after", move |session| {
                let sql = ID.select() + " WHERE id > ?1 ORDER BY id LIMIT ?2";
                session.all(&ID, &sql, params![after, limit], |row| row.parsed("id"))
            })
            .await
    }

    /// Messages whose contents are still kept though their time is over, at most `limit`, and where
    /// those lie; in the order of the ends of their times, those behind the one that `after` names.
    pub async fn overdue(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, MessageId)>,
        limit: u32,
    ) -> Result<Vec<(MessageRow, Place)>, StoreError> {
        let (until, id) = after.map_or((i64::MIN, String::new()), |(until, id)| {
            (until.as_microsecond(), id.to_string())
        });
        self.readers
            .apart("overdue", move |session| {
                let now = now.as_microsecond();
                let mut found = Vec::new();
                // Those whose time is over come first, as they do in the order.
                for which in [EXPIRED, WITHDRAWN] {
                    let sql = MESSAGE.select() + NAMES + which;
                    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
                    let values = params![now, until, id.clone(), left];
                    found.extend(
                        session.all(&MESSAGE, &sql, values, |row| Ok((read(row)?, lies(row)?)))?,
                    );
                }
                let found = found.into_iter();
                Ok(found
                    .filter_map(|(row, place)| Some((row, place?)))
                    .collect())
            })
            .await
    }

    /// Notes that a message's content is given to nobody any more, and is to be removed from where
    /// it lies.
    pub async fn withhold_content(&self, id: MessageId) -> Result<(), StoreError> {
        self.writer
            .work("withhold_content", move |session| {
                session.run(
                    "UPDATE message SET is_removed = 1 WHERE id = ?1",
                    [id.to_string()],
                )?;
                Ok(())
            })
            .await
    }

    /// Notes that a message's content was removed: it lies nowhere any more.
    pub async fn forget_content(&self, id: MessageId) -> Result<(), StoreError> {
        self.writer
            .work("forget_content", move |session| {
                session.run(
                    "UPDATE message SET segment = NULL, is_removed = 1 WHERE id = ?1",
                    [id.to_string()],
                )?;
                Ok(())
            })
            .await
    }

    /// Whether any message's content lies in a segment that may still be given.
    pub async fn segment_is_used(&self, segment: &str) -> Result<bool, StoreError> {
        let segment = segment.to_owned();
        self.readers
            .here("segment_is_used", move |session| {
                session.exists(
                    "SELECT 1 FROM message WHERE segment = ?1 AND is_removed = 0 LIMIT 1",
                    [segment],
                )
            })
            .await
    }

    /// Segments in which any message's content lies that may still be given, in order: those behind
    /// `after` and not behind `until`, at most `limit`.
    pub async fn segments_between(
        &self,
        after: &str,
        until: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let (after, until) = (after.to_owned(), until.to_owned());
        self.readers
            .apart("segments_between", move |session| {
                session.all(&SEGMENT, SEGMENTS, params![after, until, limit], |row| {
                    row.value("segment")
                })
            })
            .await
    }
}

fn message(session: &Session<'_>, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
    let sql = session.of_two(&BY_ID, &BY_ID_SHARED);
    session.first(&MESSAGE, sql, [id.to_string()], read)
}

fn proofs(session: &Session<'_>, id: MessageId) -> Result<Vec<Proof>, StoreError> {
    let sql = PROOF.select() + IN_ORDER;
    session.all(&PROOF, &sql, [id.as_bytes().as_slice()], read_proof)
}

pub(super) fn read(row: &Columns<'_>) -> Result<MessageRow, StoreError> {
    let place = match row.count("is_removed")? {
        0 => lies(row)?,
        _ => None,
    };
    Ok(MessageRow {
        id: row.parsed("id")?,
        digest: row.parsed("digest")?,
        sender: row.parsed("sender")?,
        sender_name: row
            .value::<Option<String>>("sender_office.name")?
            .unwrap_or_default(),
        sender_status: row.optional_named("sender_office.status", OfficeStatus::read)?,
        sender_service: row.optional("sender_service")?,
        receiver: row.parsed("receiver")?,
        receiver_name: row
            .value::<Option<String>>("receiver_office.name")?
            .unwrap_or_default(),
        receiver_status: row.optional_named("receiver_office.status", OfficeStatus::read)?,
        receiver_service: row.optional("receiver_service")?,
        unit: row.parsed("unit")?,
        kinds: row.list("kinds")?,
        service_month: row.optional("service_month")?,
        sequence: row.optional("sequence")?,
        files: row.count("files")?,
        bytes: row.count("bytes")?,
        envelope_bytes: row.count("envelope_bytes")?,
        created_at: row.time("created_at")?,
        accepted_at: row.time("accepted_at")?,
        content_until: row.time("content_until")?,
        replaces: row.optional("replaces")?,
        place,
        state: row.parsed("state")?,
        state_at: row.time("state_at")?,
        receipt_digest: row.parsed("receipt_digest")?,
    })
}

/// Where a message's envelope lies, if it still does.
fn lies(row: &Columns<'_>) -> Result<Option<Place>, StoreError> {
    let segment: Option<String> = row.value("segment")?;
    let (offset, length) = (row.count("place")?, row.count("envelope_bytes")?);
    Ok(segment.map(|segment| Place {
        segment,
        offset,
        length,
    }))
}

fn read_proof(row: &Columns<'_>) -> Result<Proof, StoreError> {
    Ok(Proof {
        ordinal: u32::try_from(row.count("ordinal")?).map_err(|_| StoreError::Inconsistent {
            table: "proof",
            column: "ordinal",
        })?,
        state: row.optional("state")?,
        der: row.value("der")?,
    })
}
