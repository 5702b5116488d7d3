//! Which files of the watched folder (監視フォルダー) are not offered any more.

use std::collections::BTreeSet;

use rusqlite::Transaction;
use tasuki_terms::Timestamp;

use super::{Book, BookError};

/// How many are remembered; the oldest are forgotten first.
const MOST: i64 = 5_000;

impl Book {
    /// The marks of the files that were taken.
    pub fn taken_files(&self) -> Result<BTreeSet<String>, BookError> {
        self.read("taken_files", |connection| {
            connection
                .prepare_cached("SELECT mark FROM taken_file")?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }
}

/// Whether none of these was taken yet.
pub(super) fn are_new(transaction: &Transaction<'_>, marks: &[String]) -> rusqlite::Result<bool> {
    let mut find =
        transaction.prepare_cached("SELECT EXISTS (SELECT 1 FROM taken_file WHERE mark = ?1)")?;
    for mark in marks {
        if find.query_row([mark], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes files: what has one of these marks is not offered any more.
pub(super) fn take(
    transaction: &Transaction<'_>,
    marks: &[String],
    now: Timestamp,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO taken_file (mark, taken_at) VALUES (?1, ?2) ON CONFLICT (mark) DO NOTHING",
    )?;
    for mark in marks {
        insert.execute((mark, now.as_microsecond()))?;
    }
    transaction
        .execute(
            "DELETE FROM taken_file WHERE mark IN
                 (SELECT mark FROM taken_file ORDER BY taken_at DESC LIMIT -1 OFFSET ?1)",
            [MOST],
        )
        .map(drop)
}
