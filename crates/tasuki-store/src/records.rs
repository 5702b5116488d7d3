//! Offices, users, certificates and the ledger of messages.
//!
//! Reads go through a pool. Writes go through one writer, which takes all that wait into one
//! transaction: one disk flush serves them all (group commit).

mod certificates;
mod changes;
mod messages;
mod offices;
mod reading;
mod schema;
#[cfg(test)]
mod tests;
mod users;
mod writer;

use std::path::Path;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::StoreError;

pub use certificates::CertificateRow;
pub use changes::{Change, Inserted, NewMessage};
pub use messages::{Filter, ListCursor, MailBoxSide, MessageRow, Page, Proof};
pub use offices::OfficeRow;
pub use users::UserRow;

use writer::Writer;

/// How many statements a connection keeps prepared: those of the hot writes, one for each count of
/// rows, and the others.
const PREPARED: usize = 256;

/// The platform's records. Clones share them.
#[derive(Clone, Debug)]
pub struct Records {
    readers: SqlitePool,
    writer: Writer,
}

impl Records {
    /// Opens the database file and checks that its schema is this program's.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = options(file);
        let writer = connect(options.clone(), 1).await?;
        schema::check(&writer).await?;
        let readers = connect(options.read_only(true), 4).await?;
        Ok(Self {
            readers,
            writer: Writer::start(writer),
        })
    }

    /// Brings the database file, which is made if it is missing, to this program's schema.
    pub async fn migrate(file: &Path) -> Result<(), StoreError> {
        let pool = connect(options(file).create_if_missing(true), 1).await?;
        schema::migrate(&pool).await?;
        pool.close().await;
        Ok(())
    }

    /// Writes a copy of the database to a new file, while everything goes on.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        sqlx::query("VACUUM INTO $1")
            .bind(to.to_string_lossy().into_owned())
            .execute(&self.readers)
            .await
            .map_err(StoreError::database("backup"))?;
        Ok(())
    }

    /// Asks the database whether it is there.
    pub async fn probe(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT count(*) FROM schema_version")
            .execute(&self.readers)
            .await
            .map_err(StoreError::database("probe"))?;
        Ok(())
    }
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(10))
        .pragma("cache_size", "-32768")
        .pragma("wal_autocheckpoint", "4000")
        .row_buffer_size(512)
        .statement_cache_capacity(PREPARED)
}

async fn connect(options: SqliteConnectOptions, size: u32) -> Result<SqlitePool, StoreError> {
    SqlitePoolOptions::new()
        .min_connections(size)
        .max_connections(size)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(StoreError::database("open"))
}
