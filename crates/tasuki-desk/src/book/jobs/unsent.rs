//! What a sending has not sent though it is over (送信できなかったもの): it is there until it is sent after all,
//! or until somebody dismisses it.

use rusqlite::Transaction;

use super::{Book, BookError, Job, JobId, JobLine, LineState};

/// Lines of sendings that are over, which were not sent and whose drafts are still there.
const UNSENT: &str = "
    FROM job_line JOIN job ON job.id = job_line.job
    WHERE job.work = 'send' AND job.state IN ('cancelled', 'ended')
        AND job_line.draft IS NOT NULL AND job_line.state IN ('failed', 'cancelled')";

impl JobLine {
    /// Whether it was not sent, and can be sent after all: its draft is still there.
    pub const fn is_unsent(&self) -> bool {
        self.draft.is_some()
            && matches!(self.state, LineState::Failed { .. } | LineState::Cancelled)
    }
}

impl Job {
    /// How many of its messages were not sent, and can be sent after all.
    pub fn unsent(&self) -> usize {
        self.lines.iter().filter(|line| line.is_unsent()).count()
    }
}

impl Book {
    /// The sendings that are over, with something in them that was not sent, newest first.
    pub fn unsent_jobs(&self) -> Result<Vec<Job>, BookError> {
        let ids: Vec<JobId> = self.read("unsent_jobs", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT DISTINCT job.id {UNSENT} ORDER BY job.id DESC"
                ))?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        let jobs = ids.iter().map(|id| self.job(id));
        jobs.filter_map(Result::transpose).collect()
    }

    /// Removes the drafts that a sending has not sent, with their files: it can send them no more. What
    /// became of its messages stays. A sending that goes on, or may go on, is left as it is, and so is one
    /// that has not sent another number than `shown`. How many were removed.
    pub(crate) fn dismiss_unsent(&self, id: &str, shown: usize) -> Result<usize, BookError> {
        self.write("dismiss_unsent", |transaction| {
            dismiss(transaction, id, shown)
        })
    }
}

fn dismiss(transaction: &Transaction<'_>, id: &str, shown: usize) -> rusqlite::Result<usize> {
    let unsent: Vec<(u32, String)> = transaction
        .prepare_cached(&format!(
            "SELECT job_line.place, job_line.draft {UNSENT} AND job.id = ?1"
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
