//! Failures of the store.

/// Why a record could not be read or saved. All of them are the platform's fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database refused or did not answer.
    #[error("the database failed in {operation}")]
    Database {
        /// What was being done.
        operation: &'static str,
        /// The driver's words.
        #[source]
        source: rusqlite::Error,
    },
    /// A row holds a value that our programs never write.
    #[error("inconsistent {table}.{column}")]
    Inconsistent {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
    },
    /// The database is of another version than this program.
    #[error("the database has schema version {found}, this program needs {needed}")]
    SchemaVersion {
        /// What the database has.
        found: i64,
        /// What is needed.
        needed: i64,
    },
    /// The writer has stopped, because the program is ending.
    #[error("the store is closed")]
    Closed,
    /// The operating system gave no thread for the writer.
    #[error("cannot start the writer")]
    Thread(#[source] std::io::Error),
}

impl StoreError {
    /// Names the operation in which the database failed.
    pub(crate) fn database(operation: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Database { operation, source }
    }
}
