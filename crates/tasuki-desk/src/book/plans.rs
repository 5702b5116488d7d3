//! What a 一括送信 would send, between the choice of its files and its confirmation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};
use tasuki_terms::Timestamp;

use super::drafts::sealed::SealedDraft;
use super::text::{count, integer, time};
use super::{Book, BookError, DraftId};
use crate::{Draft, DraftFile};

/// How many plans are kept of which nothing was sent; the oldest are forgotten first. What a sending has not
/// sent stays until it is sent or thrown away.
const MOST: i64 = 4;

/// Files of the watched folder (監視フォルダー): their names, each with the mark of this version of it.
pub type Watched = BTreeMap<String, String>;

/// What was not taken into a plan when its files were chosen, such as an archive with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTaken {
    /// What it is and why, in Japanese.
    pub what: String,
    /// What to do, in Japanese.
    pub hint: String,
}

/// A plan with all its files.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct KeptPlan {
    /// The files that were chosen.
    pub files: Vec<DraftFile>,
    /// Which of them lay in the watched folder.
    pub watched: Watched,
    /// What was not taken in when they were chosen.
    pub not_taken: Vec<NotTaken>,
    /// The places, from 0, of those messages that are drafts of their own meanwhile.
    pub moved: BTreeSet<usize>,
}

impl KeptPlan {
    /// Whether nothing is in it, and nothing to be told of it.
    pub const fn is_empty(&self) -> bool {
        self.files.is_empty() && self.not_taken.is_empty()
    }
}

/// A plan that waits for its confirmation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingPlan {
    /// Its id.
    pub id: DraftId,
    /// When its files were chosen.
    pub begun_at: Timestamp,
    /// How many files wait.
    pub files: u64,
    /// Whether it is what a sending has not sent (送信しなかったもの).
    pub is_rest: bool,
}

/// A plan as the database keeps it.
pub(super) struct SealedPlan {
    files: SealedDraft,
    watched: Vec<u8>,
    not_taken: Option<Vec<u8>>,
}

impl SealedPlan {
    /// Keeps it; `job` is the sending that has not sent what is in it.
    pub(super) fn insert(
        self,
        transaction: &Transaction<'_>,
        job: Option<&str>,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let id = self.files.id().clone();
        self.files.insert(transaction, now)?;
        transaction
            .execute(
                "INSERT INTO plan (draft, sealed, job, not_added) VALUES (?1, ?2, ?3, ?4)",
                (&id, self.watched, job, self.not_taken),
            )
            .map(drop)
    }
}

