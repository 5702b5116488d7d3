//! Bulk work (一括送信、一括受信) that goes on after a restart.

use rusqlite::{OptionalExtension as _, Row};
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use super::text::{parsed, parsed_if_any, time};
use super::{Book, BookError, DraftId};

mod again;
mod begin;
mod unsent;
mod words;

pub(super) use begin::job_of;
pub use begin::{BegunReceiving, BegunSending, NewSending, SeenPlan};
pub use unsent::Left;
use words::{parsed_state, parsed_work};

/// The id of a job.
pub type JobId = String;

/// What a job does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobWork {
    /// Sends messages (一括送信).
    Send,
    /// Receives messages (一括受信).
    Receive,
}

/// Whether a job goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobState {
    /// It goes on, also after a restart.
    Running,
    /// Somebody stopped it for a while.
    Paused,
    /// Somebody ended it before all was done.
    Cancelled,
    /// Nothing is left to do, unless what failed is tried again.
    Ended,
}

/// Bulk work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What it does.
    pub work: JobWork,
    /// When it began.
    pub begun_at: Timestamp,
    /// Whether it goes on.
    pub state: JobState,
    /// Whether the rule of the watched folder (監視フォルダー) began it, and nobody was asked.
    pub by_rule: bool,
    /// Its messages, in their order.
    pub lines: Vec<JobLine>,
}

impl Job {
    /// Whether something is left to do in it without anybody trying it again.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, JobState::Running | JobState::Paused)
    }
}

/// One message of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobLine {
    /// Its place, from 1 on.
    pub place: u32,
    /// From or to whom.
    pub partner: OfficeNumber,
    /// Which message; none before it is sealed.
    pub message: Option<MessageId>,
    /// The draft that is to be sent; none once it was.
    pub draft: Option<DraftId>,
    /// What has become of it.
    pub state: LineState,
}

/// What has become of one message of a job.
#[derive(Clone, PartialEq, Eq)]
pub enum LineState {
    /// It was not its turn yet.
    Waiting,
    /// It is done.
    Done,
    /// It failed.
    Failed {
        /// The stable code of the error.
        code: String,
        /// What happened, in Japanese.
        what: String,
        /// What to do, in Japanese.
        hint: String,
    },
    /// It was not begun before somebody ended the job.
    Cancelled,
}

impl JobLine {
    /// A line that waits; its place is given by the order.
    pub(crate) const fn waiting(partner: OfficeNumber, draft: Option<DraftId>) -> Self {
        Self {
            place: 0,
            partner,
            message: None,
            draft,
            state: LineState::Waiting,
        }
    }
}

impl Book {
    /// One job; none where it is gone.
    pub fn job(&self, id: &str) -> Result<Option<Job>, BookError> {
        let row = self.read("job", |connection| {
            connection
                .prepare_cached("SELECT work, begun_at, state, by_rule FROM job WHERE id = ?1")?
                .query_row([id], |row| {
                    Ok((
                        parsed_work(&row.get::<_, String>(0)?),
                        time(1, row.get(1)?)?,
                        parsed_state(&row.get::<_, String>(2)?),
                        row.get(3)?,
                    ))
                })
                .optional()
        })?;
        let Some((work, begun_at, state, by_rule)) = row else {
            return Ok(None);
        };
        let rows = self.read("job_lines", |connection| {
            connection
                .prepare_cached(
                    "SELECT place, partner, message, draft, state, code, told FROM job_line
                     WHERE job = ?1 ORDER BY place",
                )?
                .query_map([id], read)?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let lines = rows.into_iter().map(|(mut line, told)| {
            if let (LineState::Failed { what, hint, .. }, Some(told)) = (&mut line.state, told) {
                let told = self.opened_text(&told_place(id, line.place), &told)?;
                let (first, second) = told.split_once('\n').unwrap_or((&told, ""));
                first.clone_into(what);
                second.clone_into(hint);
            }
            Ok::<_, BookError>(line)
        });
        Ok(Some(Job {
            id: id.to_owned(),
            work,
            begun_at,
            state,
            by_rule,
            lines: lines.collect::<Result<_, _>>()?,
        }))
    }

    /// The jobs that go on or wait, oldest first.
    pub fn open_jobs(&self) -> Result<Vec<Job>, BookError> {
        let ids: Vec<String> = self.read("open_jobs", |connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM job WHERE state IN ('running', 'paused') ORDER BY id",
                )?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        let jobs = ids.iter().map(|id| self.job(id));
        jobs.filter_map(Result::transpose).collect()
    }

    /// The jobs since `since` that the rule of the watched folder began, newest first.
    pub fn jobs_by_rule(&self, since: Timestamp) -> Result<Vec<Job>, BookError> {
        let ids: Vec<String> = self.read("jobs_by_rule", |connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM job WHERE by_rule AND begun_at >= ?1 ORDER BY id DESC",
                )?
                .query_map([since.as_microsecond()], |row| row.get(0))?
                .collect()
        })?;
        let jobs = ids.iter().map(|id| self.job(id));
        jobs.filter_map(Result::transpose).collect()
    }

