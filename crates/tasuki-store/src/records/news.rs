//! What has just happened to messages, for the processes beside this one.
//!
//! On a server each step of a message leaves a row in the same transaction; rows are read by every
//! process. Two transactions may commit in another order than they began in, so no number of a row
//! can say how far somebody has read. A [`NewsMark`] is a snapshot of the server's instead: a row
//! is new for whoever holds it exactly if its transaction was not to be seen in it. So none is
//! skipped, none comes twice, and none waits for a transaction that goes on for long.

use tasuki_terms::{MessageId, MessageState, OfficeNumber};

use super::Records;
use super::reading::{Session, Table};
use super::values::params;
use crate::StoreError;

pub(super) const NEWS: Table = Table {
    name: "news",
    columns: &["ordinal", "message", "state", "sender", "receiver"],
};

const MARK: Table = Table {
    name: "mark",
    columns: &["CAST(pg_current_snapshot() AS TEXT)"],
};

/// Rows that a snapshot cannot have seen. The first condition finds them by the index; the second
/// leaves out what a copy of another server's database brought along. They are sorted here: asked for
/// them in their order, the server would rather read all rows in it.
pub(super) const NEW: &str = " WHERE xact >= pg_snapshot_xmin(CAST(?1 AS pg_snapshot)) \
     AND xact < pg_snapshot_xmax(pg_current_snapshot()) \
     AND NOT pg_visible_in_snapshot(xact, CAST(?1 AS pg_snapshot))";

/// How far somebody has read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewsMark(String);

/// A message reached a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewsRow {
    /// Which message.
    pub message: MessageId,
    /// Which state.
    pub state: MessageState,
    /// Who sent it.
    pub sender: OfficeNumber,
    /// Who receives it.
    pub receiver: OfficeNumber,
}

impl Records {
    /// What has happened since a mark, in any process, and the mark from which to go on. Without a
    /// mark nothing is told but where to begin. Only a server knows.
    pub async fn news_since(
        &self,
        mark: Option<NewsMark>,
    ) -> Result<(NewsMark, Vec<NewsRow>), StoreError> {
        self.readers
            .here("news_since", move |session| {
                session.at_one_moment(|| read(session, mark.as_ref()))
            })
            .await
    }

    /// Forgets what every process has told long ago.
    pub async fn forget_news(&self) -> Result<(), StoreError> {
        if !self.is_shared() {
            return Ok(());
        }
        self.change("forget_news", |records| {
            let sql = "DELETE FROM news WHERE at < now() - interval '10 minutes'";
            records.session().run(sql, [])?;
            Ok(())
        })
        .await
    }
}

fn read(
    session: &Session<'_>,
    mark: Option<&NewsMark>,
) -> Result<(NewsMark, Vec<NewsRow>), StoreError> {
    let sql = format!("SELECT {}", MARK.columns.join(", "));
    let next = session.first(&MARK, &sql, [], |row| row.value(MARK_COLUMN))?;
    let next = next.map(NewsMark).ok_or(StoreError::Inconsistent {
        table: MARK.name,
        column: MARK_COLUMN,
    })?;
    let Some(mark) = mark else {
        return Ok((next, Vec::new()));
    };
    let mut rows = session.all(&NEWS, &(NEWS.select() + NEW), params![mark.0], |row| {
        let news = NewsRow {
            message: row.parsed("message")?,
            state: row.parsed("state")?,
            sender: row.parsed("sender")?,
            receiver: row.parsed("receiver")?,
        };
        Ok((row.count("ordinal")?, news))
    })?;
    rows.sort_unstable_by_key(|(ordinal, _)| *ordinal);
    Ok((next, rows.into_iter().map(|(_, news)| news).collect()))
}

const MARK_COLUMN: &str = "CAST(pg_current_snapshot() AS TEXT)";

/// Tells the processes beside this one.
pub(super) const TELL: &str =
    "INSERT INTO news (message, state, sender, receiver) VALUES (?1, ?2, ?3, ?4)";

/// Notes that a message reached a state, for the processes beside this one.
pub(super) fn note(session: &Session<'_>, news: &NewsRow) -> Result<(), StoreError> {
    if session.is_shared() {
        session.run(
            TELL,
            params![
                news.message.to_string(),
                news.state.as_str(),
                news.sender.to_string(),
                news.receiver.to_string(),
            ],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
