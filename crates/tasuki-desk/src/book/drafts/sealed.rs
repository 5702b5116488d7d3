//! Drafts as the database keeps them.

use rusqlite::Transaction;
use tasuki_terms::Timestamp;

use super::{DraftId, Head, bytes_place, head_place, name_place};
use crate::book::text::integer;
use crate::{Book, BookError, Draft, DraftFile};

/// A draft as the database keeps it.
pub(in crate::book) struct SealedDraft {
    id: DraftId,
    head: Vec<u8>,
    files: Vec<(i64, SealedFile)>,
}

/// A file as the database keeps it.
pub(super) struct SealedFile {
    size: i64,
    name: Vec<u8>,
    bytes: Vec<u8>,
}

pub(super) const BEGIN: &str =
    "INSERT INTO draft (id, begun_at, changed_at, sealed) VALUES (?1, ?2, ?2, ?3)";

impl SealedDraft {
    pub(in crate::book) const fn id(&self) -> &DraftId {
        &self.id
    }

    pub(in crate::book) fn insert(
        self,
        transaction: &Transaction<'_>,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        transaction.execute(BEGIN, (&self.id, now.as_microsecond(), self.head))?;
        for (place, file) in self.files {
            insert(transaction, &self.id, place, file)?;
        }
        Ok(())
    }
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    place: i64,
    file: SealedFile,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO draft_file (draft, place, size, name, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((id, place, file.size, file.name, file.bytes))
        .map(drop)
}

impl Book {
    /// A whole new draft, sealed and not yet kept.
    pub(in crate::book) fn sealed_draft(
        &self,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<SealedDraft, BookError> {
        let id = self.new_id(now);
        let head = self.sealed_head(&id, draft)?;
        let mut files = Vec::with_capacity(draft.files.len());
        for (place, file) in (1_i64..).zip(&draft.files) {
            files.push((place, self.sealed_file(&id, place, file)?));
        }
        Ok(SealedDraft { id, head, files })
    }

    pub(super) fn sealed_file(
        &self,
        id: &str,
        place: i64,
        file: &DraftFile,
    ) -> Result<SealedFile, BookError> {
        Ok(SealedFile {
            size: integer(file.bytes.len() as u64),
            name: self.seal(&name_place(id, place), file.name.as_bytes())?,
            bytes: self.seal(&bytes_place(id, place), &file.bytes)?,
        })
    }

    pub(in crate::book) fn sealed_head(
        &self,
        id: &str,
        draft: &Draft,
    ) -> Result<Vec<u8>, BookError> {
        let place = head_place(id);
        let head = Head {
            text: draft.text.clone(),
            to: draft.to,
            replaces: draft.replaces,
            again: draft.again,
        };
        let json = serde_json::to_vec(&head).map_err(|_| BookError::inconsistent(&*place))?;
        self.seal(&place, &json)
    }
}
