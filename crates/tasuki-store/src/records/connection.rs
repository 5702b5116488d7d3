//! Connections to the database file.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// How many statements a connection keeps prepared; lists need one for each set of filters.
const PREPARED: usize = 256;

/// How long one waits while another program holds the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a connection may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    /// Only read.
    Read,
    /// Write, too.
    Write,
    /// Make the file if it is missing, too.
    Create,
}

/// Opens the file. What is committed is on disk.
pub(super) fn open(file: &Path, access: Access) -> Result<Connection, StoreError> {
    connect(file, access).map_err(StoreError::database("open"))
}

fn connect(file: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    // A connection is used by one thread at a time, which Rust sees to.
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    if access != Access::Read {
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Answers with the new value.
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    }
    connection.pragma_update(None, "cache_size", -32_768)?;
    Ok(connection)
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
