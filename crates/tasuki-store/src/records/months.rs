//! The ledger month by month, and what of it is over.
//!
//! On PostgreSQL messages and their proofs lie in partitions (`0011_months.postgres.sql`): a month
//! is made ahead and dropped as a whole, and only messages whose ids tell other times lie in the
//! default partition, of which rows are deleted. In a file of SQLite the oldest rows are deleted.

use std::collections::BTreeSet;

use tasuki_terms::{CalendarMonth, MessageId, Timestamp, day_in_japan};

use super::Records;
use super::reading::{Session, Table};
use super::transaction::Transaction;
use super::values::params;
use crate::StoreError;

/// For how many months there is room, the one that goes on among them.
const AHEAD: usize = 3;

/// How many rows are looked at, or deleted, at once.
const AT_ONCE: u32 = 1_000;

const MONTH: Table = Table {
    name: "pg_inherits JOIN pg_class ON pg_class.oid = inhrelid",
    columns: &["substr(relname, 9)"],
};

const OLDEST: Table = Table {
    name: "message",
    columns: &["rowid", "id", "accepted_at", "segment"],
};

const DELETED: Table = Table {
    name: "message_default",
    columns: &["id"],
};

impl Records {
    /// Makes room for the messages of the month of `now` and of the next two, where that is missing;
    /// in any number of processes at once. A file of SQLite needs none.
    pub async fn make_months(&self, now: Timestamp) -> Result<(), StoreError> {
        if !self.is_shared() {
            return Ok(());
        }
        let there = self.readers.apart("months", months).await?;
        for month in ahead(now).filter(|month| !there.contains(month)) {
            let name = month.clone();
            let made = self.change("make_month", move |records| {
                make_month(records.session(), &name)
            });
            if made.await? {
                tracing::info!(month, "room for a month's messages was made");
            } else if !self.readers.apart("months", months).await?.contains(&month) {
                tracing::warn!(month, "a month's messages stay in the default partition");
            }
        }
        Ok(())
    }

    /// Deletes the rows of messages accepted before `until` whose contents are gone: the ledger's
    /// time is over. What lies in the partition of a month goes when all of the month is over.
    pub async fn forget_ledger(&self, until: Timestamp) -> Result<(), StoreError> {
        if self.is_shared() {
            self.drop_months(until).await?;
            let forget =
                move |records: &Transaction<'_>| forget_in_default(records.session(), until);
            while self.change("forget_ledger", forget).await? {}
            Ok(())
        } else {
            self.forget_oldest(until).await
        }
    }

    async fn drop_months(&self, until: Timestamp) -> Result<(), StoreError> {
        let until = until.as_microsecond();
        for month in self.readers.apart("months", months).await? {
            let values = (month.clone(), until);
            let is_over = self.readers.apart("month_is_over", move |session| {
                let (month, until) = values;
                let sql = "SELECT 1 WHERE month_is_over(?1, ?2)";
                session.exists(sql, params![month, until])
            });
            if !is_over.await? {
                continue;
            }
            let name = month.clone();
            let dropped = self.change("drop_month", move |records| {
                let sql = "SELECT 1 WHERE drop_month(?1, ?2)";
                records.session().exists(sql, params![name, until])
            });
            if dropped.await? {
                tracing::info!(month, "a month of the ledger is over");
            }
        }
        Ok(())
    }

    /// Rows of a file lie in the order in which they were inserted, so those that are over are the
    /// first ones, and what follows need not be read.
    async fn forget_oldest(&self, until: Timestamp) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let looked_at = move |session: &Session<'_>| oldest(session, after, until);
            let found = self.readers.apart("forget_ledger", looked_at).await?;
            let Some(last) = found.last.filter(|_| found.is_any_over) else {
                return Ok(());
            };
            after = last;
            self.change("forget_ledger", move |records| {
                forget(records.session(), &found.ids)
            })
            .await?;
        }
    }
}

/// Makes the partitions of a month; false where they are there, or where it has too much already.
pub(super) fn make_month(session: &Session<'_>, month: &str) -> Result<bool, StoreError> {
    session.exists("SELECT 1 WHERE make_month(?1)", [month])
}

/// The month of a moment and those behind it, as partitions are called.
pub(super) fn ahead(now: Timestamp) -> impl Iterator<Item = String> {
    let first = CalendarMonth::of(day_in_japan(now)).ok();
    let months = std::iter::successors(first, |month| month.next().ok());
    months.take(AHEAD).map(|month| month.to_string())
}

/// The months that have partitions.
fn months(session: &Session<'_>) -> Result<BTreeSet<String>, StoreError> {
    let sql = MONTH.select()
        + " WHERE inhparent = CAST('message' AS regclass) AND relname <> 'message_default'";
    let found = session.all(&MONTH, &sql, [], |row| row.value("substr(relname, 9)"))?;
    Ok(found.into_iter().collect())
}

/// Deletes some of the rows of the default partition that are over; whether there may be more.
fn forget_in_default(session: &Session<'_>, until: Timestamp) -> Result<bool, StoreError> {
    let ids: Vec<MessageId> = session.all(
        &DELETED,
        "DELETE FROM message_default WHERE id IN (SELECT id FROM message_default \
         WHERE accepted_at < ?1 AND segment IS NULL LIMIT ?2) RETURNING id",
        params![until.as_microsecond(), AT_ONCE],
        |row| row.parsed("id"),
    )?;
    for id in &ids {
        session.run(
            "DELETE FROM proof_default WHERE message = ?1",
            [id.as_bytes().as_slice()],
        )?;
    }
    Ok(ids.len() >= AT_ONCE as usize)
}

/// Some of the oldest rows of a file.
struct Oldest {
    /// The last that was looked at; none behind the end.
    last: Option<i64>,
    /// Whether the time of any of them is over.
    is_any_over: bool,
    /// Those that may go: their contents are gone, too.
    ids: Vec<MessageId>,
}

fn oldest(session: &Session<'_>, after: i64, until: Timestamp) -> Result<Oldest, StoreError> {
    let sql = OLDEST.select() + " WHERE rowid > ?1 ORDER BY rowid LIMIT ?2";
    let rows = session.all(&OLDEST, &sql, params![after, AT_ONCE], |row| {
        Ok((
            row.value::<i64>("rowid")?,
            row.parsed::<MessageId>("id")?,
            row.time("accepted_at")? < until,
            row.value::<Option<String>>("segment")?.is_none(),
        ))
    })?;
    Ok(Oldest {
        last: rows.last().map(|(number, ..)| *number),
        is_any_over: rows.iter().any(|(_, _, is_over, _)| *is_over),
        ids: rows
            .iter()
            .filter(|(_, _, is_over, is_gone)| *is_over && *is_gone)
            .map(|(_, id, ..)| *id)
            .collect(),
    })
}

fn forget(session: &Session<'_>, ids: &[MessageId]) -> Result<(), StoreError> {
    for id in ids {
        session.run("DELETE FROM message WHERE id = ?1", [id.to_string()])?;
        session.run(
            "DELETE FROM proof WHERE message = ?1",
            [id.as_bytes().as_slice()],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
