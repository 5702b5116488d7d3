//! Bulk receiving (一括受信).

use std::sync::Arc;

use tasuki_terms::MessageId;

use super::{JobControl, JobListener, JobNews, LineStep, failed, waiting};
use crate::book::{BegunReceiving, Job, JobLine, JobState, LineState, ListedMessage};
use crate::error::blocking;
use crate::ledger::Side;
use crate::{Desk, DeskError, TargetRule};

impl Desk {
    /// Begins a job that receives these messages, unless one does already; [`Desk::run_receiving`]
    /// does it. Which messages wait to be received, [`Desk::unreceived`] tells.
    pub async fn begin_receiving(&self, ids: &[MessageId]) -> Result<BegunReceiving, DeskError> {
        let mut messages = Vec::with_capacity(ids.len());
        for id in ids {
            messages.push((self.listed(*id).await?.partner, *id));
        }
        let (book, now) = (self.book.clone(), self.clock.now());
        blocking(move || Ok(book.begin_receiving(&messages, now)?)).await
    }

    /// Receives what waits in a job, each message into the folder that the rule gives. What fails
    /// by itself is noted, and the rest goes on. Where the platform cannot be reached, the error is
    /// returned and the rest waits; run it again then, and after a restart.
    pub async fn run_receiving(
        &self,
        id: &str,
        rule: &Arc<TargetRule>,
        control: &JobControl,
        told: &JobListener,
    ) -> Result<Job, DeskError> {
        if self.stopped(id, control).await? {
            return self.job(id).await;
        }
        self.check_certificate()?;
        let job = self.job(id).await?;
        self.set_job(id, JobState::Running).await?;
        for line in waiting(&job) {
            if self.stopped(id, control).await? {
                return self.job(id).await;
            }
            told(JobNews {
                place: line.place,
                step: LineStep::Receiving,
            });
            let ended = match self.receive_line(&line, rule).await {
                Ok(()) => Ok(LineState::Done),
                Err(error) => failed(error),
            };
            match ended {
                Ok(state) => self.end_line(id, line.place, state, told).await?,
                // Whoever asks for the end while the line is cut is heard, too.
                Err(_) if self.stopped(id, control).await? => return self.job(id).await,
                Err(error) => return Err(error),
            }
        }
        self.set_job(id, JobState::Ended).await?;
        self.job(id).await
    }

    /// Receives one message into the folder that the rule gives.
    async fn receive_line(&self, line: &JobLine, rule: &TargetRule) -> Result<(), DeskError> {
        let id = line.message.ok_or(DeskError::NoJob)?;
        let target = rule.folder(&self.listed(id).await?);
        self.receive(id, target).await.map(drop)
    }

    /// A received message as the list shows it: from the book, or else from the platform.
    async fn listed(&self, id: MessageId) -> Result<ListedMessage, DeskError> {
        let book = self.book.clone();
        let known = blocking(move || Ok(book.message(Side::Received, id)?)).await?;
        if let Some(known) = known {
            return Ok(known);
        }
        let details = self.details(id).await?;
        Ok(ListedMessage::of(Side::Received, &details.summary))
    }
}
