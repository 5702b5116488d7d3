//! Connections by which many look up something at once.
//!
//! A look-up is one statement that takes a server microseconds. Handed to a thread that waits for
//! its answer alone it would cost several times as much as the look-up itself, in both processes.
//! So whoever looks up something hands the statement to a connection that he shares with others, and
//! does something else until it is answered; what several ask at once goes and comes together.
//!
//! What is asked on one connection is answered in its order. So a connection on which something is
//! not answered in time is given up, with all that waits in it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as Turn;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};
use tokio_postgres::{Client, Row, Statement};

use super::postgres::{PREPARED, bound, kind};
use super::wire::{PATIENCE, open_driven};
use super::{Access, PostgresPlace, Told, dialect};
use crate::error::PostgresFailure;
use crate::records::values::{Kept, Value};

/// How many look-ups wait for one connection before another one is used.
const CROWD: usize = 16;

/// How long is waited for what.
#[derive(Clone, Copy, Debug)]
struct Times {
    /// For a connection.
    patience: Duration,
    /// For the answer of a look-up: longer than the server has one wait for a lock, so that it can
    /// say so itself.
    answer: Duration,
    /// Before a further connection is tried after one that could not be made.
    pause: Duration,
}

const TIMES: Times = Times {
    patience: PATIENCE,
    answer: Duration::from_secs(12),
    pause: Duration::from_secs(5),
};

/// Connections that are made when they are needed, and anew when they were lost. Clones share them.
#[derive(Clone, Debug)]
pub(in crate::records) struct Lookers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    place: PostgresPlace,
    /// How many connections there are at most.
    most: usize,
    times: Times,
    lines: Mutex<Lines>,
    /// Of those who make one.
    turn: Turn<()>,
    /// How often one could not be made.
    failures: AtomicUsize,
}

#[derive(Default, Debug)]
struct Lines {
    /// In the order in which they were made.
    open: Vec<Arc<Open>>,
    /// Until when no further one is tried, since one could not be made.
    not_before: Option<Instant>,
}

/// A connection that is there.
struct Open {
    client: Client,
    driver: AbortHandle,
    /// How many wait for an answer.
    waiting: AtomicUsize,
    /// By the statement's text as it stands in our code.
    prepared: Mutex<BTreeMap<String, Statement>>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").finish_non_exhaustive()
    }
}

impl Lookers {
    /// At most so many connections.
    pub(in crate::records) fn new(place: &PostgresPlace, most: usize) -> Self {
        Self::with(place, most, TIMES)
    }

    fn with(place: &PostgresPlace, most: usize, times: Times) -> Self {
        Self(Arc::new(Shared {
            place: place.clone(),
            most,
            times,
            lines: Mutex::default(),
            turn: Turn::default(),
            failures: AtomicUsize::new(0),
        }))
    }

    /// The rows that a statement gives.
    pub(in crate::records) async fn rows(&self, sql: &str, values: &[Kept]) -> Told<Vec<Row>> {
        let place = match self.0.free_place() {
            Some(place) => place,
            // Large, and seldom needed: whoever looks up something carries no room for it.
            None => Box::pin(self.0.make_place()).await?,
        };
        let Waits(open) = &place;
        let told = timeout(self.0.times.answer, open.rows(sql, values)).await;
        let Ok(told) = told else {
            self.0.give_up(open);
            return Err(PostgresFailure::LOST.into());
        };
        told
    }
}

impl Shared {
    /// Those that are there.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.open.retain(|open| !open.client.is_closed());
        lines
    }

    /// A place on the first connection without a crowd, since what is asked together is answered
    /// together; on the least crowded one where no further one can be made just now.
    fn free_place(&self) -> Option<Waits> {
        let lines = self.lines();
        let free = lines.open.iter().find(|open| open.crowd() < CROWD);
        let is_all = || {
            lines.open.len() >= self.most
                || lines.not_before.is_some_and(|time| Instant::now() < time)
                || self.turn.try_lock().is_err()
        };
        let found = free.or_else(|| lines.least_crowded().filter(|_| is_all()));
        found.map(Waits::on)
    }

    /// A place on the least crowded of the connections that are there.
    fn shared_place(&self) -> Option<Waits> {
        self.lines().least_crowded().map(Waits::on)
    }

    /// A place on a connection more; where none can be made, on the least crowded one of those that
    /// are there.
    async fn make_place(&self) -> Told<Waits> {
        let failures = self.failures.load(Ordering::Relaxed);
        if let Some(shared) = self.shared_place() {
            let Ok(_turn) = self.turn.try_lock() else {
                return Ok(shared);
            };
            return Ok(self.make().await.unwrap_or(shared));
        }
        let _turn = self.turn.lock().await;
        if let Some(shared) = self.shared_place() {
            return Ok(shared);
        }
        // Who waited while another one tried in vain does not try as long again.
        if self.failures.load(Ordering::Relaxed) != failures {
            return Err(PostgresFailure::LOST.into());
        }
        self.make().await
    }

    async fn make(&self) -> Told<Waits> {
        let made = open_driven(&self.place, Access::Look, self.times.patience).await;
        let (client, driver) = made.inspect_err(|_| {
            self.failures.fetch_add(1, Ordering::Relaxed);
            self.lines().not_before = Some(Instant::now() + self.times.pause);
        })?;
        let new = Arc::new(Open {
            client,
            driver,
            waiting: AtomicUsize::new(0),
            prepared: Mutex::default(),
        });
        let place = Waits::on(&new);
        self.lines().open.push(new);
        Ok(place)
    }

    /// Ends a connection, and with it all that waits in it.
    fn give_up(&self, lost: &Arc<Open>) {
        let mut lines = self.lines();
        lines.open.retain(|open| !Arc::ptr_eq(open, lost));
        drop(lines);
        // Without its client alone it would go on until everything is answered.
        lost.driver.abort();
    }
}

impl Lines {
    fn least_crowded(&self) -> Option<&Arc<Open>> {
        self.open.iter().min_by_key(|open| open.crowd())
    }
}

/// One who waits on a connection, until this is dropped.
struct Waits(Arc<Open>);

impl Waits {
    fn on(open: &Arc<Open>) -> Self {
        open.waiting.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Open {
    fn crowd(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn rows(&self, sql: &str, values: &[Kept]) -> Told<Vec<Row>> {
        let statement = self.prepare(sql, values).await?;
        Ok(self.client.query(&statement, &bound(values)).await?)
    }

    /// The prepared statement, whose values are of the kinds of these.
    async fn prepare(&self, sql: &str, values: &[Value<'_>]) -> Told<Statement> {
        let known = || self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = known().get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<_> = values.iter().map(kind).collect();
        let text = dialect::for_postgres(sql);
        let statement = Box::pin(self.client.prepare_typed(&text, &types)).await?;
        let mut known = known();
        if known.len() >= PREPARED {
            known.clear();
        }
        known.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

#[cfg(test)]
mod tests;
