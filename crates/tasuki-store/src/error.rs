//! Failures of the store.

use std::borrow::Cow;
use std::path::Path;

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
        source: DatabaseError,
    },
    /// A row holds a value that our programs never write.
    #[error("inconsistent {table}.{column}")]
    Inconsistent {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
    },
    /// The database is older than this program needs it, or too new for it.
    #[error("the database has schema version {found}, this program needs {needed}")]
    SchemaVersion {
        /// What the database has.
        found: i64,
        /// What is needed.
        needed: i64,
    },
    /// A database of PostgreSQL whose texts would not be kept, or not be sorted, as this program
    /// needs it.
    #[error(
        "the database has encoding {encoding} and collation {collation}: UTF8 and C are needed"
    )]
    Collation {
        /// Its encoding.
        encoding: String,
        /// Its collation.
        collation: String,
    },
    /// Another process serves with this file.
    #[error("another process serves with these records")]
    InUse,
    /// It cannot be made sure that no other process serves with this file.
    #[error("the file that says who serves with these records cannot be locked")]
    Lock(#[source] std::io::Error),
    /// Only a database in a file is copied by this program.
    #[error("the database is not in a file")]
    NotInFile,
    /// The writer has stopped, because the program is ending.
    #[error("the store is closed")]
    Closed,
    /// The operating system gave no thread for the writer.
    #[error("cannot start the writer")]
    Thread(#[source] std::io::Error),
}

impl StoreError {
    /// Whether the same may succeed a little later: the database's server is away or just starting,
    /// or has no room for one more; or the disk is full.
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Database {
                source: DatabaseError::Postgres(failure),
                ..
            } => failure.passes.is_some(),
            Self::Database {
                source: DatabaseError::Sqlite(rusqlite::Error::SqliteFailure(failure, _)),
                ..
            } => matches!(failure.code, rusqlite::ErrorCode::DiskFull),
            _ => matches!(self, Self::Closed),
        }
    }

    /// What has to pass before the same may succeed; none where the database alone does not tell.
    pub(crate) const fn passes(&self) -> Option<Passes> {
        match self {
            Self::Database {
                source: DatabaseError::Postgres(failure),
                ..
            } => failure.passes,
            _ => None,
        }
    }

    /// Whether the database is of a later program than this one; if it is of an earlier one, it can
    /// be migrated.
    pub const fn is_newer_schema(&self) -> bool {
        matches!(self, Self::SchemaVersion { found, needed } if *found > *needed)
    }

    /// Names the operation in which the database failed.
    pub(crate) fn database(operation: &'static str) -> impl FnOnce(DatabaseError) -> Self {
        move |source| Self::Database { operation, source }
    }
}

/// Why a database failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// SQLite's words.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's words.
    #[error(transparent)]
    Postgres(#[from] PostgresFailure),
    /// What drives the connection to a server cannot be made.
    #[error("cannot drive the connection")]
    Runtime(#[source] std::io::Error),
    /// The password, or the roots by which the server's certificate is verified, cannot be read.
    #[error("cannot read what the connection needs")]
    File(#[source] std::io::Error),
}

impl DatabaseError {
    /// A file that holds no roots.
    pub(crate) fn roots(file: &Path) -> Self {
        Self::File(std::io::Error::other(format!(
            "no certificates in {}",
            file.display()
        )))
    }
}

impl From<tokio_postgres::Error> for DatabaseError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(PostgresFailure::from(error))
    }
}

/// What PostgreSQL said, without the values of rows, which may be personal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}{code}{constraint}")]
pub struct PostgresFailure {
    what: Cow<'static, str>,
    /// SQLSTATE in parentheses, or empty.
    code: String,
    /// Whose condition failed, in brackets, or empty.
    constraint: String,
    /// What has to pass before the same may succeed; none where it never will.
    passes: Option<Passes>,
}

/// What passes by itself, and hindered something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passes {
    /// The server is away, starting or full: it would hinder everything else as well.
    Absence,
    /// Somebody held what this one needed: others may need something else.
    Meeting,
}

impl PostgresFailure {
    /// The connection was lost.
    pub(crate) const LOST: Self = Self {
        what: Cow::Borrowed("the connection was lost"),
        code: String::new(),
        constraint: String::new(),
        passes: Some(Passes::Absence),
    };

    /// The server took a connection, and said nothing.
    pub(crate) const SILENT: Self = Self {
        what: Cow::Borrowed("the server does not answer"),
        code: String::new(),
        constraint: String::new(),
        passes: Some(Passes::Absence),
    };

    /// What hindered another write of the same batch would hinder this one.
    pub(crate) const HINDERED: Self = Self {
        what: Cow::Borrowed("what was to be saved before it could not be"),
        code: String::new(),
        constraint: String::new(),
        passes: Some(Passes::Absence),
    };
}

/// What has to pass where a state (SQLSTATE) tells of a server that is ending, starting or full, or
/// of a lost connection: 08, 53, 57P; or of a lock that others held for too long, of a statement
/// that was broken off, or of transactions that stood in each other's way: 55P03, 57014, 40
/// (PostgreSQL, Appendix A).
fn passes(state: &str) -> Option<Passes> {
    let is_one_of = |classes: &[&str]| classes.iter().any(|class| state.starts_with(class));
    if is_one_of(&["08", "53", "57P"]) {
        Some(Passes::Absence)
    } else {
        is_one_of(&["55P03", "57014", "40"]).then_some(Passes::Meeting)
    }
}

impl From<tokio_postgres::Error> for PostgresFailure {
    fn from(error: tokio_postgres::Error) -> Self {
        // The detail that a server gives beside its message tells the values of a row.
        let told = error.as_db_error();
        let passes = match told {
            Some(told) => passes(told.code().code()),
            None => (error.is_closed() || is_of_the_line(&error)).then_some(Passes::Absence),
        };
        Self {
            passes,
            what: told
                .map_or_else(|| error.to_string(), |told| told.message().to_owned())
                .into(),
            code: told.map_or_else(String::new, |told| format!(" ({})", told.code().code())),
            constraint: told
                .and_then(|told| told.constraint())
                .map_or_else(String::new, |name| format!(" [{name}]")),
        }
    }
}

/// Whether the server could not be reached, or stopped answering.
fn is_of_the_line(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_away_or_starting_comes_back() {
        for state in ["57P01", "57P02", "57P03", "08006", "53300"] {
            assert_eq!(passes(state), Some(Passes::Absence), "{state}");
        }
        for state in ["55P03", "57014", "40P01", "40001"] {
            assert_eq!(passes(state), Some(Passes::Meeting), "{state}");
        }
        // A condition that failed, a statement that is wrong.
        for state in ["23505", "42601"] {
            assert_eq!(passes(state), None, "{state}");
        }
    }

    #[tokio::test]
    async fn nobody_there_is_told_as_passing() {
        let failed = tokio_postgres::Config::new()
            .host("/nowhere")
            .user("tasuki")
            .connect(tokio_postgres::NoTls)
            .await;
        let failure = DatabaseError::from(failed.err().unwrap());
        let error = StoreError::database("probe")(failure);
        assert!(error.is_passing(), "{error:?}");
        assert!(!StoreError::NotInFile.is_passing());
    }

    #[test]
    fn a_full_disk_passes_and_a_broken_one_does_not() {
        let of = |code: std::ffi::c_int| StoreError::Database {
            operation: "test",
            source: rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into(),
        };
        assert!(of(rusqlite::ffi::SQLITE_FULL).is_passing());
        assert!(!of(rusqlite::ffi::SQLITE_IOERR).is_passing());
    }
}
