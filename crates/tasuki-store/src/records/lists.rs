//! The lists of an office, page by page.

mod cursor;

use tasuki_terms::{FileKind, MessageState, OfficeNumber, ServiceMonth};

pub use cursor::ListCursor;

use super::Records;
use super::engine::Asked;
use super::messages::{MESSAGE, MessageRow, NAMES, read};
use super::reading::{Session, Table};
use crate::StoreError;
use crate::records::values::Kept;

/// How many messages are looked at for one page at most, so that a filter that hardly any message
/// passes does not go through a whole ledger at once.
pub(super) const LOOKED_AT: u32 = 10_000;

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

/// One page of a list, newest first. It may hold fewer messages than asked for, even none, and
/// still not be the last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its messages.
    pub messages: Vec<MessageRow>,
    /// Where the next page begins; none where this was the last.
    pub next: Option<ListCursor>,
}

const CURSOR: Table = Table {
    name: "message",
    columns: &["accepted_at", "id"],
};

impl Records {
    /// One page of an office's list: at most `limit` messages after `after`.
    pub async fn list(
        &self,
        office: OfficeNumber,
        side: MailBoxSide,
        filter: &Filter,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        let list = List {
            office,
            side,
            filter: filter.clone(),
        };
        if list.way().is_straight {
            let Statement { sql, values } = list.wanted(after, None, limit);
            let sql = sql.into();
            let asked = Asked { sql, values };
            let messages = self.readers.look("list", &MESSAGE, asked, read).await?;
            Ok(page(messages, None, limit))
        } else {
            self.readers
                .apart("list", move |session| {
                    list.page(session, after, limit, LOOKED_AT)
                })
                .await
        }
    }
}

/// A list that was asked for.
pub(super) struct List {
    pub(super) office: OfficeNumber,
    pub(super) side: MailBoxSide,
    pub(super) filter: Filter,
}

/// How a list is read from the database.
struct Way {
    index: &'static str,
    /// Whether every message that the index leads to is in the list.
    is_straight: bool,
}

/// A statement that grows, with its values.
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) values: Vec<Kept>,
}

impl Statement {
    /// Adds a condition that ends before its value.
    fn and(&mut self, condition: &str, value: impl Into<Kept>) {
        self.sql += " AND ";
        self.sql += condition;
        self.sql += " ?";
        self.values.push(value.into());
    }

    /// Adds the condition that a message stands so to a cursor.
    fn and_place(&mut self, comparison: &str, cursor: ListCursor) {
        self.sql += " AND (message.accepted_at, message.id) ";
        self.sql += comparison;
        self.sql += " (?, ?)";
        self.values.push(cursor.accepted_at.as_microsecond().into());
        self.values.push(cursor.id.to_string().into());
    }

    /// Adds the order, the newest first, and how many are wanted.
    ///
    /// As a constant: SQLite plans a statement anew whenever a bound limit is bound again.
    fn newest(&mut self, limit: &str) {
        self.sql += " ORDER BY message.accepted_at DESC, message.id DESC LIMIT ";
        self.sql += limit;
    }
}

impl List {
    fn way(&self) -> Way {
        let waiting = self.filter.state == Some(MessageState::Accepted);
        let (index, state_is_free) = match (self.side, self.filter.partner) {
            (_, Some(_)) => ("message_pair", false),
            (MailBoxSide::Inbox, None) if waiting => ("message_waiting", true),
            (MailBoxSide::Inbox, None) => ("message_inbox", false),
            (MailBoxSide::Outbox, None) => ("message_outbox", false),
        };
        Way {
            index,
            is_straight: (state_is_free || self.filter.state.is_none())
                && self.filter.kind.is_none()
                && self.filter.service_month.is_none(),
        }
    }

    /// The statement without what the index does not know.
    fn statement(&self, table: &Table, names: &str, after: Option<ListCursor>) -> Statement {
        let (own, other) = match self.side {
            MailBoxSide::Inbox => ("message.receiver", "message.sender"),
            MailBoxSide::Outbox => ("message.sender", "message.receiver"),
        };
        let (select, index) = (table.select(), self.way().index);
        let mut statement = Statement {
            sql: format!("{select} INDEXED BY {index}{names} WHERE {own} = ?"),
            values: vec![self.office.to_string().into()],
        };
        if let Some(partner) = self.filter.partner {
            statement.and(&format!("{other} ="), partner.to_string());
        }
        if index == "message_waiting" {
            statement.sql += " AND message.state = 'accepted'";
        }
        if let Some(after) = after {
            statement.and_place("<", after);
        }
        statement
    }

    /// The statement that reads a page, and one message more.
    pub(super) fn wanted(
        &self,
        after: Option<ListCursor>,
        end: Option<ListCursor>,
        limit: u32,
    ) -> Statement {
        let mut statement = self.statement(&MESSAGE, NAMES, after);
        if let Some(end) = end {
            statement.and_place(">=", end);
        }
        if let Some(state) = self.filter.state {
            statement.and("message.state =", state.as_str().to_owned());
        }
        if let Some(kind) = self.filter.kind {
            let pattern = format!("% {kind} %");
            statement.and("' ' || message.kinds || ' ' LIKE", pattern);
        }
        if let Some(month) = self.filter.service_month {
            statement.and("message.service_month =", month.to_string());
        }
        statement.newest(&(u64::from(limit) + 1).to_string());
        statement
    }

    fn page(
        &self,
        session: &Session<'_>,
        after: Option<ListCursor>,
        limit: u32,
        looked_at: u32,
    ) -> Result<Page, StoreError> {
        let end = if self.way().is_straight {
            None
        } else {
            self.end(session, after, looked_at)?
        };
        let Statement { sql, values } = self.wanted(after, end, limit);
        let messages = session.all(&MESSAGE, &sql, values, read)?;
        Ok(page(messages, end, limit))
    }

    /// The statement that reads the last message that may be looked at.
    pub(super) fn wanted_end(&self, after: Option<ListCursor>, looked_at: u32) -> Statement {
        let mut statement = self.statement(&CURSOR, "", after);
        statement.newest(&format!("1 OFFSET {}", looked_at.saturating_sub(1)));
        statement
    }

    /// The last message that may be looked at; none if there are not so many.
    fn end(
        &self,
        session: &Session<'_>,
        after: Option<ListCursor>,
        looked_at: u32,
    ) -> Result<Option<ListCursor>, StoreError> {
        let Statement { sql, values } = self.wanted_end(after, looked_at);
        session.first(&CURSOR, &sql, values, |row| {
            Ok(ListCursor {
                accepted_at: row.time("accepted_at")?,
                id: row.parsed("id")?,
            })
        })
    }
}

/// The page, of `limit` messages and one more if there is one; without that, `end` tells where the
/// next page begins.
fn page(mut messages: Vec<MessageRow>, end: Option<ListCursor>, limit: u32) -> Page {
    let has_more = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    let last = messages.last().filter(|_| has_more).map(|last| ListCursor {
        accepted_at: last.accepted_at,
        id: last.id,
    });
    Page {
        messages,
        next: last.or(end),
    }
}

#[cfg(test)]
mod tests;
