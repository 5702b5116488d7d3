//! Sending one message or many (一括送信), in turns that the platform allows.

use std::sync::Arc;

use tasuki_seal::{Bulk, ReceiptKind};
use tasuki_terms::MessageId;

use super::{JobControl, JobListener, JobNews, LineStep, failed, waiting};
use crate::book::{Job, JobLine, JobState, LineState};
use crate::error::blocking;
use crate::ledger::Side;
use crate::platform::Gate;
use crate::send::Prepared;
use crate::{Desk, DeskError, Progress};

impl Desk {
    /// Sends what waits in a job, in turns of as many as the platform allows at once. What fails by
    /// itself is noted, and the rest goes on.
    ///
    /// Nothing is sent twice: a message has its id in the book before it is sealed, and is in the
    /// ledger before it is sent. Where the platform cannot be reached, the error is returned and the
    /// rest waits; run it again then, and after a restart. [`Book::begin_sending`](crate::Book::begin_sending) and
    /// [`Book::send_draft`](crate::Book::send_draft) begin one.
    pub async fn run_sending(
        &self,
        id: &str,
        control: &JobControl,
        told: &JobListener,
    ) -> Result<Job, DeskError> {
        if self.stopped(id, control).await? {
            return self.job(id).await;
        }
        self.check_certificate()?;
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
                let bulk = (job.lines.len() > 1).then_some(Bulk {
                    id: batch,
                    index,
                    count,
                });
                match self.send_line(id, line, bulk, control, told).await {
                    Ok(LineEnd::State(state)) => {
                        self.end_line(id, line.place, state, told).await?;
                    }
                    Err(_) if self.stopped(id, control).await? => return self.job(id).await,
                    Err(error) => return Err(error),
                    Ok(LineEnd::Stopped) => {
                        self.set_job(id, JobState::Cancelled).await?;
                        return self.job(id).await;
                    }
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
        bulk: Option<Bulk>,
        control: &JobControl,
        told: &JobListener,
    ) -> Result<LineEnd, DeskError> {
        let (place, told) = (line.place, Arc::clone(told));
        let way = Way {
            job,
            line,
            bulk,
            control,
            tell: Arc::new(move |step| told(JobNews { place, step })),
        };
        let sent = match self.send_as(line.message, &way).await {
            // It was never accepted, and never will be: the draft goes as a new message.
            Err(DeskError::CertificateChanged { .. }) => self.send_as(None, &way).await,
            other => other,
        };
        sent.or_else(|error| failed(error).map(LineEnd::State))
    }

    /// Sends a line, whatever has been done already under the id that it has.
    async fn send_as(
        &self,
        message: Option<MessageId>,
        way: &Way<'_>,
    ) -> Result<LineEnd, DeskError> {
        let Some(id) = message else {
            return self.seal_and_send(None, way).await;
        };
        let folder = self.ledger.message(Side::Sent, id);
        let known = blocking(move || {
            let accepted = folder.receipt(ReceiptKind::Accepted)?.is_some();
            Ok((accepted, folder.has_envelope(), folder.is_refused()))
        });
        let (accepted, sealed, refused) = known.await?;
        if accepted {
            return Ok(LineEnd::State(LineState::Done));
        }
        if refused {
            // What was refused once is refused again, whatever was put right since.
            return Err(DeskError::CertificateChanged { id });
        }
        if !sealed {
            return self.seal_and_send(Some(id), way).await;
        }
        let _under_way = self.take_up(id).ok_or(DeskError::Waiting { id })?;
        self.send_sealed(id, way).await
    }

    async fn seal_and_send(
        &self,
        id: Option<MessageId>,
        way: &Way<'_>,
    ) -> Result<LineEnd, DeskError> {
        (way.tell)(LineStep::Sealing);
        let (book, draft) = (self.book.clone(), way.line.draft.clone());
        let draft = blocking(move || {
            let draft = draft.map(|draft| book.whole_draft(&draft)).transpose()?;
            draft.flatten().ok_or(DeskError::NoJob)
        })
        .await?;
        let checked = self.check(draft).await?;
        // A send of the same that was broken off may be at the platform: it goes on under its id.
        let waiting = self.waiting(&checked).await?;
        let id = waiting.or(id).unwrap_or_else(|| self.new_id());
        let (book, job, place) = (self.book.clone(), way.job.to_owned(), way.line.place);
        blocking(move || Ok(book.set_line(&job, place, Some(id), &LineState::Waiting)?)).await?;
        let _under_way = self.take_up(id).ok_or(DeskError::Waiting { id })?;
        if waiting.is_some() {
            return self.send_sealed(id, way).await;
        }
        self.refuse_sent_before(&checked).await?;
        let prepared = self.prepare(id, checked, way.bulk).await?;
        self.send_prepared(prepared, Gate::default(), way).await
    }

    async fn send_sealed(&self, id: MessageId, way: &Way<'_>) -> Result<LineEnd, DeskError> {
        let prepared = self.prepared(id).await?;
        // Nobody knows how much of it went out before.
        self.send_prepared(prepared, Gate::passed(), way).await
    }

    /// Sends a message, or stops it where somebody ends the job while its last byte is still here.
    async fn send_prepared(
        &self,
        prepared: Prepared,
        gate: Gate,
        way: &Way<'_>,
    ) -> Result<LineEnd, DeskError> {
        let id = prepared.id;
        (way.tell)(LineStep::Sending { percent: 0 });
        let tell = Arc::clone(&way.tell);
        let progress = Progress::new(move |percent| tell(LineStep::Sending { percent }));
        let progress = progress.through(gate.clone());
        let mut delivery = std::pin::pin!(self.deliver(prepared, Some(&progress)));
        tokio::select! {
            biased;
            delivered = &mut delivery => {
                delivered?;
                return Ok(LineEnd::State(LineState::Done));
            }
            () = way.control.cancelled() => {}
        }
        if gate.close() {
            let ledger = self.ledger.clone();
            blocking(move || Ok(ledger.forget(id)?)).await?;
            return Ok(LineEnd::Stopped);
        }
        delivery.await?;
        Ok(LineEnd::State(LineState::Done))
    }
}

/// How one line ended.
enum LineEnd {
    /// So.
    State(LineState),
    /// Somebody ended the job before the platform could have it.
    Stopped,
}

/// What goes along with a line on its way.
struct Way<'a> {
    job: &'a str,
    line: &'a JobLine,
    bulk: Option<Bulk>,
    control: &'a JobControl,
    tell: Arc<dyn Fn(LineStep) + Send + Sync>,
}
