//! The beginning of jobs, and their undoing.

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use super::{Book, BookError, JobId, JobLine, JobWork};
use crate::Draft;
use crate::book::text::integer;
use crate::book::{DraftId, KeptPlan, taken};

/// Messages that are to be sent together (一括送信).
#[derive(Clone, Debug, Default)]
pub struct NewSending {
    /// What goes to whom.
    pub messages: Vec<(OfficeNumber, Draft)>,
    /// The plan that was confirmed; it ends with the beginning of the job.
    pub plan: Option<SeenPlan>,
    /// What of the plan is not sent (送信しなかったもの): it stays as a plan of its own.
    pub rest: KeptPlan,
    /// The marks of the files of the watched folder that are in it: they are not offered any more.
    pub taken: Vec<String>,
    /// Whether the rule of the watched folder sends it, and nobody was asked.
    pub by_rule: bool,
}

/// A plan as it was when it was confirmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenPlan {
    /// The plan.
    pub id: DraftId,
    /// How many of its messages had been opened alone.
    pub moved: u64,
}

/// The job that receives what somebody wishes to receive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BegunReceiving {
    /// Its id.
    pub job: JobId,
    /// How many of the messages are new in it; none where it has received them all along.
    pub new: usize,
}

/// What has become of the wish to send a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BegunSending {
    /// This job sends it.
    Job(JobId),
    /// It is no more what was confirmed: nothing was begun.
    Changed,
    /// There is no such draft.
    Gone,
}

impl Book {
    /// Begins a job that receives these messages, each with its sender. What another open job
    /// receives is left to that one; where this is all, that job is told.
    pub fn begin_receiving(
        &self,
        messages: &[(OfficeNumber, MessageId)],
        now: Timestamp,
    ) -> Result<BegunReceiving, BookError> {
        let id = self.new_id(now);
        self.write("begin_receiving", |transaction| {
            let (mut lines, mut known) = (Vec::with_capacity(messages.len()), None);
            for (sender, message) in messages {
                match receiving_of(transaction, *message)? {
                    Some(job) => known = Some(job),
                    None => lines.push(JobLine {
                        message: Some(*message),
                        ..JobLine::waiting(*sender, None)
                    }),
                }
            }
            if let Some(job) = known.filter(|_| lines.is_empty()) {
                return Ok(BegunReceiving { job, new: 0 });
            }
            let new = lines.len();
            let what = What::asked(JobWork::Receive);
            insert(transaction, &id, what, &lines, now)?;
            Ok(BegunReceiving { job: id, new })
        })
    }

    /// Begins a job that sends: all messages are kept, or none. None where the plan is not what was confirmed
    /// any more, because somebody has confirmed it already or opened a message of it alone, or where the
    /// rule would send a file that was taken before.
    pub fn begin_sending(
        &self,
        sending: &NewSending,
        now: Timestamp,
    ) -> Result<Option<JobId>, BookError> {
        let id = self.new_id(now);
        let mut drafts = Vec::with_capacity(sending.messages.len());
        let mut lines = Vec::with_capacity(sending.messages.len());
        for (receiver, draft) in &sending.messages {
            let sealed = self.sealed_draft(draft, now)?;
            lines.push(JobLine::waiting(*receiver, Some(sealed.id().clone())));
            drafts.push(sealed);
        }
        let rest = (!sending.rest.is_empty()).then(|| self.sealed_plan(&sending.rest, now));
        let rest = rest.transpose()?;
        self.write("begin_sending", |transaction| {
            if let Some(plan) = &sending.plan {
                let ended = transaction.execute(
                    "DELETE FROM draft
                     WHERE id = (SELECT draft FROM plan WHERE draft = ?1 AND moved = ?2)",
                    (&plan.id, integer(plan.moved)),
                )?;
                if ended == 0 {
                    return Ok(None);
                }
            }
            if sending.by_rule && !taken::are_new(transaction, &sending.taken)? {
                return Ok(None);
            }
            taken::take(transaction, &sending.taken, now)?;
            for draft in drafts {
                draft.insert(transaction, now)?;
            }
            let what = What {
                by_rule: sending.by_rule,
                ..What::asked(JobWork::Send)
            };
            insert(transaction, &id, what, &lines, now)?;
            if let Some(rest) = rest {
                rest.insert(transaction, Some(&id), now)?;
            }
            Ok(Some(id))
        })
    }

    /// Begins a job that sends a draft as it was at `changed_at`, or finds the one that has it already: who
    /// asks twice sends once.
    pub fn send_draft(
        &self,
        draft: &str,
        changed_at: Timestamp,
        receiver: OfficeNumber,
        now: Timestamp,
    ) -> Result<BegunSending, BookError> {
        let id = self.new_id(now);
        let lines = [JobLine::waiting(receiver, Some(draft.to_owned()))];
        self.write("send_draft", |transaction| {
            if let Some(known) = job_of(transaction, draft)? {
                return Ok(BegunSending::Job(known));
            }
            let kept: Option<i64> = transaction
                .prepare_cached("SELECT changed_at FROM draft WHERE id = ?1")?
                .query_row([draft], |row| row.get(0))
                .optional()?;
            match kept {
                None => return Ok(BegunSending::Gone),
                Some(kept) if kept != changed_at.as_microsecond() => {
                    return Ok(BegunSending::Changed);
                }
                Some(_) => {}
            }
            insert(transaction, &id, What::asked(JobWork::Send), &lines, now)?;
            Ok(BegunSending::Job(id))
        })
    }

    /// The job that sends a draft, if one does.
    pub fn job_of(&self, draft: &str) -> Result<Option<JobId>, BookError> {
        self.read("job_of", |connection| job_of(connection, draft))
    }

    /// Removes a job; what it has not sent are drafts again.
    pub(crate) fn release_job(&self, id: &str) -> Result<(), BookError> {
        self.write("release_job", |transaction| {
            transaction
                .execute("DELETE FROM job WHERE id = ?1", [id])
                .map(drop)
        })
    }
}

/// What a job does, and who wished it.
#[derive(Clone, Copy)]
struct What {
    work: JobWork,
    /// Whether the rule of the watched folder did, and nobody was asked.
    by_rule: bool,
}

impl What {
    /// Work that somebody asked for.
    const fn asked(work: JobWork) -> Self {
        Self {
            work,
            by_rule: false,
        }
    }
}

fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    what: What,
    lines: &[JobLine],
    now: Timestamp,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO job (id, work, begun_at, state, by_rule) VALUES (?1, ?2, ?3, 'running', ?4)",
        (id, what.work.as_str(), now.as_microsecond(), what.by_rule),
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

pub(in crate::book) fn job_of(
    connection: &Connection,
    draft: &str,
) -> rusqlite::Result<Option<JobId>> {
    connection
        .prepare_cached("SELECT job FROM job_line WHERE draft = ?1")?
        .query_row([draft], |row| row.get(0))
        .optional()
}

/// The open job that receives a message, or has just received it.
fn receiving_of(connection: &Connection, message: MessageId) -> rusqlite::Result<Option<JobId>> {
    connection
        .prepare_cached(
            "SELECT job FROM job_line JOIN job ON job.id = job_line.job
             WHERE job.work = 'receive' AND job.state IN ('running', 'paused')
                 AND job_line.message = ?1 AND job_line.state IN ('waiting', 'done')",
        )?
        .query_row([message.to_string()], |row| row.get(0))
        .optional()
}
