//! Connections by which many look up something at once.
//!
//! A look-up is one statement that takes a server microseconds. Handed to a thread that waits for
//! its answer alone it would cost several times as much as the look-up itself, in both processes.
//! So whoever looks up something hands the statement to a connection that he shares with others, and
//! does something else until it is answered; what several ask at once goes and comes together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turn;
use tokio_postgres::{Client, Row, Statement};

use super::postgres::{PREPARED, bound, kind};
use super::wire::open_driven;
use super::{Access, PostgresPlace, Told, dialect};
use crate::error::PostgresFailure;
use crate::records::values::{Kept, Value};

/// How many look-ups wait for one connection before another one is used.
const CROWD: usize = 16;

/// Connections that are made when they are needed, and anew when they were lost. Clones share them.
#[derive(Clone, Debug)]
pub(in crate::records) struct Lookers(Arc<Vec<Looker>>);

#[derive(Debug)]
struct Looker {
    place: PostgresPlace,
    /// How many wait.
    waiting: AtomicUsize,
    open: Turn<Option<Arc<Open>>>,
    /// How often it could not be made.
    failures: AtomicUsize,
}

/// A connection that is there.
struct Open {
    client: Client,
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
    pub(in crate::records) fn new(place: &PostgresPlace, count: usize) -> Self {
        let looker = || Looker {
            place: place.clone(),
            waiting: AtomicUsize::new(0),
            open: Turn::new(None),
            failures: AtomicUsize::new(0),
        };
        Self(Arc::new((0..count.max(1)).map(|_| looker()).collect()))
    }

    /// The rows that a statement gives.
    pub(in crate::records) async fn rows(&self, sql: &str, values: &[Kept]) -> Told<Vec<Row>> {
        let Some(looker) = self.least_crowded() else {
            return Ok(Vec::new());
        };
        let _waits = Waits::new(&looker.waiting);
        let open = looker.open().await?;
        let statement = open.prepare(sql, values).await?;
        Ok(open.client.query(&statement, &bound(values)).await?)
    }

    /// The first one without a crowd: what is asked together is answered together.
    fn least_crowded(&self) -> Option<&Looker> {
        let crowd = |looker: &&Looker| looker.waiting.load(Ordering::Relaxed);
        let free = self.0.iter().find(|looker| crowd(looker) < CROWD);
        free.or_else(|| self.0.iter().min_by_key(crowd))
    }
}

/// One that waits, until this is dropped.
struct Waits<'w>(&'w AtomicUsize);

impl<'w> Waits<'w> {
    fn new(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Looker {
    async fn open(&self) -> Told<Arc<Open>> {
        let failures = self.failures.load(Ordering::Relaxed);
        let mut open = self.open.lock().await;
        if let Some(open) = open.as_ref().filter(|open| !open.client.is_closed()) {
            return Ok(Arc::clone(open));
        }
        // Who waited while another one tried in vain does not try as long again.
        if self.failures.load(Ordering::Relaxed) != failures {
            return Err(PostgresFailure::LOST.into());
        }
        // Large, and seldom needed: whoever looks up something carries no room for it.
        let client = Box::pin(open_driven(&self.place, Access::Look)).await;
        let client = client.inspect_err(|_| {
            self.failures.fetch_add(1, Ordering::Relaxed);
        })?;
        let new = Arc::new(Open {
            client,
            prepared: Mutex::default(),
        });
        *open = Some(Arc::clone(&new));
        Ok(new)
    }
}

impl Open {
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
