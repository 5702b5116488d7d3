//! The engines: SQLite and PostgreSQL.
//!
//! The statements of this crate are written once, in the words that both understand; the few in
//! which they differ are in [`dialect`]. What an engine does otherwise than the other is here and
//! nowhere else.

mod call;
mod dialect;
mod look;
mod place;
mod postgres;
mod sqlite;
mod wire;

use std::borrow::Cow;
use std::ops::ControlFlow;

use rusqlite::TransactionBehavior;

use super::values::{Cell, Value};
use crate::StoreError;
use crate::error::DatabaseError;

pub(super) use call::Call;
pub(super) use look::Lookers;
pub use place::{DatabasePlace, PlaceError, PostgresPlace};

use postgres::Link;

/// What a database answered.
type Told<T> = Result<T, DatabaseError>;

/// Whether more rows are wanted.
type Further = ControlFlow<()>;

/// What a connection may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    /// Only read.
    Read,
    /// Only read, by statements for which one plan is good whatever their values are.
    Look,
    /// Write, too.
    Write,
    /// Make the file if it is missing, too.
    Create,
}

/// Whether other writers must wait while a transaction goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Writing {
    /// It reads what it decides on: nobody else writes meanwhile, in no process.
    Alone,
    /// Each of its statements stands for itself, whatever others write meanwhile, and is planned
    /// once for all values.
    Beside,
}

/// A statement with its values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Asked<'v> {
    /// In the words of SQLite.
    pub(super) sql: Cow<'v, str>,
    /// In their order.
    pub(super) values: Vec<Value<'v>>,
}

/// A connection to the database.
#[derive(Debug)]
pub(super) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Link>),
}

impl Connection {
    /// Opens the database. What is committed is on disk.
    pub(super) fn open(place: &DatabasePlace, access: Access) -> Result<Self, StoreError> {
        let opened = match place {
            DatabasePlace::File(file) => sqlite::open(file, access)
                .map(Self::Sqlite)
                .map_err(Into::into),
            DatabasePlace::Postgres(place) => {
                Link::open(place, access).map(Box::new).map(Self::Postgres)
            }
        };
        opened.map_err(StoreError::database("open"))
    }

    /// Makes sure that the server is there, as far as that can be known: one that was lost is
    /// looked for anew.
    pub(super) fn revive(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(link) => link.revive().map_err(StoreError::database("connect")),
        }
    }

    /// The statements' way to the database.
    pub(super) fn way(&self) -> Way<'_> {
        match self {
            Self::Sqlite(connection) => Way::Sqlite(connection),
            Self::Postgres(link) => Way::Postgres(link),
        }
    }

    /// Runs work in a transaction, which is on disk when this returns. After an error of the work
    /// nothing is. After an error of its last step, the commit, nobody knows: a server may have
    /// done it, and its answer may have been lost on the way.
    pub(super) fn transact<T>(
        &mut self,
        name: &'static str,
        writing: Writing,
        work: impl FnOnce(Way<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.revive()?;
        let failed = || StoreError::database(name);
        match self {
            Self::Sqlite(connection) => {
                // There is one file, and one writer at a time anyway.
                let transaction = connection
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .map_err(DatabaseError::from)
                    .map_err(failed())?;
                let done = work(Way::Sqlite(&transaction))?;
                transaction
                    .commit()
                    .map_err(DatabaseError::from)
                    .map_err(failed())?;
                Ok(done)
            }
            Self::Postgres(link) => {
                if let Err(error) = link.begin(writing) {
                    // What failed behind BEGIN has left a transaction in which nothing can be done.
                    link.roll_back();
                    return Err(failed()(error));
                }
                match work(Way::Postgres(link)) {
                    Ok(done) => link.commit().map_err(failed()).map(|()| done),
                    Err(error) => {
                        link.roll_back();
                        Err(error)
                    }
                }
            }
        }
    }
}

/// A connection, lent for some statements.
#[derive(Clone, Copy)]
pub(super) enum Way<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c Link),
}

impl Way<'_> {
    /// Runs a statement that returns no rows; tells how many it changed.
    pub(super) fn run(self, sql: &str, values: &[Value<'_>]) -> Told<usize> {
        match self {
            Self::Sqlite(connection) => sqlite::run(connection, sql, values),
            Self::Postgres(link) => link.run(sql, values),
        }
    }

    /// Whether a statement gives a row.
    pub(super) fn exists(self, sql: &str, values: &[Value<'_>]) -> Told<bool> {
        match self {
            Self::Sqlite(connection) => sqlite::exists(connection, sql, values),
            Self::Postgres(link) => link.exists(sql, values),
        }
    }

    /// Hands on the rows of a statement until one is told to be the last.
    pub(super) fn each(
        self,
        sql: &str,
        values: &[Value<'_>],
        each: impl FnMut(Row<'_>) -> Further,
    ) -> Told<()> {
        match self {
            Self::Sqlite(connection) => sqlite::each(connection, sql, values, each),
            Self::Postgres(link) => link.each(sql, values, each),
        }
    }

    /// Runs statements in their order; hands on their rows, and of which statement each is. A server
    /// has all of them before it answers the first.
    pub(super) fn each_of(
        self,
        asked: &[Asked<'_>],
        mut each: impl FnMut(usize, Row<'_>),
    ) -> Told<()> {
        match self {
            Self::Sqlite(connection) => {
                for (number, one) in asked.iter().enumerate() {
                    sqlite::each(connection, &one.sql, &one.values, |row| {
                        each(number, row);
                        Further::Continue(())
                    })?;
                }
                Ok(())
            }
            Self::Postgres(link) => link.each_of(asked, each),
        }
    }

    /// Runs a statement whose answer nobody waits for before the transaction is committed; only
    /// within one. It may run at once.
    pub(super) fn run_later(self, asked: Asked<'static>) -> Told<()> {
        match self {
            Self::Sqlite(connection) => {
                sqlite::run(connection, &asked.sql, &asked.values).map(drop)
            }
            Self::Postgres(link) => link.run_later(asked),
        }
    }

    /// Runs several statements that give nothing: a part of a migration.
    pub(super) fn run_all(self, sql: &str) -> Told<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(link) => link.run_all(sql),
        }
    }

    /// Hands rows in the text format of `COPY` to a server; a file takes none.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn copy(self, into: &str, rows: &str) -> Told<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(link) => link.copy(into, rows),
        }
    }

    /// Runs reads between which nothing changes.
    pub(super) fn at_one_moment<T>(
        self,
        failed: impl FnOnce(DatabaseError) -> StoreError,
        read: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let _open = connection
                    .unchecked_transaction()
                    .map_err(|error| failed(error.into()))?;
                read()
            }
            Self::Postgres(link) => {
                link.begin_reading().map_err(failed)?;
                let told = read();
                link.roll_back();
                told
            }
        }
    }

    /// Whether the database is a server, on which other processes may work.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Of two texts the one that this engine understands.
    pub(super) const fn of_two<'t>(self, sqlite: &'t str, postgres: &'t str) -> &'t str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

/// A row while it is read.
#[derive(Clone, Copy)]
pub(super) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    /// The value in a column, counted from 0; none where it is of no kind that our tables have.
    pub(super) fn cell(self, index: usize) -> Option<Cell<'r>> {
        match self {
            Self::Sqlite(row) => sqlite::cell(row, index),
            Self::Postgres(row) => postgres::cell(row, index),
        }
    }
}
