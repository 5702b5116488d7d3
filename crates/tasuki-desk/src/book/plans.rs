//! What a 一括送信 would send, between the choice of its files and its confirmation.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::OptionalExtension as _;
use tasuki_terms::Timestamp;

use super::text::{count, time};
use super::{Book, BookError, DraftId};
use crate::{Draft, DraftFile};

/// How many plans are kept; the oldest are forgotten first.
const MOST: i64 = 4;

/// Files of the watched folder (監視フォルダー): their names, each with the mark of this version of it.
pub type Watched = BTreeMap<String, String>;

/// A plan with all its files.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptPlan {
    /// The files that were chosen.
    pub files: Vec<DraftFile>,
    /// Which of them lay in the watched folder.
    pub watched: Watched,
}

/// A plan that waits for its confirmation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingPlan {
    /// Its id.
    pub id: DraftId,
    /// When its files were chosen.
    pub begun_at: Timestamp,
    /// How many files they are.
    pub files: u64,
}

impl Book {
    /// Keeps a plan, and forgets the oldest where there are too many.
    pub fn keep_plan(&self, plan: &KeptPlan, now: Timestamp) -> Result<DraftId, BookError> {
        let files = self.sealed_draft(
            &Draft {
                files: plan.files.clone(),
                ..Draft::default()
            },
            now,
        )?;
        let id = files.id().clone();
        let place = place(&id);
        let json =
            serde_json::to_vec(&plan.watched).map_err(|_| BookError::inconsistent(&*place))?;
        let watched = self.seal(&place, &json)?;
        self.write("keep_plan", |transaction| {
            files.insert(transaction, now)?;
            transaction.execute(
                "INSERT INTO plan (draft, sealed) VALUES (?1, ?2)",
                (&id, watched),
            )?;
            transaction.execute(
                "DELETE FROM draft WHERE id IN
                     (SELECT draft FROM plan ORDER BY draft DESC LIMIT -1 OFFSET ?1)",
                [MOST],
            )
        })?;
        Ok(id)
    }

    /// A plan; none where it was confirmed or thrown away.
    pub fn plan(&self, id: &str) -> Result<Option<KeptPlan>, BookError> {
        let sealed: Option<Vec<u8>> = self.read("plan", |connection| {
            connection
                .prepare_cached("SELECT sealed FROM plan WHERE draft = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()
        })?;
        let (Some(sealed), Some(draft)) = (sealed, self.whole_draft(id)?) else {
            return Ok(None);
        };
        let place = place(id);
        let json = self.opened(&place, &sealed)?;
        let watched = serde_json::from_slice(&json).map_err(|_| BookError::inconsistent(place))?;
        Ok(Some(KeptPlan {
            files: draft.files,
            watched,
        }))
    }

    /// The plans that wait for their confirmation, the newest first.
    pub fn plans(&self) -> Result<Vec<WaitingPlan>, BookError> {
        self.read("plans", |connection| {
            connection
                .prepare_cached(
                    "SELECT id, begun_at,
                         (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.id)
                     FROM draft JOIN plan ON plan.draft = draft.id ORDER BY id DESC",
                )?
                .query_map([], |row| {
                    Ok(WaitingPlan {
                        id: row.get(0)?,
                        begun_at: time(1, row.get(1)?)?,
                        files: count(2, row.get(2)?)?,
                    })
                })?
                .collect()
        })
    }
}

fn place(id: &str) -> String {
    format!("plan/{id}/sealed")
}

impl fmt::Debug for KeptPlan {
    /// Shows no names: they may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptPlan")
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
