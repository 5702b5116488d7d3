//! What becomes of a message that a sending has sealed and not sent, once nobody wants that sending any
//! more: it does not go by itself later on.

use crate::book::{Book, BookError, Job, JobLine, Left};
use crate::error::blocking;
use crate::{Desk, DeskError};

impl Desk {
    /// Removes the drafts that are `left` of a sending, with their files: it can send them no more, and what
    /// was sealed of them does not wait to be sent. What became of its messages stays. `shown` is how many
    /// somebody has agreed to lose. Where it is another number, and where the sending goes on, or may go on,
    /// all is left as it is. How many were removed.
    pub async fn dismiss(&self, job: &str, left: Left, shown: usize) -> Result<usize, DeskError> {
        let is_as_shown = move |job: &Job| !job.is_open() && job.left(left) == shown;
        let goes = move |line: &JobLine| left.takes(line);
        self.give_up(job, (is_as_shown, goes), move |book, id| {
            book.dismiss(id, left, shown)
        })
        .await
    }

    /// Removes a job; what it has not sent are drafts again, and what was sealed of them does not wait to be
    /// sent. A draft that is sent as it was goes as the same message.
    pub async fn release_job(&self, job: &str) -> Result<(), DeskError> {
        let goes = |line: &JobLine| line.draft.is_some();
        self.give_up(job, (|_: &Job| true, goes), Book::release_job)
            .await
    }

    async fn give_up<T: Send + 'static>(
        &self,
        job: &str,
        (is_over, goes): (
            impl Fn(&Job) -> bool + Send + 'static,
            impl Fn(&JobLine) -> bool + Send + 'static,
        ),
        end: impl FnOnce(&Book, &str) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let (book, ledger, id) = (self.book.clone(), self.ledger.clone(), job.to_owned());
        blocking(move || {
            let job = book.job(&id)?.filter(is_over);
            let lines = job.map(|job| job.lines).unwrap_or_default();
            // First: a line that is tried again instead goes under its id all the same.
            for line in lines.iter().filter(|line| goes(line)) {
                if let Some(message) = line.message {
                    ledger.give_up(message)?;
                }
            }
            Ok(end(&book, &id)?)
        })
        .await
    }
}