    /// Lets a job go on, wait or end.
    pub fn set_job(&self, id: &str, state: JobState) -> Result<(), BookError> {
        self.write("set_job", |transaction| {
            transaction.execute(
                "UPDATE job SET state = ?2 WHERE id = ?1",
                (id, state.as_str()),
            )?;
            if state == JobState::Cancelled {
                transaction.execute(
                    "UPDATE job_line SET state = 'cancelled' WHERE job = ?1 AND state = 'waiting'",
                    [id],
                )?;
            }
            Ok(())
        })
    }

    /// Notes what has become of a line. A draft that is done is removed with its files.
    pub fn set_line(
        &self,
        job: &str,
        place: u32,
        message: Option<MessageId>,
        state: &LineState,
    ) -> Result<(), BookError> {
        let (code, told) = match state {
            LineState::Failed { code, what, hint } => {
                let told = format!("{what}\n{hint}");
                let told = self.seal(&told_place(job, place), told.as_bytes())?;
                (Some(code), Some(told))
            }
            _ => (None, None),
        };
        self.write("set_line", |transaction| {
            transaction.execute(
                "UPDATE job_line SET message = coalesce(?3, message), state = ?4, code = ?5,
                     told = ?6
                 WHERE job = ?1 AND place = ?2",
                (
                    job,
                    place,
                    message.map(|one| one.to_string()),
                    state.as_str(),
                    code,
                    told,
                ),
            )?;
            if *state == LineState::Done {
                transaction.execute(
                    "DELETE FROM draft WHERE id =
                         (SELECT draft FROM job_line WHERE job = ?1 AND place = ?2)",
                    (job, place),
                )?;
                transaction.execute(
                    "UPDATE job_line SET draft = NULL WHERE job = ?1 AND place = ?2",
                    (job, place),
                )?;
            }
            Ok(())
        })
    }

    /// Ends a job of this `work` that is open; whatever else it is stays as it is.
    pub fn cancel_job(&self, id: &str, work: JobWork) -> Result<(), BookError> {
        match self.job(id)? {
            Some(job) if job.work == work && job.is_open() => self.set_job(id, JobState::Cancelled),
            _ => Ok(()),
        }
    }

    /// Lets what failed or was given up wait again, and the job go on; what was dismissed stays as it is,
    /// and so does what was refused because the same was sent before.
    pub fn retry_failed(&self, id: &str) -> Result<(), BookError> {
        self.write("retry_failed", |transaction| {
            let waiting = transaction.execute(
                "UPDATE job_line SET state = 'waiting', code = NULL, told = NULL
                 WHERE job = ?1 AND state IN ('failed', 'cancelled')
                     AND code IS NOT 'message.sent-before' AND (draft IS NOT NULL
                     OR EXISTS (SELECT 1 FROM job WHERE id = ?1 AND work = 'receive'))",
                [id],
            )?;
            if waiting == 0 {
                return Ok(());
            }
            transaction
                .execute("UPDATE job SET state = 'running' WHERE id = ?1", [id])
                .map(drop)
        })
    }
}

fn told_place(job: &str, place: u32) -> String {
    format!("job_line/{job}/{place}/told")
}

/// A line, and what is sealed of its error.
fn read(row: &Row<'_>) -> rusqlite::Result<(JobLine, Option<Vec<u8>>)> {
    let state = match row.get::<_, String>(4)?.as_str() {
        "done" => LineState::Done,
        "cancelled" => LineState::Cancelled,
        "failed" => LineState::Failed {
            code: row.get(5)?,
            what: String::new(),
            hint: String::new(),
        },
        _ => LineState::Waiting,
    };
    let line = JobLine {
        place: row.get(0)?,
        partner: parsed(1, &row.get::<_, String>(1)?)?,
        message: parsed_if_any(2, row.get(2)?)?,
        draft: row.get(3)?,
        state,
    };
    Ok((line, row.get(6)?))
}
