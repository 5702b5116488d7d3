//! What a 一括送信 would send, between the choice of its files and its confirmation.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};
use tasuki_terms::Timestamp;

use super::drafts::sealed::SealedDraft;
use super::drafts::sealed_files;
use super::text::{count, time};
use super::{Book, BookError, DraftId};
use crate::{Draft, DraftFile};

mod moved;

pub use moved::{MovedMessage, PlanStand};

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

    /// A plan as it is now; none where it was confirmed or thrown away.
    pub fn plan(&self, id: &str) -> Result<Option<KeptPlan>, BookError> {
        type Row = (Vec<u8>, Option<Vec<u8>>);
        // At once: a message whose files are there in part is none.
        let kept = self.read("plan", |connection| {
            let row: Option<Row> = connection
                .prepare_cached("SELECT sealed, not_added FROM plan WHERE draft = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            row.map(|row| Ok((row, sealed_files(connection, id)?)))
                .transpose()
        })?;
        let Some(((watched, not_taken), files)) = kept else {
            return Ok(None);
        };
        let not_taken = not_taken.map(|sealed| self.opened_json(not_taken_place(id), &sealed));
        let files = files.into_iter().map(|file| self.opened_file(id, file));
        Ok(Some(KeptPlan {
            files: files.collect::<Result<_, _>>()?,
            watched: self.opened_json(place(id), &watched)?,
            not_taken: not_taken.transpose()?.unwrap_or_default(),
        }))
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
                         (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.id),
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
