//! What has just happened to messages, for the processes beside this one.
//!
//! On a server each step of a message leaves a row in the same transaction; rows are read by every
//! process. Two transactions may commit in another order than they began in, so no number of a row
//! can say how far somebody has read. A [`NewsMark`] is a snapshot of the server's instead: a row
//! is new for whoever holds it exactly if its transaction was not to be seen in it. So none is
//! skipped, none comes twice, and none waits for a transaction that goes on for long.

use tasuki_terms::{MessageId, MessageState, OfficeNumber};

use super::Records;
use super::engine::Asked;
use super::reading::{Columns, Session, Table};
use super::rows::in_rows;
use super::values::Kept;
use crate::StoreError;

/// Where to go on from: what this very statement sees.
const MARK: Table = Table {
    name: "(SELECT CAST(pg_current_snapshot() AS TEXT) AS now) AS mark",
    columns: &["mark.now"],
};

/// Beside the mark, which stands there also where there is no news.
pub(super) const NEWS: Table = Table {
    name: "(SELECT CAST(pg_current_snapshot() AS TEXT) AS now) AS mark LEFT JOIN news",
    columns: &[
        "mark.now", "ordinal", "message", "state", "sender", "receiver",
    ],
};

/// Rows that a snapshot cannot have seen. The first condition finds them by the index; the second
/// leaves out what a copy of another server's database brought along. They are sorted here: asked for
/// them in their order, the server would rather read all rows in it.
pub(super) const NEW: &str = " ON xact >= pg_snapshot_xmin(CAST(?1 AS pg_snapshot)) \
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

impl NewsRow {
    /// The values of [`TELL`], in their order.
    pub(super) fn row(&self) -> Vec<Kept> {
        vec![
            self.message.to_string().into(),
            self.state.as_str().to_owned().into(),
            self.sender.to_string().into(),
            self.receiver.to_string().into(),
        ]
    }
}

impl Records {
    /// What has happened since a mark, in any process, and the mark from which to go on. Without a
    /// mark nothing is told but where to begin. Only a server knows.
    pub async fn news_since(
        &self,
        mark: Option<NewsMark>,
    ) -> Result<(NewsMark, Vec<NewsRow>), StoreError> {
        let found = match mark {
            None => {
                let asked = Asked {
                    sql: MARK.select().into(),
                    values: Vec::new(),
                };
                let read = |row: &Columns<'_>| Ok((now(row)?, None));
                self.readers.look("news_since", &MARK, asked, read).await?
            }
            Some(mark) => {
                let asked = Asked {
                    sql: (NEWS.select() + NEW).into(),
                    values: vec![Kept::from(mark.0)],
                };
                // The mark stands in each row; where there is no news, it stands alone.
                let read = |row: &Columns<'_>| Ok((now(row)?, read(row)?));
                self.readers.look("news_since", &NEWS, asked, read).await?
            }
        };
        let mark = found.first().map(|(mark, _)| mark.clone());
        let mark = mark.ok_or(StoreError::Inconsistent {
            table: MARK.name,
            column: "mark.now",
        })?;
        let mut rows: Vec<_> = found.into_iter().filter_map(|(_, news)| news).collect();
        rows.sort_unstable_by_key(|(ordinal, _)| *ordinal);
        Ok((mark, rows.into_iter().map(|(_, news)| news).collect()))
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

fn now(row: &Columns<'_>) -> Result<NewsMark, StoreError> {
    row.value("mark.now").map(NewsMark)
}

/// News and its number, by which it is sorted.
fn read(row: &Columns<'_>) -> Result<Option<(u64, NewsRow)>, StoreError> {
    if row.value::<Option<i64>>("ordinal")?.is_none() {
        return Ok(None);
    }
    let news = NewsRow {
        message: row.parsed("message")?,
        state: row.parsed("state")?,
        sender: row.parsed("sender")?,
        receiver: row.parsed("receiver")?,
    };
    Ok(Some((row.count("ordinal")?, news)))
}

/// Tells the processes beside this one; rows follow.
pub(super) const TELL: &str = "INSERT INTO news (message, state, sender, receiver)";

/// Notes that messages reached states, for the processes beside this one.
pub(super) fn note(session: &Session<'_>, news: &[NewsRow]) -> Result<(), StoreError> {
    if !session.is_shared() {
        return Ok(());
    }
    let rows = news.iter().map(NewsRow::row).collect();
    in_rows(TELL, rows, "").try_for_each(|rows| session.run_later(rows))
}

#[cfg(test)]
mod tests;
