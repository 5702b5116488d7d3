//! What was refused because the same was sent before goes again, once somebody wishes it.

use tasuki_terms::Timestamp;

use super::{Book, BookError, LineState};
use crate::Draft;
use crate::error::SENT_BEFORE;

impl LineState {
    /// Whether it was not sent because the same was sent before.
    pub fn is_sent_before(&self) -> bool {
        matches!(self, Self::Failed { code, .. } if code == SENT_BEFORE)
    }
}

impl Book {
    /// Lets those lines of a job wait again that were refused because the same was sent before, and the job go
    /// on: this time they are sent. Other lines stay as they are.
    pub fn send_again(&self, id: &str, now: Timestamp) -> Result<(), BookError> {
        let lines = self.job(id)?.map(|job| job.lines).unwrap_or_default();
        let mut heads = Vec::new();
        for line in lines {
            let Some(draft) = line.draft.filter(|_| line.state.is_sent_before()) else {
                continue;
            };
            if let Some(kept) = self.draft(&draft)? {
                let wished = Draft {
                    again: true,
                    ..kept.head()
                };
                heads.push((line.place, self.sealed_head(&draft, &wished)?, draft));
            }
        }
        if heads.is_empty() {
            return Ok(());
        }
        self.write("send_again", |transaction| {
            for (place, head, draft) in heads {
                transaction
                    .prepare_cached(
                        "UPDATE draft SET sealed = ?2, changed_at = max(?3, changed_at + 1)
                         WHERE id = ?1",
                    )?
                    .execute((draft, head, now.as_microsecond()))?;
                transaction
                    .prepare_cached(
                        "UPDATE job_line SET state = 'waiting', code = NULL, told = NULL
                         WHERE job = ?1 AND place = ?2 AND state = 'failed'",
                    )?
                    .execute((id, place))?;
            }
            transaction
                .execute("UPDATE job SET state = 'running' WHERE id = ?1", [id])
                .map(drop)
        })
    }
}
