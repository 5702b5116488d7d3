//! The database's clock, by which leases end: processes need not agree about the time.

use tasuki_terms::Timestamp;

use super::Records;
use super::reading::{Session, Table};
use crate::StoreError;

/// In microseconds since 1970, in the words of SQLite and of PostgreSQL.
const NOW: (&str, &str) = (
    "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
);

/// The last message and the last entry of the trail, of a file: it keeps rows in the order in which
/// they came, so neither table is gone through.
const NEWEST: &str = "SELECT max(at) AS at FROM ( \
     SELECT (SELECT accepted_at FROM message ORDER BY rowid DESC LIMIT 1) AS at \
     UNION ALL SELECT (SELECT at FROM audit ORDER BY ordinal DESC LIMIT 1))";

/// The statements' one column.
const CLOCK: Table = Table {
    name: "clock",
    columns: &["at"],
};

/// The words that tell the time of the database.
pub(super) fn now(session: &Session<'_>) -> &'static str {
    let (sqlite, postgres) = NOW;
    session.of_two(sqlite, postgres)
}

impl Records {
    /// The time by the clock of the server; none for a file, which goes by this machine's.
    pub async fn clock(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.place.file().is_some() {
            return Ok(None);
        }
        self.readers
            .here("clock", |session| {
                let sql = format!("SELECT {} AS at", now(session));
                session.first(&CLOCK, &sql, [], |row| row.time("at"))
            })
            .await
    }

    /// When the last message was accepted or the last entry of the trail was made, where a file is
    /// all that can tell whether this machine's clock was set back. None for a server, and where
    /// nothing happened yet.
    pub async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.place.file().is_none() {
            return Ok(None);
        }
        let read = |session: &Session<'_>| {
            let row = session.first(&CLOCK, NEWEST, [], |row| row.optional_time("at"));
            row.map(Option::flatten)
        };
        self.readers.here("newest", read).await
    }
}

#[cfg(test)]
mod tests {
    use tasuki_terms::{Clock as _, SystemClock};

    use super::*;
    use crate::records::tests::records;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_has_a_clock_and_a_file_has_none() {
        let (_place, records) = records().await;
        let before = SystemClock.now();
        let told = records.clock().await.unwrap();
        let after = SystemClock.now();
        assert_eq!(told.is_some(), records.is_shared());
        if let Some(told) = told {
            let micros = [before, told, after].map(Timestamp::as_microsecond);
            assert!(micros.is_sorted(), "{micros:?}");
        }
    }
}
