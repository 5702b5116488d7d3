//! Changes of drafts: each is whole or not at all, and none happens once a job has the draft.

use std::fmt;

use rusqlite::Transaction;
use tasuki_terms::Timestamp;

use super::KeptDraft;
use super::sealed::insert;
use crate::book::jobs::job_of;
use crate::{Book, BookError, Draft, DraftFile, JobId};

/// What is to become of a draft.
#[derive(Clone, Default)]
pub struct DraftChange {
    /// Text, receiver, what is replaced, and whether it goes again; files in it do not count.
    pub head: Draft,
    /// The places of the files that go.
    pub removed: Vec<i64>,
    /// The files that come behind the others.
    pub added: Vec<DraftFile>,
}

/// What has become of the wish to change a draft or to remove it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftFate {
    /// It is done.
    Done,
    /// This job has the draft, which changes no more: nothing was done.
    Taken(JobId),
    /// There is no such draft.
    Gone,
}

impl Book {
    /// Changes a draft as `change` says of what it is; that is asked once more where somebody else
    /// was faster. `changed_at` grows with each change, whatever the clock says.
    pub fn change_draft(
        &self,
        id: &str,
        now: Timestamp,
        mut change: impl FnMut(&KeptDraft) -> DraftChange,
    ) -> Result<DraftFate, BookError> {
        loop {
            let Some(kept) = self.draft(id)? else {
                return Ok(DraftFate::Gone);
            };
            if let Some(fate) = self.try_change(&kept, &change(&kept), now)? {
                return Ok(fate);
            }
        }
    }

    /// None where the draft is no more what it was.
    fn try_change(
        &self,
        kept: &KeptDraft,
        change: &DraftChange,
        now: Timestamp,
    ) -> Result<Option<DraftFate>, BookError> {
        let id = &*kept.id;
        let head = self.sealed_head(id, &change.head)?;
        let last = kept.files.last().map_or(0, |file| file.place);
        let mut added = Vec::with_capacity(change.added.len());
        for (place, file) in (last + 1..).zip(&change.added) {
            added.push((place, self.sealed_file(id, place, file)?));
        }
        self.write("change_draft", |transaction| {
            if let Some(job) = job_of(transaction, id)? {
                return Ok(Some(DraftFate::Taken(job)));
            }
            let changed = transaction.execute(
                "UPDATE draft SET sealed = ?3, changed_at = max(?4, changed_at + 1)
                 WHERE id = ?1 AND changed_at = ?2",
                (
                    id,
                    kept.changed_at.as_microsecond(),
                    head,
                    now.as_microsecond(),
                ),
            )?;
            if changed == 0 {
                return Ok(None);
            }
            remove_files(transaction, id, &change.removed)?;
            for (place, file) in added {
                insert(transaction, id, place, file)?;
            }
            Ok(Some(DraftFate::Done))
        })
    }

    /// Removes a draft with its files.
    pub fn remove_draft(&self, id: &str) -> Result<DraftFate, BookError> {
        self.remove(id, None)
    }

    /// Removes a draft that is still what it was at its last change, `changed_at`;
    /// [`DraftFate::Gone`] where it is another one now, and stays.
    pub fn remove_draft_as(&self, id: &str, changed_at: Timestamp) -> Result<DraftFate, BookError> {
        self.remove(id, Some(changed_at))
    }

    fn remove(&self, id: &str, changed_at: Option<Timestamp>) -> Result<DraftFate, BookError> {
        self.write("remove_draft", |transaction| {
            if let Some(job) = job_of(transaction, id)? {
                return Ok(DraftFate::Taken(job));
            }
            let removed = transaction.execute(
                "DELETE FROM draft WHERE id = ?1 AND (?2 IS NULL OR changed_at = ?2)",
                (id, changed_at.map(Timestamp::as_microsecond)),
            )?;
            Ok(match removed {
                0 => DraftFate::Gone,
                _ => DraftFate::Done,
            })
        })
    }
}

pub(in crate::book) fn remove_files(
    transaction: &Transaction<'_>,
    id: &str,
    places: &[i64],
) -> rusqlite::Result<()> {
    let mut remove =
        transaction.prepare_cached("DELETE FROM draft_file WHERE draft = ?1 AND place = ?2")?;
    for place in places {
        remove.execute((id, place))?;
    }
    Ok(())
}

impl fmt::Debug for DraftChange {
    /// Shows neither text nor names: they may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftChange")
            .field("removed", &self.removed.len())
            .field("added", &self.added.len())
            .finish_non_exhaustive()
    }
}
