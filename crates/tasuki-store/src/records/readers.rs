//! The readers' connections.
//!
//! In a file of this machine a look-up takes microseconds, less than handing it to another thread;
//! so it runs on the thread that asks. A server is asked for it by a connection that all share
//! ([`Lookers`]). What may take milliseconds, and what a server is asked in several statements, runs
//! apart, on connections of its own, so that no look-up waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::engine::{Access, Asked, Connection, DatabasePlace, Lookers, Row};
use super::reading::{Columns, Session, Table};
use crate::StoreError;

/// How many long reads go on at once.
const APART: usize = 2;

/// How many connections to a server are shared at most by those who look up something.
const LOOKERS: usize = 8;

/// Connections that only read. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    here: Pool,
    apart: Pool,
    /// Where the database is a server, so that even a short read waits for something.
    far: Option<Lookers>,
}

impl Readers {
    /// Opens as many connections as there are threads to ask.
    pub(super) fn open(place: &DatabasePlace) -> Result<Self, StoreError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        // Most of what a server is asked goes another way.
        let most = if place.file().is_none() { 8 } else { 16 };
        Ok(Self {
            here: Pool::open(place, Access::Look, threads.clamp(4, most))?,
            apart: Pool::open(place, Access::Read, APART)?,
            far: match place {
                DatabasePlace::File(_) => None,
                DatabasePlace::Postgres(place) => Some(Lookers::new(place, threads.min(LOOKERS))),
            },
        })
    }

    /// Runs a short read: on this thread, if the database is a file.
    #[tracing::instrument(
        target = "tasuki::traces",
        name = "records",
        skip_all,
        fields(operation)
    )]
    pub(super) async fn here<T: Send + 'static>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&Session<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let lent = self.here.lend().await?;
        if self.far.is_some() {
            apart(move || lent.run(operation, read)).await
        } else {
            lent.run(operation, read)
        }
    }

    /// The rows of one short statement, which selects the columns of `table`.
    #[tracing::instrument(
        target = "tasuki::traces",
        name = "records",
        skip_all,
        fields(operation)
    )]
    pub(super) async fn look<T: Send>(
        &self,
        operation: &'static str,
        table: &'static Table,
        asked: Asked<'static>,
        read: impl Fn(&Columns<'_>) -> Result<T, StoreError> + Send + Sync,
    ) -> Result<Vec<T>, StoreError> {
        let Some(far) = &self.far else {
            let lent = self.here.lend().await?;
            return lent.run(operation, |session| {
                session.all(table, &asked.sql, asked.values, read)
            });
        };
        let rows = far.rows(&asked.sql, &asked.values).await;
        let rows = rows.map_err(StoreError::database(operation))?;
        let mut rows = rows.iter().map(Row::Postgres);
        rows.try_fold(Vec::new(), |mut found, row| {
            found.push(read(&Columns::new(table, row))?);
            Ok(found)
        })
    }

    /// Whether a server answers those who look up something; a file is looked into by [`here`].
    ///
    /// [`here`]: Self::here
    pub(super) async fn is_answered(&self, operation: &'static str) -> Result<(), StoreError> {
        if let Some(far) = self.far.clone() {
            // It goes on where whoever asks gives up early: a connection that says nothing is given up
            // by who waits for it to the end.
            let told = tokio::spawn(async move { far.rows("SELECT 1", &[]).await }).await;
            let told = told.map_err(|_| StoreError::Closed)?;
            told.map_err(StoreError::database(operation))?;
        }
        Ok(())
    }

    /// Runs a long read where it holds up nobody.
    #[tracing::instrument(
        target = "tasuki::traces",
        name = "records",
        skip_all,
        fields(operation)
    )]
    pub(super) async fn apart<T: Send + 'static>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&Session<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let lent = self.apart.lend().await?;
        apart(move || lent.run(operation, read)).await
    }
}

/// Runs work that may take long on a thread for such work.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StoreError::Closed)?
}

/// Connections of which each is lent to one at a time; the others wait in turn.
#[derive(Clone, Debug)]
struct Pool {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Pool {
    fn open(place: &DatabasePlace, access: Access, size: usize) -> Result<Self, StoreError> {
        let connections: Result<Vec<_>, _> =
            (0..size).map(|_| Connection::open(place, access)).collect();
        Ok(Self {
            permits: Arc::new(Semaphore::new(size)),
            idle: Arc::new(Mutex::new(connections?)),
        })
    }

    async fn lend(&self) -> Result<Lent, StoreError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Lent {
            // The one used last, whose pages are the warmest.
            connection: Some(idle.pop().ok_or(StoreError::Closed)?),
            idle: Arc::clone(&self.idle),
            _permit: permit,
        })
    }
}

/// A connection that goes back when this is dropped, before the permit does.
struct Lent {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    fn run<T>(
        self,
        operation: &'static str,
        read: impl FnOnce(&Session<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        connection.revive()?;
        read(&Session::new(connection.way(), operation))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.connection.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn more_readers_than_connections_are_all_served() {
        let (_place, records) = crate::records::tests::records().await;
        let readers = &records.readers;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..400 {
            let readers = readers.clone();
            tasks.spawn(async move {
                let read = |session: &Session<'_>| session.exists("SELECT 1", []);
                if n % 4 == 0 {
                    readers.apart("test", read).await
                } else {
                    readers.here("test", read).await
                }
            });
        }
        for found in tasks.join_all().await {
            assert!(found.unwrap());
        }
        assert_eq!(readers.apart.idle.lock().unwrap().len(), APART);
    }

    #[tokio::test]
    async fn a_failed_read_gives_its_connection_back() {
        let (_place, records) = crate::records::tests::records().await;
        let readers = &records.readers;
        for _ in 0..40 {
            let told = readers
                .here("test", move |session| {
                    session.exists("SELECT 1 FROM nothing", [])
                })
                .await;
            assert!(matches!(
                told,
                Err(StoreError::Database {
                    operation: "test",
                    ..
                })
            ));
        }
    }
}
