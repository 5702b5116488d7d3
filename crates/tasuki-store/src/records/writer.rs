//! The one writer: everything that waits goes into one transaction.

use std::pin::Pin;

use sqlx::{SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use super::changes::{self, Change, Inserted, NewMessage};
use crate::StoreError;

/// How many requests share one transaction at most.
const BATCH: usize = 256;

/// A hand to the writer's task. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
}

/// Work on the writer's connection that fits none of the hot requests.
pub(super) type Work = Box<
    dyn for<'c> FnOnce(
            &'c mut SqliteConnection,
        ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'c>>
        + Send,
>;

enum Request {
    Insert(
        Box<NewMessage>,
        oneshot::Sender<Result<Inserted, StoreError>>,
    ),
    Change(Box<Change>, oneshot::Sender<Result<bool, StoreError>>),
    Work(&'static str, Work, oneshot::Sender<Result<(), StoreError>>),
}

impl Writer {
    /// Starts the task; it ends with the last hand.
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (requests, queue) = mpsc::channel(4 * BATCH);
        tokio::spawn(serve(pool, queue));
        Self { requests }
    }

    pub(super) async fn insert(&self, message: NewMessage) -> Result<Inserted, StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Insert(Box::new(message), answer), told)
            .await
    }

    pub(super) async fn change(&self, change: Change) -> Result<bool, StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Change(Box::new(change), answer), told)
            .await
    }

    pub(super) async fn work(&self, name: &'static str, work: Work) -> Result<(), StoreError> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Work(name, work, answer), told).await
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

async fn serve(pool: SqlitePool, mut queue: mpsc::Receiver<Request>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let mut inserts = Vec::new();
        let mut steps = Vec::new();
        for request in batch.drain(..) {
            match request {
                Request::Insert(message, answer) => inserts.push((*message, answer)),
                Request::Change(change, answer) => steps.push((*change, answer)),
                Request::Work(name, work, answer) => {
                    let done = alone(&pool, name, work).await;
                    drop(answer.send(done));
                }
            }
        }
        together(&pool, inserts, steps).await;
    }
}

/// Runs other work in a transaction of its own.
async fn alone(pool: &SqlitePool, name: &'static str, work: Work) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await.map_err(StoreError::database(name))?;
    work(&mut transaction).await?;
    transaction
        .commit()
        .await
        .map_err(StoreError::database(name))
}

type Waiting<T, A> = Vec<(T, oneshot::Sender<Result<A, StoreError>>)>;

/// Saves all inserts and changes in one transaction, and answers when it is on disk.
async fn together(
    pool: &SqlitePool,
    inserts: Waiting<NewMessage, Inserted>,
    steps: Waiting<Change, bool>,
) {
    if inserts.is_empty() && steps.is_empty() {
        return;
    }
    let (messages, insert_answers): (Vec<_>, Vec<_>) = inserts.into_iter().unzip();
    let (changes, change_answers): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
    let (inserted, applied) = match save(pool, &messages, &changes).await {
        Ok((inserted, applied)) => (
            inserted.into_iter().map(Ok).collect(),
            applied.into_iter().map(Ok).collect(),
        ),
        Err(error) => {
            tracing::warn!(error = ?error, "cannot save a batch, saving one by one");
            one_by_one(pool, &messages, &changes).await
        }
    };
    // Who no longer waits needs no answer: what is saved is saved.
    for (answer, told) in insert_answers.into_iter().zip(inserted) {
        drop(answer.send(told));
    }
    for (answer, told) in change_answers.into_iter().zip(applied) {
        drop(answer.send(told));
    }
}

type Told<T> = Vec<Result<T, StoreError>>;

/// Saves each in a transaction of its own, so that one bad row hurts nobody else.
async fn one_by_one(
    pool: &SqlitePool,
    messages: &[NewMessage],
    changes: &[Change],
) -> (Told<Inserted>, Told<bool>) {
    let mut inserted = Vec::with_capacity(messages.len());
    for message in messages {
        let told = save(pool, std::slice::from_ref(message), &[]).await;
        inserted.push(told.and_then(|(told, _)| told.first().copied().ok_or(StoreError::Closed)));
    }
    let mut applied = Vec::with_capacity(changes.len());
    for change in changes {
        let told = save(pool, &[], std::slice::from_ref(change)).await;
        applied.push(told.and_then(|(_, told)| told.first().copied().ok_or(StoreError::Closed)));
    }
    (inserted, applied)
}

async fn save(
    pool: &SqlitePool,
    messages: &[NewMessage],
    changes: &[Change],
) -> Result<(Vec<Inserted>, Vec<bool>), StoreError> {
    let failed = StoreError::database;
    let mut transaction = pool.begin().await.map_err(failed("begin"))?;
    let inserted = changes::insert(&mut transaction, messages).await?;
    let applied = changes::apply(&mut transaction, changes).await?;
    transaction.commit().await.map_err(failed("commit"))?;
    Ok((inserted, applied))
}
