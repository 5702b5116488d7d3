//! What becomes of a message that a sending has sealed and not sent, once nobody wants that sending any
//! more: it does not go by itself later on.

use crate::book::{Book, BookError, Job};
use crate::error::blocking;
use crate::{Desk, DeskError};

impl Desk {
    /// Removes the drafts that a sending has not sent, with their files: it can send them no more, and what
    /// was sealed of them does not wait to be sent. What became of its messages stays. A sending that goes
    /// on, or may go on, is left as it is.
    pub async fn dismiss_unsent(&self, job: &str) -> Result<(), DeskError> {
        self.give_up(job, |job| !job.is_open(), Book::dismiss_unsent)
            .await
    }

    /// Removes a job; what it has not sent are drafts again, and what was sealed of them does not wait to be
    /// sent. A draft that is sent as it was goes as the same message.
    pub async fn release_job(&self, job: &str) -> Result<(), DeskError> {
        self.give_up(job, |_| true, Book::release_job).await
    }

    async fn give_up(
        &self,
        job: &str,
        is_over: fn(&Job) -> bool,
        end: fn(&Book, &str) -> Result<(), BookError>,
    ) -> Result<(), DeskError> {
        let (book, ledger, id) = (self.book.clone(), self.ledger.clone(), job.to_owned());
        blocking(move || {
            let job = book.job(&id)?.filter(is_over);
            let lines = job.map(|job| job.lines).unwrap_or_default();
            // First: a line that is tried again instead goes under its id all the same.
            for line in lines.iter().filter(|line| line.draft.is_some()) {
                if let Some(message) = line.message {
                    ledger.give_up(message)?;
                }
            }
            Ok(end(&book, &id)?)
        })
        .await
    }
}
