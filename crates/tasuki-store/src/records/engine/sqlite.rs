//! SQLite: the database is a file.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use rusqlite::{Connection, OpenFlags, ParamsFromIter, Row, ToSql, params_from_iter};

use super::{Access, Told};
use crate::records::values::{Cell, Value};

/// How many statements a connection keeps prepared; lists need one for each set of filters.
const PREPARED: usize = 256;

/// How long one waits while another program holds the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the file. What is committed is on disk.
pub(super) fn open(file: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags = match access {
        Access::Read | Access::Look => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    // A connection is used by one thread at a time, which Rust sees to.
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    if matches!(access, Access::Write | Access::Create) {
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Answers with the new value.
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    }
    connection.pragma_update(None, "cache_size", -32_768)?;
    Ok(connection)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Integer(Some(number)) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Self::Text(Some(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(Some(bytes)) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Integer(None) | Self::Text(None) | Self::Bytes(None) => {
                ToSqlOutput::Owned(Owned::Null)
            }
        })
    }
}

/// A value of a row; none where it is of no kind that our tables have.
pub(super) fn cell<'r>(row: &'r Row<'_>, index: usize) -> Option<Cell<'r>> {
    match row.get_ref(index).ok()? {
        ValueRef::Null => Some(Cell::Null),
        ValueRef::Integer(number) => Some(Cell::Integer(number)),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Cell::Text),
        ValueRef::Blob(bytes) => Some(Cell::Bytes(bytes)),
        ValueRef::Real(_) => None,
    }
}

/// Runs a statement; tells how many rows it changed.
pub(super) fn run(connection: &Connection, sql: &str, values: &[Value<'_>]) -> Told<usize> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.execute(bound(values))?)
}

/// Whether a statement gives a row.
pub(super) fn exists(connection: &Connection, sql: &str, values: &[Value<'_>]) -> Told<bool> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.exists(bound(values))?)
}

/// Hands on the rows of a statement until one is told to be the last.
pub(super) fn each(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
    mut each: impl FnMut(super::Row<'_>) -> super::Further,
) -> Told<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(bound(values))?;
    while let Some(row) = rows.next()? {
        if each(super::Row::Sqlite(row)).is_break() {
            break;
        }
    }
    Ok(())
}

fn bound<'v>(values: &'v [Value<'v>]) -> ParamsFromIter<std::slice::Iter<'v, Value<'v>>> {
    params_from_iter(values.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_survives_a_loss_of_power() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("records.db");
        assert!(open(&file, Access::Write).is_err());
        let connection = open(&file, Access::Create).unwrap();
        let value = |name: &str| -> String {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .map(|value| format!("{value:?}"))
                .unwrap()
        };
        assert_eq!(value("journal_mode"), "Text(\"wal\")");
        // 2 is FULL: the log is flushed by each commit.
        assert_eq!(value("synchronous"), "Integer(2)");
        assert_eq!(value("foreign_keys"), "Integer(1)");
    }

    #[test]
    fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("records.db");
        drop(open(&file, Access::Create).unwrap());
        let reader = open(&file, Access::Read).unwrap();
        assert!(reader.execute_batch("CREATE TABLE t (a)").is_err());
    }
}