impl Book {
    /// Keeps a plan, and forgets the oldest where there are too many.
    pub fn keep_plan(&self, plan: &KeptPlan, now: Timestamp) -> Result<DraftId, BookError> {
        let sealed = self.sealed_plan(plan, now)?;
        let id = sealed.files.id().clone();
        self.write("keep_plan", |transaction| {
            sealed.insert(transaction, None, now)?;
            transaction.execute(
                "DELETE FROM draft WHERE id IN (SELECT draft FROM plan WHERE job IS NULL
                     ORDER BY draft DESC LIMIT -1 OFFSET ?1)",
                [MOST],
            )
        })?;
        Ok(id)
    }

    /// A plan, sealed and not yet kept.
    pub(super) fn sealed_plan(
        &self,
        plan: &KeptPlan,
        now: Timestamp,
    ) -> Result<SealedPlan, BookError> {
        let draft = Draft {
            files: plan.files.clone(),
            ..Draft::default()
        };
        let files = self.sealed_draft(&draft, now)?;
        let id = files.id();
        let watched = self.sealed_json(&place(id), &plan.watched)?;
        let not_taken = (!plan.not_taken.is_empty())
            .then(|| self.sealed_json(&not_taken_place(id), &plan.not_taken))
            .transpose()?;
        Ok(SealedPlan {
            files,
            watched,
            not_taken,
        })
    }

    fn sealed_json(&self, place: &str, value: &impl Serialize) -> Result<Vec<u8>, BookError> {
        let json = serde_json::to_vec(value).map_err(|_| BookError::inconsistent(place))?;
        self.seal(place, &json)
    }

    /// What a sending has not sent (送信しなかったもの), as a plan; none where nothing is left, or it was
    /// thrown away.
    pub fn rest_of(&self, job: &str) -> Result<Option<DraftId>, BookError> {
        self.read("rest_of", |connection| {
            connection
                .prepare_cached("SELECT draft FROM plan WHERE job = ?1")?
                .query_row([job], |row| row.get(0))
                .optional()
        })
    }

    /// A plan; none where it was confirmed or thrown away.
    pub fn plan(&self, id: &str) -> Result<Option<KeptPlan>, BookError> {
        type Row = (Vec<u8>, Option<Vec<u8>>, String);
        let row: Option<Row> = self.read("plan", |connection| {
            connection
                .prepare_cached("SELECT sealed, not_added, moved FROM plan WHERE draft = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()
        })?;
        let (Some((watched, not_taken, moved)), Some(draft)) = (row, self.whole_draft(id)?) else {
            return Ok(None);
        };
        let not_taken = not_taken.map(|sealed| self.opened_json(not_taken_place(id), &sealed));
        Ok(Some(KeptPlan {
            files: draft.files,
            watched: self.opened_json(place(id), &watched)?,
            not_taken: not_taken.transpose()?.unwrap_or_default(),
            moved: places(&moved),
        }))
    }

    /// Makes a message of a plan a draft of its own, to be put right alone; in the plan it counts as moved. Where
    /// nothing else is in the plan, it goes. None where the message was moved before, or the plan is no more.
    pub fn move_out(
        &self,
        plan: &str,
        place: usize,
        draft: &Draft,
        is_last: bool,
        now: Timestamp,
    ) -> Result<Option<DraftId>, BookError> {
        let sealed = self.sealed_draft(draft, now)?;
        let id = sealed.id().clone();
        let files = integer(draft.files.len() as u64);
        let is_moved = self.write("move_out", |transaction| {
            let moved: Option<String> = transaction
                .prepare_cached("SELECT moved FROM plan WHERE draft = ?1")?
                .query_row([plan], |row| row.get(0))
                .optional()?;
            let Some(mut moved) = moved.map(|text| places(&text)) else {
                return Ok(false);
            };
            if !moved.insert(place) {
                return Ok(false);
            }
            sealed.insert(transaction, now)?;
            if is_last {
                transaction.execute("DELETE FROM draft WHERE id = ?1", [plan])?;
                return Ok(true);
            }
            let moved: Vec<String> = moved.iter().map(usize::to_string).collect();
            transaction.execute(
                "UPDATE plan SET moved = ?2, moved_files = moved_files + ?3 WHERE draft = ?1",
                (plan, moved.join(","), files),
            )?;
            Ok(true)
        })?;
        Ok(is_moved.then_some(id))
    }

    fn opened_json<T: serde::de::DeserializeOwned>(
        &self,
        place: String,
        sealed: &[u8],
    ) -> Result<T, BookError> {
        let json = self.opened(&place, sealed)?;
        serde_json::from_slice(&json).map_err(|_| BookError::inconsistent(place))
    }

    /// The plans that wait for their confirmation, the newest first.
    pub fn plans(&self) -> Result<Vec<WaitingPlan>, BookError> {
        self.read("plans", |connection| {
            connection
                .prepare_cached(
                    "SELECT id, begun_at,
                         (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.id)
                             - plan.moved_files,
                         plan.job IS NOT NULL
                     FROM draft JOIN plan ON plan.draft = draft.id ORDER BY id DESC",
                )?
                .query_map([], |row| {
                    Ok(WaitingPlan {
                        id: row.get(0)?,
                        begun_at: time(1, row.get(1)?)?,
                        files: count(2, row.get(2)?)?,
                        is_rest: row.get(3)?,
                    })
                })?
                .collect()
        })
    }
}

/// Places that are joined by commas.
fn places(text: &str) -> BTreeSet<usize> {
    let places = text.split(',').filter_map(|place| place.parse().ok());
    places.collect()
}

fn place(id: &str) -> String {
    format!("plan/{id}/sealed")
}

fn not_taken_place(id: &str) -> String {
    format!("plan/{id}/not_added")
}

impl fmt::Debug for KeptPlan {
    /// Shows no names: they may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptPlan")
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NotTaken {
    /// Shows no name: it may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotTaken").finish_non_exhaustive()
    }
}
