//! PostgreSQL: the database is a server, which several programs may use at once.

mod values;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_util::TryStreamExt as _;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Row, Statement};

use super::wire::Wire;
use super::{Access, Asked, Further, PostgresPlace, Told, Writing, dialect};
use crate::error::PostgresFailure;
use crate::records::values::Value;
pub(super) use values::{bound, cell, kind};

/// How many statements a connection keeps prepared; lists need one for each set of filters.
pub(super) const PREPARED: usize = 256;

/// The lock of who writes alone: the letters of "tasuki".
const WRITES_ALONE: i64 = 0x7461_7375_6b69;

/// How many bytes of rows are handed over at once.
#[cfg(any(test, feature = "testing"))]
const COPIED: usize = 64 * 1024;

/// How who writes beside others has statements planned: once for all values, and by indexes.
const BESIDE: &str = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";

/// How who writes alone has them planned: as the server likes.
const ALONE: &str = "RESET plan_cache_mode; RESET enable_seqscan";

/// A connection to a server. Once lost it is made anew, but never within a transaction.
pub(in crate::records) struct Link {
    place: PostgresPlace,
    access: Access,
    open: RefCell<Option<Open>>,
    /// Within a transaction, what goes to the server together with the commit.
    later: RefCell<Option<Vec<Asked<'static>>>>,
}

/// A connection that is there.
struct Open {
    wire: Wire,
    /// By the statement's text as it stands in our code.
    prepared: BTreeMap<String, Statement>,
    /// How its statements are planned.
    writing: Writing,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("place", &self.place)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

impl Link {
    /// Connects to the server.
    pub(super) fn open(place: &PostgresPlace, access: Access) -> Told<Self> {
        Ok(Self {
            place: place.clone(),
            access,
            open: RefCell::new(Some(Open::new(place, access)?)),
            later: RefCell::default(),
        })
    }

    /// Connects anew if the connection was lost. Not within a transaction.
    pub(super) fn revive(&self) -> Told<()> {
        let mut open = self.open.borrow_mut();
        if open.as_ref().is_none_or(Open::is_lost) {
            *open = None;
            *open = Some(Open::new(&self.place, self.access)?);
        }
        Ok(())
    }

    pub(super) fn begin(&self, writing: Writing) -> Told<()> {
        self.later.replace(Some(Vec::new()));
        self.with(|open| open.plan_as(writing))?;
        let alone = format!("BEGIN; SELECT pg_advisory_xact_lock({WRITES_ALONE})");
        self.run_all(match writing {
            Writing::Alone => alone.as_str(),
            Writing::Beside => "BEGIN",
        })
    }

