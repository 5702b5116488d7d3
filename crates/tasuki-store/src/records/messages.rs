//! Reading the ledger.

use std::fmt;
use std::str::FromStr;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tasuki_terms::{
    Digest, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};

use super::Records;
use super::reading::Columns;
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
    pub sender_service: Option<ServiceType>,
    pub receiver: OfficeNumber,
    pub receiver_name: String,
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
    /// Where the envelope lies; none once it was removed.
    pub place: Option<Place>,
    pub state: MessageState,
    pub state_at: Timestamp,
    pub receipt_digest: Digest,
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

/// Which of an office's lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailBoxSide {
    /// What it received.
    Inbox,
    /// What it sent.
    Outbox,
}

/// What a list shall hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Only messages in this state.
    pub state: Option<MessageState>,
    /// Only messages with this office.
    pub partner: Option<OfficeNumber>,
    /// Only messages with a file of this kind.
    pub kind: Option<FileKind>,
    /// Only messages of this service month.
    pub service_month: Option<ServiceMonth>,
}

/// One page of a list, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its messages.
    pub messages: Vec<MessageRow>,
    /// Where the next page begins; none where this was the last.
    pub next: Option<ListCursor>,
}

/// The last message of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListCursor {
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Its id.
    pub id: MessageId,
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.accepted_at.as_microsecond(), self.id)
    }
}

impl FromStr for ListCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().map_err(drop)?;
        let accepted_at = Timestamp::from_microsecond(at).map_err(drop)?;
        Ok(Self {
            accepted_at,
            id: id.parse().map_err(drop)?,
        })
    }
}

/// All columns of a message, with the names of its offices.
const SELECT: &str = "SELECT message.*, sender_office.name AS sender_name, \
     receiver_office.name AS receiver_name FROM message \
     LEFT JOIN office AS sender_office ON sender_office.number = message.sender \
     LEFT JOIN office AS receiver_office ON receiver_office.number = message.receiver ";

