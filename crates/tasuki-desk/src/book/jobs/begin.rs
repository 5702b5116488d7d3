//! The beginning of jobs, and their undoing.

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp};

use super::{Book, BookError, JobId, JobLine, JobWork};
use crate::Draft;

impl Book {
    /// Begins a job with its lines; the `place` of each is given by their order.
    pub fn begin_job(
        &self,
        work: JobWork,
        lines: &[JobLine],
        now: Timestamp,
    ) -> Result<JobId, BookError> {
        let id = self.new_id(now);
        self.write("begin_job", |transaction| {
            insert(transaction, &id, work, lines, now)
        })?;
        Ok(id)
    }

    /// Begins a job that sends these messages, each with its receiver: all are kept, or none.
    pub fn begin_sending(
        &self,
        messages: &[(OfficeNumber, Draft)],
        now: Timestamp,
    ) -> Result<JobId, BookError> {
        let id = self.new_id(now);
        let mut drafts = Vec::with_capacity(messages.len());
        let mut lines = Vec::with_capacity(messages.len());
        for (receiver, draft) in messages {
            let sealed = self.sealed_draft(draft, now)?;
            lines.push(JobLine::waiting(*receiver, Some(sealed.id().clone())));
            drafts.push(sealed);
        }
        self.write("begin_sending", |transaction| {
            for draft in drafts {
                draft.insert(transaction, now)?;
            }
            insert(transaction, &id, JobWork::Send, &lines, now)
        })?;
        Ok(id)
    }

    /// Begins a job that sends a draft as it is kept, or finds the one that does so already: who
    /// asks twice sends once. None where the draft is gone.
    pub fn send_draft(
        &self,
        draft: &str,
        receiver: OfficeNumber,
        now: Timestamp,
    ) -> Result<Option<JobId>, BookError> {
        let id = self.new_id(now);
        let lines = [JobLine::waiting(receiver, Some(draft.to_owned()))];
        self.write("send_draft", |transaction| {
            if let Some(known) = job_of(transaction, draft)? {
                return Ok(Some(known));
            }
            let is_there: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM draft WHERE id = ?1)",
                [draft],
                |row| row.get(0),
            )?;
            if !is_there {
                return Ok(None);
            }
            insert(transaction, &id, JobWork::Send, &lines, now)?;
            Ok(Some(id))
        })
    }

    /// The job that sends a draft, if one does.
    pub fn job_of(&self, draft: &str) -> Result<Option<JobId>, BookError> {
        self.read("job_of", |connection| job_of(connection, draft))
    }

    /// Removes a job; what it has not sent are drafts again.
    pub fn release_job(&self, id: &str) -> Result<(), BookError> {
        self.write("release_job", |transaction| {
            transaction
                .execute("DELETE FROM job WHERE id = ?1", [id])
                .map(drop)
        })
    }
}

fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    work: JobWork,
    lines: &[JobLine],
    now: Timestamp,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO job (id, work, begun_at, state) VALUES (?1, ?2, ?3, 'running')",
        (id, work.as_str(), now.as_microsecond()),
    )?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO job_line (job, place, partner, message, draft, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')",
    )?;
    for (place, line) in (1_i64..).zip(lines) {
        insert.execute((
            id,
            place,
            line.partner.to_string(),
            line.message.map(|one| one.to_string()),
            &line.draft,
        ))?;
    }
    Ok(())
}

fn job_of(connection: &Connection, draft: &str) -> rusqlite::Result<Option<JobId>> {
    connection
        .prepare_cached("SELECT job FROM job_line WHERE draft = ?1")?
        .query_row([draft], |row| row.get(0))
        .optional()
}