    pub(super) fn begin_reading(&self) -> Told<()> {
        self.run_all("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    /// Runs what is to be run with the commit, and commits. Where one of these fails, the server
    /// takes the commit behind it for the end of a transaction that did nothing.
    pub(super) fn commit(&self) -> Told<()> {
        let later = self.later.take().unwrap_or_default();
        let done = self.with(|open| open.run_in_one_go(&later, "COMMIT"));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    /// Ends a transaction without what it did; a connection that cannot even do that is given up.
    pub(super) fn roll_back(&self) {
        self.later.take();
        if self.run_all("ROLLBACK").is_err() {
            *self.open.borrow_mut() = None;
        }
    }

    /// Has a statement run when its transaction is committed; at once where there is none.
    pub(super) fn run_later(&self, asked: Asked<'static>) -> Told<()> {
        match &mut *self.later.borrow_mut() {
            Some(later) => later.push(asked),
            None => drop(self.run(&asked.sql, &asked.values)?),
        }
        Ok(())
    }

    pub(super) fn run(&self, sql: &str, values: &[Value<'_>]) -> Told<usize> {
        self.with(|open| {
            let statement = open.prepare(sql, values)?;
            let changed = open.wait(|client| client.execute_raw(&statement, bound(values)))?;
            Ok(usize::try_from(changed).unwrap_or(usize::MAX))
        })
    }

    pub(super) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Told<bool> {
        let mut found = false;
        self.each(sql, values, |_| {
            found = true;
            Further::Break(())
        })?;
        Ok(found)
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(super::Row<'_>) -> Further,
    ) -> Told<()> {
        self.with(|open| {
            let statement = open.prepare(sql, values)?;
            open.wait(async |client| {
                let mut rows = pin!(client.query_raw(&statement, bound(values)).await?);
                while let Some(row) = rows.try_next().await? {
                    if each(super::Row::Postgres(&row)).is_break() {
                        break;
                    }
                }
                Ok(())
            })
        })
    }

    /// Runs statements in their order, all of which are on their way before the first is answered;
    /// hands on their rows, and of which statement each is.
    pub(super) fn each_of(
        &self,
        asked: &[Asked<'_>],
        mut each: impl FnMut(usize, super::Row<'_>),
    ) -> Told<()> {
        let told = self.with(|open| open.rows_in_one_go(asked))?;
        for (number, rows) in told.iter().enumerate() {
            for row in rows {
                each(number, super::Row::Postgres(row));
            }
        }
        Ok(())
    }

    pub(super) fn run_all(&self, sql: &str) -> Told<()> {
        let sql = dialect::for_postgres(sql);
        self.with(|open| open.wait(|client| client.batch_execute(&sql)))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn copy(&self, into: &str, rows: &str) -> Told<()> {
        use futures_util::SinkExt as _;

        self.with(|open| {
            open.wait(async |client| {
                let mut rows = bytes::Bytes::copy_from_slice(rows.as_bytes());
                let mut into = pin!(client.copy_in(into).await?);
                while !rows.is_empty() {
                    let piece = rows.split_to(rows.len().min(COPIED));
                    into.send(piece).await?;
                }
                into.finish().await.map(drop)
            })
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Open) -> Told<T>) -> Told<T> {
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or(PostgresFailure::LOST)?;
        work(open)
    }
}

impl Open {
    fn new(place: &PostgresPlace, access: Access) -> Told<Self> {
        Ok(Self {
            wire: Wire::open(place, access)?,
            prepared: BTreeMap::new(),
            writing: Writing::Alone,
        })
    }

    fn is_lost(&self) -> bool {
        self.wire.is_lost()
    }

    fn wait<'o, T, F>(&'o mut self, ask: impl FnOnce(&'o Client) -> F) -> Told<T>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.wire.wait(ask)
    }

    /// Has statements planned as one likes who writes so.
    fn plan_as(&mut self, writing: Writing) -> Told<()> {
        if self.writing != writing {
            let sql = match writing {
                Writing::Alone => ALONE,
                Writing::Beside => BESIDE,
            };
            self.wait(|client| client.batch_execute(sql))?;
            self.writing = writing;
        }
        Ok(())
    }

    /// The prepared statement, whose values are of the kinds of these.
    fn prepare(&mut self, sql: &str, values: &[Value<'_>]) -> Told<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(kind).collect();
        let text = dialect::for_postgres(sql);
        let statement = self.wait(|client| client.prepare_typed(&text, &types))?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn prepare_all<'a>(&mut self, asked: &'a [Asked<'a>]) -> Told<Vec<Ready<'a>>> {
        let ready = asked.iter().map(|one| {
            let statement = self.prepare(&one.sql, &one.values)?;
            Ok((statement, &*one.values))
        });
        ready.collect()
    }

    fn rows_in_one_go(&mut self, asked: &[Asked<'_>]) -> Told<Vec<Vec<Row>>> {
        let ready = self.prepare_all(asked)?;
        self.wait(|client| {
            let asked = ready.iter().map(async |(statement, values)| {
                let rows = client.query_raw(statement, bound(values)).await?;
                rows.try_collect::<Vec<_>>().await
            });
            in_one_go(asked.collect())
        })
    }

    /// Runs statements, and a last one that has no values.
    fn run_in_one_go(&mut self, asked: &[Asked<'_>], last: &str) -> Told<()> {
        let ready = self.prepare_all(asked)?;
        let steps = ready.iter().map(Some).chain([None]);
        self.wait(|client| {
            let asked = steps.map(async |step| match step {
                Some((statement, values)) => {
                    client.execute_raw(statement, bound(values)).await.map(drop)
                }
                None => client.batch_execute(last).await,
            });
            let all = in_one_go(asked.collect());
            async move { all.await.map(drop) }
        })
    }
}

/// A prepared statement and its values.
type Ready<'a> = (Statement, &'a [Value<'a>]);

/// Asks for everything in its order before it waits for the first answer. The first failure is told.
async fn in_one_go<T>(asked: Vec<impl Future<Output = Result<T, Error>>>) -> Result<Vec<T>, Error> {
    let mut asked: Vec<_> = asked.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<T>> = asked.iter().map(|_| None).collect();
    let mut is_asked = false;
    poll_fn(|context| {
        let mut is_done = true;
        for (one, answer) in asked.iter_mut().zip(&mut answers) {
            if answer.is_some() {
                continue;
            }
            match one.as_mut().poll(context) {
                Poll::Ready(told) => *answer = Some(told?),
                // What stands behind it is answered behind it.
                Poll::Pending if is_asked => return Poll::Pending,
                Poll::Pending => is_done = false,
            }
        }
        is_asked = true;
        if is_done {
            Poll::Ready(Ok::<_, Error>(()))
        } else {
            Poll::Pending
        }
    })
    .await?;
    Ok(answers.into_iter().flatten().collect())
}
