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

/// The statement's one column.
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
