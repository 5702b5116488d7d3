//! The one writer: everything that waits goes into one transaction.

use tokio::sync::{mpsc, oneshot};

use super::bell::Bell;
use super::changes::{self, Change, Inserted, NewMessage};
use super::engine::{Connection, Writing};
use super::reading::Session;
use crate::StoreError;
use crate::error::{Passes, PostgresFailure};
use crate::gather::Gather;

/// How many requests share one transaction at most.
const BATCH: usize = 256;

/// How long one waits for locks of others where one of the same batch waited in vain: longer than
/// others take for a commit.
const SHORTLY: &str = "SET LOCAL lock_timeout = '500ms'";

/// How many of a batch may wait so in vain before the rest is not tried.
const WAITS: u32 = 10;

/// A hand to the writer's thread. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
}

/// Work on the writer's connection that fits none of the hot requests.
type Work = Box<dyn FnOnce(&Session<'_>) -> Result<(), StoreError> + Send>;

enum Request {
    Insert(
        Box<NewMessage>,
        oneshot::Sender<Result<Inserted, StoreError>>,
    ),
    Change(Box<Change>, oneshot::Sender<Result<bool, StoreError>>),
    Work(&'static str, Work, oneshot::Sender<Result<(), StoreError>>),
}

impl Writer {
    /// Starts the thread, whose connection this is; it ends with the last hand. What it saves of
    /// messages is rung for.
    pub(super) fn start(connection: Connection, bell: Option<Bell>) -> Result<Self, StoreError> {
        let (requests, queue) = mpsc::channel(4 * BATCH);
        std::thread::Builder::new()
            .name("records-writer".to_owned())
            .spawn(move || serve(connection, queue, bell.as_ref()))
            .map_err(StoreError::Thread)?;
        Ok(Self { requests })
    }

    #[tracing::instrument(
        target = "tasuki::traces",
        name = "records",
        skip_all,
        fields(operation = "insert_message")
    )]
    pub(super) async fn insert(&self, message: NewMessage) -> Result<Inserted, StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Insert(Box::new(message), answer), told)
            .await
    }

    #[tracing::instrument(
        target = "tasuki::traces",
        name = "records",
        skip_all,
        fields(operation = "change_message")
    )]
    pub(super) async fn change(&self, change: Change) -> Result<bool, StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Change(Box::new(change), answer), told)
            .await
    }

    #[tracing::instrument(target = "tasuki::traces", name = "records", skip_all, fields(operation = name))]
    pub(super) async fn work(
        &self,
        name: &'static str,
        work: impl FnOnce(&Session<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Work(name, Box::new(work), answer), told)
            .await
    }

    async fn ask<T>(
        &self,
        request: Request,
        told: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.requests
            .send(request)
            .await
            .map_err(|_| StoreError::Closed)?;
        told.await.map_err(|_| StoreError::Closed)?
    }
}

fn serve(mut connection: Connection, mut queue: mpsc::Receiver<Request>, bell: Option<&Bell>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut gather = Gather::default();
    while queue.blocking_recv_many(&mut batch, BATCH) > 0 {
        if batch.len() < BATCH {
            gather.wait();
        }
        while batch.len() < BATCH
            && let Ok(request) = queue.try_recv()
        {
            batch.push(request);
        }
        gather.note(batch.len());
        let mut inserts = Vec::new();
        let mut steps = Vec::new();
        for request in batch.drain(..) {
            match request {
                Request::Insert(message, answer) => inserts.push((*message, answer)),
                Request::Change(change, answer) => steps.push((*change, answer)),
                Request::Work(name, work, answer) => {
                    let done = transact(&mut connection, name, Writing::Alone, work);
                    drop(answer.send(done));
                }
            }
        }
        let is_news = !inserts.is_empty() || !steps.is_empty();
        together(&mut connection, inserts, steps);
        if let Some(bell) = bell.filter(|_| is_news) {
            bell.news();
        }
    }
}

/// Runs work in a transaction, which is on disk when this returns.
pub(super) fn transact<T>(
    connection: &mut Connection,
    name: &'static str,
    writing: Writing,
    work: impl FnOnce(&Session<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.transact(name, writing, |way| work(&Session::new(way, name)))
}

type Waiting<T, A> = Vec<(T, oneshot::Sender<Result<A, StoreError>>)>;

/// Saves all inserts and changes in one transaction, and answers when it is on disk.
fn together(
    connection: &mut Connection,
    inserts: Waiting<NewMessage, Inserted>,
    steps: Waiting<Change, bool>,
) {
    if inserts.is_empty() && steps.is_empty() {
        return;
    }
    let (messages, insert_answers): (Vec<_>, Vec<_>) = inserts.into_iter().unzip();
    let (changes, change_answers): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
    let saved = transact(connection, "save", Writing::Beside, |session| {
        let (inserted, applied) = changes::save(session, &messages, &changes)?;
        let inserted = inserted.into_iter().map(Ok).collect();
        Ok((inserted, applied.into_iter().map(Ok).collect()))
    });
    let (inserted, applied) = saved.unwrap_or_else(|error| {
        tracing::warn!(error = ?error, "cannot save a batch, saving one by one");
        one_by_one(connection, error.passes(), &messages, &changes)
    });
    // Who no longer waits needs no answer: what is saved is saved.
    for (answer, told) in insert_answers.into_iter().zip(inserted) {
        drop(answer.send(told));
    }
    for (answer, told) in change_answers.into_iter().zip(applied) {
        drop(answer.send(told));
    }
}

type Told<T> = Vec<Result<T, StoreError>>;

/// Saves each in a transaction of its own, so that one bad row hurts nobody else. Those that were
/// saved before, by a commit whose answer was lost, are told as there already. Where nothing can be
/// saved for the moment, only the first one waits to learn it; where somebody holds what one of them
/// needs, no other one waits as long.
fn one_by_one(
    connection: &mut Connection,
    hindered: Option<Passes>,
    messages: &[NewMessage],
    changes: &[Change],
) -> (Told<Inserted>, Told<bool>) {
    let mut alone = Alone {
        connection,
        // The connection is made anew where it was lost.
        hindered: hindered.filter(|what| *what == Passes::Meeting),
        waits: 0,
    };
    let inserted = messages.iter().map(|message| {
        alone.save("insert_message", |session| {
            changes::insert(session, message)
        })
    });
    let inserted = inserted.collect();
    let applied = changes
        .iter()
        .map(|change| alone.save("change_message", |session| changes::apply(session, change)));
    (inserted, applied.collect())
}

/// Saves one thing after the other.
struct Alone<'c> {
    connection: &'c mut Connection,
    /// What hindered those before it, if anything did that passes.
    hindered: Option<Passes>,
    /// How many waited in vain.
    waits: u32,
}

impl Alone<'_> {
    fn save<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&Session<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let hindered = self.hindered;
        if hindered == Some(Passes::Absence) || self.waits >= WAITS {
            return Err(StoreError::database(name)(PostgresFailure::HINDERED.into()));
        }
        let saved = transact(self.connection, name, Writing::Beside, |session| {
            if hindered == Some(Passes::Meeting) {
                session.run_all(SHORTLY)?;
            }
            work(session)
        });
        let passes = saved.as_ref().err().and_then(StoreError::passes);
        self.waits += u32::from(passes == Some(Passes::Meeting));
        self.hindered = passes.or(hindered);
        saved
    }
}

#[cfg(test)]
mod tests;