impl Records {
    /// The message of this id.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push("WHERE message.id = ").push_bind(id.to_string());
        let row = query
            .build()
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::database("message"))?;
        row.map(|row| {
            read(&Columns {
                table: "message",
                row: &row,
            })
        })
        .transpose()
    }

    /// The manifest and the receipts of a message, in order.
    pub async fn proofs(&self, id: MessageId) -> Result<Vec<Proof>, StoreError> {
        let rows = sqlx::query(
            "SELECT ordinal, state, der FROM proof WHERE message = $1 ORDER BY ordinal",
        )
        .bind(id.as_bytes().to_vec())
        .fetch_all(&self.readers)
        .await
        .map_err(StoreError::database("proofs"))?;
        rows.iter()
            .map(|row| {
                read_proof(&Columns {
                    table: "proof",
                    row,
                })
            })
            .collect()
    }

    /// One page of an office's list: at most `limit` messages after `after`.
    pub async fn list(
        &self,
        office: OfficeNumber,
        side: MailBoxSide,
        filter: &Filter,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        let (own, other) = match side {
            MailBoxSide::Inbox => ("message.receiver = ", "message.sender = "),
            MailBoxSide::Outbox => ("message.sender = ", "message.receiver = "),
        };
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push("WHERE ").push(own).push_bind(office.to_string());
        if let Some(partner) = filter.partner {
            query
                .push(" AND ")
                .push(other)
                .push_bind(partner.to_string());
        }
        match filter.state {
            // As a constant, so that the index of waiting messages serves it.
            Some(MessageState::Accepted) => {
                query.push(" AND message.state = 'accepted'");
            }
            Some(state) => {
                query
                    .push(" AND message.state = ")
                    .push_bind(state.as_str());
            }
            None => {}
        }
        if let Some(kind) = filter.kind {
            query
                .push(" AND ' ' || message.kinds || ' ' LIKE ")
                .push_bind(format!("% {kind} %"));
        }
        if let Some(month) = filter.service_month {
            query
                .push(" AND message.service_month = ")
                .push_bind(month.to_string());
        }
        if let Some(after) = after {
            query
                .push(" AND (message.accepted_at, message.id) < (")
                .push_bind(after.accepted_at.as_microsecond())
                .push(", ")
                .push_bind(after.id.to_string())
                .push(")");
        }
        query
            // As a constant: SQLite plans a statement anew whenever a bound limit is bound again.
            .push(" ORDER BY message.accepted_at DESC, message.id DESC LIMIT ")
            .push(i64::from(limit) + 1);
        let rows = query
            .build()
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::database("list"))?;
        let mut messages = rows
            .iter()
            .map(|row| {
                read(&Columns {
                    table: "message",
                    row,
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let has_more = messages.len() > limit as usize;
        messages.truncate(limit as usize);
        let next = messages.last().filter(|_| has_more).map(|last| ListCursor {
            accepted_at: last.accepted_at,
            id: last.id,
        });
        Ok(Page { messages, next })
    }

    /// Messages whose contents are still kept though their time is over, at most `limit`.
    pub async fn overdue(&self, now: Timestamp, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query
            .push("WHERE message.segment IS NOT NULL AND (message.content_until <= ")
            .push_bind(now.as_microsecond())
            .push(" OR message.state = 'withdrawn') ORDER BY message.content_until LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query
            .build()
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::database("overdue"))?;
        rows.iter()
            .map(|row| {
                read(&Columns {
                    table: "message",
                    row,
                })
            })
            .collect()
    }

    /// Notes that a message's content was removed.
    pub async fn forget_content(&self, id: MessageId) -> Result<(), StoreError> {
        self.writer
            .work(
                "forget_content",
                Box::new(move |connection| {
                    Box::pin(async move {
                        sqlx::query("UPDATE message SET segment = NULL WHERE id = $1")
                            .bind(id.to_string())
                            .execute(connection)
                            .await
                            .map_err(StoreError::database("forget_content"))?;
                        Ok(())
                    })
                }),
            )
            .await
    }

    /// Deletes the rows of messages accepted before `until`: the ledger's time is over.
    pub async fn forget_ledger(&self, until: Timestamp) -> Result<(), StoreError> {
        let until = until.as_microsecond();
        self.writer
            .work(
                "forget_ledger",
                Box::new(move |connection| Box::pin(forget_ledger(connection, until))),
            )
            .await
    }

    /// Whether any message's content lies in a segment.
    pub async fn segment_is_used(&self, segment: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM message WHERE segment = $1 LIMIT 1")
            .bind(segment.to_owned())
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::database("segment_is_used"))?;
        Ok(row.is_some())
    }
}

async fn forget_ledger(connection: &mut SqliteConnection, until: i64) -> Result<(), StoreError> {
    let failed = StoreError::database;
    let rows =
        sqlx::query("DELETE FROM message WHERE accepted_at < $1 AND segment IS NULL RETURNING id")
            .bind(until)
            .fetch_all(&mut *connection)
            .await
            .map_err(failed("forget_ledger"))?;
    for row in &rows {
        let id: MessageId = Columns {
            table: "message",
            row,
        }
        .parsed("id")?;
        sqlx::query("DELETE FROM proof WHERE message = $1")
            .bind(id.as_bytes().to_vec())
            .execute(&mut *connection)
            .await
            .map_err(failed("forget_ledger"))?;
    }
    Ok(())
}

fn read(row: &Columns<'_>) -> Result<MessageRow, StoreError> {
    let envelope_bytes = row.count("envelope_bytes")?;
    let segment: Option<String> = row.value("segment")?;
    let offset = row.count("place")?;
    Ok(MessageRow {
        id: row.parsed("id")?,
        digest: row.parsed("digest")?,
        sender: row.parsed("sender")?,
        sender_name: row
            .value::<Option<String>>("sender_name")?
            .unwrap_or_default(),
        sender_service: row.optional("sender_service")?,
        receiver: row.parsed("receiver")?,
        receiver_name: row
            .value::<Option<String>>("receiver_name")?
            .unwrap_or_default(),
        receiver_service: row.optional("receiver_service")?,
        unit: row.parsed("unit")?,
        kinds: row.list("kinds")?,
        service_month: row.optional("service_month")?,
        sequence: row.optional("sequence")?,
        files: row.count("files")?,
        bytes: row.count("bytes")?,
        envelope_bytes,
        created_at: row.time("created_at")?,
        accepted_at: row.time("accepted_at")?,
        content_until: row.time("content_until")?,
        replaces: row.optional("replaces")?,
        place: segment.map(|segment| Place {
            segment,
            offset,
            length: envelope_bytes,
        }),
        state: row.parsed("state")?,
        state_at: row.time("state_at")?,
        receipt_digest: row.parsed("receipt_digest")?,
    })
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
