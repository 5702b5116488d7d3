//! Messages of a plan that are opened alone (1件だけ開いて直す): their files leave the plan.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::{OptionalExtension as _, Transaction};
use tasuki_terms::Timestamp;

use crate::Draft;
use crate::book::drafts::change::remove_files;
use crate::book::text::count;
use crate::book::{Book, BookError, DraftId, taken};

/// Ends a plan of which nothing is left: no file, and nothing to be told.
const END_IF_EMPTY: &str = "DELETE FROM draft
    WHERE id = (SELECT draft FROM plan WHERE draft = ?1 AND not_added IS NULL)
        AND NOT EXISTS (SELECT 1 FROM draft_file WHERE draft = ?1)";

/// What is still in a plan.
#[derive(Clone, PartialEq, Eq)]
pub struct PlanStand {
    /// The names of its files, by their places from 1 on. A file keeps its place as long as it is in the plan.
    pub files: BTreeMap<i64, String>,
    /// How many of its messages were opened alone so far: it grows with each of them.
    pub moved: u64,
}

/// A message of a plan that somebody opens alone (1件だけ開いて直す).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MovedMessage {
    /// The plan.
    pub plan: DraftId,
    /// The places of its files in the plan, at least one.
    pub places: Vec<i64>,
    /// What it is from now on.
    pub draft: Draft,
    /// The marks of those of its files that lay in the watched folder: they are not offered any more.
    pub taken: Vec<String>,
}

impl Book {
    /// What is still in a plan; none where it was confirmed or thrown away.
    pub fn plan_stand(&self, id: &str) -> Result<Option<PlanStand>, BookError> {
        // The count before the files: so it is never that of a later plan than they are.
        let row = self.read("plan_stand", |connection| {
            connection
                .prepare_cached("SELECT moved FROM plan WHERE draft = ?1")?
                .query_row([id], |row| count(0, row.get(0)?))
                .optional()
        })?;
        let (Some(moved), Some(draft)) = (row, self.draft(id)?) else {
            return Ok(None);
        };
        let files = draft.files.into_iter().map(|file| (file.place, file.name));
        Ok(Some(PlanStand {
            files: files.collect(),
            moved,
        }))
    }

    /// Makes a message of a plan a draft of its own, to be put right alone; its files leave the plan. Where
    /// nothing else is in the plan, it goes. None where the message was opened before, or the plan is no more.
    pub fn move_out(
        &self,
        message: &MovedMessage,
        now: Timestamp,
    ) -> Result<Option<DraftId>, BookError> {
        let sealed = self.sealed_draft(&message.draft, now)?;
        let id = sealed.id().clone();
        let plan = &*message.plan;
        let is_moved = self.write("move_out", |transaction| {
            if !are_in(transaction, plan, &message.places)? {
                return Ok(false);
            }
            remove_files(transaction, plan, &message.places)?;
            transaction.execute("UPDATE plan SET moved = moved + 1 WHERE draft = ?1", [plan])?;
            transaction.execute(END_IF_EMPTY, [plan])?;
            sealed.insert(transaction, now)?;
            taken::take(transaction, &message.taken, now)?;
            Ok(true)
        })?;
        Ok(is_moved.then_some(id))
    }
}

/// Whether all of these files are still in a plan.
fn are_in(transaction: &Transaction<'_>, plan: &str, places: &[i64]) -> rusqlite::Result<bool> {
    let mut find = transaction.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM plan JOIN draft_file USING (draft)
             WHERE draft = ?1 AND place = ?2)",
    )?;
    for place in places {
        if !find.query_row((plan, place), |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl fmt::Debug for PlanStand {
    /// Shows no names: they may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlanStand")
            .field("files", &self.files.len())
            .field("moved", &self.moved)
            .finish()
    }
}
