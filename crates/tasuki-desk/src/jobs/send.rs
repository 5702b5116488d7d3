//! Bulk sending (一括送信) of any number of messages, in turns that the platform allows.

use std::sync::Arc;

use tasuki_seal::{Bulk, ReceiptKind};
use tasuki_terms::{MessageId, OfficeNumber};

use super::{JobControl, JobListener, JobNews, LineEnd, LineStep, ended, line, waiting};
use crate::book::{Job, JobId, JobLine, JobState, JobWork, LineState};
use crate::error::blocking;
use crate::ledger::Side;
use crate::{Desk, DeskError, Draft, Progress};

impl Desk {
    /// Keeps messages in the book, to be sent by [`Desk::run_sending`], each with its receiver.
    pub async fn begin_sending(
        &self,
        messages: Vec<(OfficeNumber, Draft)>,
    ) -> Result<JobId, DeskError> {
        let (book, now) = (self.book.clone(), self.clock.now());
        blocking(move || {
            let mut lines = Vec::with_capacity(messages.len());
            for (receiver, draft) in &messages {
                lines.push(JobLine {
                    draft: Some(book.keep_draft(draft, now)?),
                    ..line(*receiver)
                });
            }
            Ok(book.begin_job(JobWork::Send, &lines, now)?)
        })
        .await
    }

    /// Sends what waits in a job, in turns of as many as the platform allows at once. What fails by
    /// itself is noted, and the rest goes on.
    ///
    /// Nothing is sent twice: a message has its id in the book before it is sealed, and is in the
    /// ledger before it is sent. Where the platform cannot be reached, the error is returned and the
    /// rest waits; run it again then, and after a restart.
    pub async fn run_sending(
        &self,
        id: &str,
        control: &JobControl,
        told: &JobListener,
    ) -> Result<Job, DeskError> {
        let job = self.job(id).await?;
        let turn = usize::try_from(self.limits().await?.bulk.max(1)).unwrap_or(usize::MAX);
        self.set_job(id, JobState::Running).await?;
        for lines in waiting(&job).chunks(turn) {
            let batch = self.new_id();
            let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            for (index, line) in (1..).zip(lines) {
                if self.stopped(id, control).await? {
                    return self.job(id).await;
                }
                let bulk = Bulk {
                    id: batch,
                    index,
                    count,
                };
                match self.send_line(id, line, bulk, told).await {
                    LineEnd::State(state) => self.end_line(id, line.place, state, told).await?,
                    LineEnd::Later(error) => return Err(error),
                }
            }
        }
        self.set_job(id, JobState::Ended).await?;
        self.job(id).await
    }

    async fn send_line(
        &self,
        job: &str,
        line: &JobLine,
        bulk: Bulk,
        told: &JobListener,
    ) -> LineEnd {
        let mut message = line.message;
        // A second time only where the certificate has changed meanwhile.
        for _ in 0..2 {
            let id = message.unwrap_or_else(|| self.new_id());
            match self.send_as(id, job, line, bulk, told).await {
                Ok(()) => return LineEnd::State(LineState::Done),
                Err(DeskError::CertificateChanged { .. }) => message = None,
                Err(error) => return ended(error),
            }
        }
        ended(DeskError::CertificateChanged { id: bulk.id })
    }

    /// Sends the line under the id, whatever has been done of it already.
    async fn send_as(
        &self,
        id: MessageId,
        job: &str,
        line: &JobLine,
        bulk: Bulk,
        told: &JobListener,
    ) -> Result<(), DeskError> {
        let place = line.place;
        let tell = {
            let told = Arc::clone(told);
            move |step| told(JobNews { place, step })
        };
        let folder = self.ledger.message(Side::Sent, id);
        let known = blocking(move || {
            let accepted = folder.receipt(ReceiptKind::Accepted)?.is_some();
            Ok((accepted, folder.has_envelope(), folder.is_refused()))
        });
        let (accepted, sealed, refused) = known.await?;
        if accepted {
            return Ok(());
        }
        if refused {
            // What was refused once is refused again, whatever was put right since.
            return Err(DeskError::CertificateChanged { id });
        }
        let _under_way = self.take_up(id).ok_or(DeskError::Waiting { id })?;
        let prepared = if sealed {
            self.prepared(id).await?
        } else {
            tell(LineStep::Sealing);
            let (book, job, draft) = (self.book.clone(), job.to_owned(), line.draft.clone());
            let draft = blocking(move || {
                book.set_line(&job, place, Some(id), &LineState::Waiting)?;
                let draft = draft.map(|draft| book.whole_draft(&draft)).transpose()?;
                draft.flatten().ok_or(DeskError::NoJob)
            })
            .await?;
            let checked = self.check(draft).await?;
            self.refuse_sent_before(&checked).await?;
            self.prepare(id, checked, Some(bulk)).await?
        };
        tell(LineStep::Sending { percent: 0 });
        let progress = Progress::new(move |percent| tell(LineStep::Sending { percent }));
        self.deliver(prepared, Some(&progress)).await.map(drop)
    }
}
