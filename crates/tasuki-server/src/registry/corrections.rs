//! What somebody wants to be mended in the directory (掲載内容の修正依頼).

use tasuki_store::{CorrectionRow, RecordId, StoreError};
use tasuki_terms::OfficeNumber;

use super::Registry;

/// How many requests about one office may wait.
const OF_ONE_OFFICE: u64 = 5;
/// How many may wait at all: whoever sends more than people can read fills no disk.
const WAITING: u64 = 2_000;

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedCorrection {
    /// The office that it is about.
    pub office: OfficeNumber,
    /// What is to be mended.
    pub wish: String,
    /// Who asks.
    pub sender: String,
    /// A mail address or telephone number for the answer.
    pub address: String,
}

/// Without who asks and what: that is personal.
impl std::fmt::Debug for AskedCorrection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AskedCorrection")
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

/// Why a request is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorrectionError {
    /// So many about this office wait already.
    #[error("too many requests about this office wait")]
    TooMany,
    /// So many wait in all.
    #[error("too many requests wait")]
    Full,
    /// There is no such request.
    #[error("no such request")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Takes a request. The form `draft`, sent twice, asks once.
    pub async fn ask_for_correction(
        &self,
        draft: RecordId,
        asked: AskedCorrection,
    ) -> Result<(), CorrectionError> {
        let now = self.now();
        let row = CorrectionRow {
            id: draft,
            office: asked.office,
            wish: asked.wish,
            sender: asked.sender,
            address: asked.address,
            asked_at: now,
            is_done: false,
            assignee: String::new(),
            changed_at: now,
        };
        self.records
            .change("ask_for_correction", move |records| {
                if records.correction(row.id)?.is_some() {
                    return Ok(Ok(()));
                }
                if records.waiting_corrections(row.office)? >= OF_ONE_OFFICE {
                    return Ok(Err(CorrectionError::TooMany));
                }
                if records.correction_count(false)? >= WAITING {
                    return Ok(Err(CorrectionError::Full));
                }
                records.save_correction(&row)?;
                Ok(Ok(()))
            })
            .await?
    }

    /// Notes who deals with a request, and whether it is done.
    pub async fn change_correction(
        &self,
        id: RecordId,
        assignee: String,
        is_done: bool,
        actor: &str,
    ) -> Result<(), CorrectionError> {
        let (registry, actor) = (self.clone(), actor.to_owned());
        let found = self
            .records
            .change("change_correction", move |records| {
                let Some(before) = records.correction(id)? else {
                    return Ok(false);
                };
                let action = match (before.is_done, is_done) {
                    (false, true) => "correction.done",
                    (true, false) => "correction.reopen",
                    _ if before.assignee != assignee => "correction.assign",
                    _ => return Ok(true),
                };
                let entry = registry.audit(actor, action, id, assignee.clone());
                records.save_correction(&CorrectionRow {
                    assignee,
                    is_done,
                    changed_at: registry.now(),
                    ..before
                })?;
                records.append_audit(entry)?;
                Ok(true)
            })
            .await?;
        found.then_some(()).ok_or(CorrectionError::Unknown)
    }
}
