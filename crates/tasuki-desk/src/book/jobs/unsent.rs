//! What a sending has not sent though it is over (送信できなかったもの): it is there until it is sent after all,
//! or until somebody dismisses it.

use rusqlite::Transaction;

use super::{Book, BookError, Job, JobId, JobLine, LineState};

/// Lines of sendings that are over, which were not sent and whose drafts are still there. What the partner
/// has already, since the same was sent before, lacks nothing.
const UNSENT: &str = "
    FROM job_line JOIN job ON job.id = job_line.job
    WHERE job.work = 'send' AND job.state IN ('cancelled', 'ended')
        AND job_line.draft IS NOT NULL AND job_line.state IN ('failed', 'cancelled')
        AND job_line.code IS NOT 'message.sent-before'";

/// Lines of sendings that are over, which were not sent because the same was sent before, and whose drafts are
/// still there.
const SENT_BEFORE: &str = "
    FROM job_line JOIN job ON job.id = job_line.job
    WHERE job.work = 'send' AND job.state IN ('cancelled', 'ended')
        AND job_line.draft IS NOT NULL AND job_line.code = 'message.sent-before'";

/// What of a sending that is over is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// What was not sent (送信できなかったもの).
    Unsent,
    /// What was not sent because the same was sent before (送信済みと同じもの): the partner lacks nothing.
    SentBefore,
}

impl Left {
    const fn lines(self) -> &'static str {
        match self {
            Self::Unsent => UNSENT,
            Self::SentBefore => SENT_BEFORE,
        }
    }

    /// Whether a line of a sending that is over is left so.
    pub fn takes(self, line: &JobLine) -> bool {
        match self {
            Self::Unsent => line.is_unsent(),
            Self::SentBefore => line.may_go_again(),
        }
    }
}

impl JobLine {
    /// Whether it was not sent, and can be sent after all: its draft is still there. What was not sent
    /// because the same was sent before does not count: the partner has it.
    pub fn is_unsent(&self) -> bool {
        self.draft.is_some()
            && matches!(self.state, LineState::Failed { .. } | LineState::Cancelled)
            && !self.state.is_sent_before()
    }

    /// Whether it was not sent because the same was sent before, and can be sent again: its draft is still
    /// there.
    pub fn may_go_again(&self) -> bool {
        self.draft.is_some() && self.state.is_sent_before()
    }
}

impl Job {
    /// How many of its messages are left so.
    pub fn left(&self, left: Left) -> usize {
        self.lines.iter().filter(|line| left.takes(line)).count()
    }
}

impl Book {
    /// The sendings that are over, with something in them that is left so, newest first.
    pub fn jobs_left(&self, left: Left) -> Result<Vec<Job>, BookError> {
        let ids: Vec<JobId> = self.read("jobs_left", |connection| {
            let lines = left.lines();
            connection
                .prepare_cached(&format!(
                    "SELECT DISTINCT job.id {lines} ORDER BY job.id DESC"
                ))?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        let jobs = ids.iter().map(|id| self.job(id));
        jobs.filter_map(Result::transpose).collect()
    }

    /// How many messages of sendings that are over are left so.
    pub fn count_left(&self, left: Left) -> Result<usize, BookError> {
        let count: u32 = self.read("count_left", |connection| {
            let lines = left.lines();
            connection
                .prepare_cached(&format!("SELECT count(*) {lines}"))?
                .query_row([], |row| row.get(0))
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Removes the drafts that are left of a sending, with their files: it can send them no more. What
    /// became of its messages stays. A sending that goes on, or may go on, is left as it is, and so is one
    /// of which another number than `shown` is left. How many were removed.
    pub(crate) fn dismiss(&self, id: &str, left: Left, shown: usize) -> Result<usize, BookError> {
        self.write("dismiss", |transaction| {
            dismiss(transaction, id, left, shown)
        })
    }
}

fn dismiss(
    transaction: &Transaction<'_>,
    id: &str,
    left: Left,
    shown: usize,
) -> rusqlite::Result<usize> {
    let lines = left.lines();
    let unsent: Vec<(u32, String)> = transaction
        .prepare_cached(&format!(
            "SELECT job_line.place, job_line.draft {lines} AND job.id = ?1"
        ))?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if unsent.len() != shown {
        return Ok(0);
    }
    let mut let_go = transaction
        .prepare_cached("UPDATE job_line SET draft = NULL WHERE job = ?1 AND place = ?2")?;
    let mut remove = transaction.prepare_cached("DELETE FROM draft WHERE id = ?1")?;
    for (place, draft) in unsent {
        let_go.execute((id, place))?;
        remove.execute([draft])?;
    }
    Ok(shown)
}
