//! Bulk work (一括送信、一括受信) with its progress: it can be paused, ended, tried again, and goes on
//! after the program was killed. What has become of each message stands in the book.

use std::sync::Arc;

use tokio::sync::watch;

use crate::book::{Job, JobLine, JobState, LineState};
use crate::error::blocking;
use crate::{Desk, DeskError};

mod receive;
mod send;
mod unsent;

#[cfg(test)]
mod tests;

/// What is told while a job runs.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct JobNews {
    /// Which line, from 1 on.
    pub place: u32,
    /// What happens with it.
    pub step: LineStep,
}

/// What happens with a line of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum LineStep {
    /// It is checked and sealed.
    Sealing,
    /// It is on its way to the platform.
    Sending {
        /// How much has gone out.
        percent: u8,
    },
    /// It is fetched and its files are written.
    Receiving,
    /// It has come to this end.
    Ended(LineState),
}

/// Is told what happens while a job runs; it must not block.
pub type JobListener = Arc<dyn Fn(JobNews) + Send + Sync>;

/// Lets somebody pause or end a job that runs. Copies are one and the same.
#[derive(Clone, Debug, Default)]
pub struct JobControl(Arc<watch::Sender<Wish>>);

/// What somebody wishes of a job; who has asked for the end does not get less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Wish {
    #[default]
    GoOn,
    Pause,
    Cancel,
}

impl JobControl {
    /// Lets the job stop behind the message that is under way; run it again to go on.
    pub fn pause(&self) {
        self.set(Wish::Pause);
    }

    /// Lets the job end. A message that is under way ends with it, unless the platform may have it
    /// already.
    pub fn cancel(&self) {
        self.set(Wish::Cancel);
    }

    /// Waits until somebody has asked for a pause or the end.
    pub async fn wished(&self) {
        self.reached(Wish::Pause).await;
    }

    pub(crate) async fn cancelled(&self) {
        self.reached(Wish::Cancel).await;
    }

    fn set(&self, next: Wish) {
        self.0.send_if_modified(|wish| {
            let is_more = next > *wish;
            *wish = next.max(*wish);
            is_more
        });
    }

    async fn reached(&self, least: Wish) {
        let mut wish = self.0.subscribe();
        // The sender lives as long as this control.
        let _reached = wish.wait_for(|wish| *wish >= least).await;
    }

    fn wish(&self) -> Option<JobState> {
        match *self.0.borrow() {
            Wish::GoOn => None,
            Wish::Pause => Some(JobState::Paused),
            Wish::Cancel => Some(JobState::Cancelled),
        }
    }
}

impl Desk {
    /// One job as it is now.
    pub async fn job(&self, id: &str) -> Result<Job, DeskError> {
        let (book, id) = (self.book.clone(), id.to_owned());
        blocking(move || {
            let job = book.job(&id)?;
            job.ok_or(DeskError::NoJob)
        })
        .await
    }

    /// Lets what failed be tried again when the job is run next.
    pub async fn retry_failed(&self, id: &str) -> Result<(), DeskError> {
        let (book, id) = (self.book.clone(), id.to_owned());
        blocking(move || Ok(book.retry_failed(&id)?)).await
    }

    async fn set_job(&self, id: &str, state: JobState) -> Result<(), DeskError> {
        let (book, id) = (self.book.clone(), id.to_owned());
        blocking(move || Ok(book.set_job(&id, state)?)).await
    }

    /// Stops a job where somebody wished it.
    async fn stopped(&self, id: &str, control: &JobControl) -> Result<bool, DeskError> {
        let Some(state) = control.wish() else {
            return Ok(false);
        };
        self.set_job(id, state).await?;
        Ok(true)
    }

    /// Notes in the book how a line ended, and tells it.
    async fn end_line(
        &self,
        job: &str,
        place: u32,
        state: LineState,
        told: &JobListener,
    ) -> Result<(), DeskError> {
        if let LineState::Failed { code, .. } = &state {
            tracing::warn!(code, "a message of a job failed");
        }
        let (book, job, kept) = (self.book.clone(), job.to_owned(), state.clone());
        blocking(move || Ok(book.set_line(&job, place, None, &kept)?)).await?;
        told(JobNews {
            place,
            step: LineStep::Ended(state),
        });
        Ok(())
    }
}

/// What an error makes of a line: it failed, or nothing works at the moment, for the next lines
/// neither, and it goes on waiting.
fn failed(error: DeskError) -> Result<LineState, DeskError> {
    let is_later = match &error {
        DeskError::Platform(refusal) => !refusal.is_about_the_request(),
        DeskError::Waiting { .. }
        | DeskError::Profile(_)
        | DeskError::Book(_)
        | DeskError::BrokenOff(_) => true,
        _ => false,
    };
    if is_later {
        return Err(error);
    }
    Ok(LineState::Failed {
        code: error.code().to_owned(),
        what: error.what(),
        hint: error.hint(),
    })
}

fn waiting(job: &Job) -> Vec<JobLine> {
    let lines = job.lines.iter();
    lines
        .filter(|line| line.state == LineState::Waiting)
        .cloned()
        .collect()
}
