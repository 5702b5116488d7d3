//! Messages in the making (一時保存): they survive a crash and a restart.

use std::fmt;

use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use super::text::{count, time};
use super::{Book, BookError};
use crate::{Draft, DraftFile};

pub(super) mod change;
pub(super) mod sealed;

pub use change::{DraftChange, DraftFate};
use sealed::BEGIN;

/// The id of a draft.
pub type DraftId = String;

/// A draft without its files' bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// Its id.
    pub id: DraftId,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it was changed last: no two states of a draft share it.
    pub changed_at: Timestamp,
    /// The text (メッセージ).
    pub text: Option<String>,
    /// To whom, if the files do not say it.
    pub to: Option<OfficeNumber>,
    /// The message that it replaces.
    pub replaces: Option<MessageId>,
    /// Whether it is sent though the same was sent before.
    pub again: bool,
    /// The files, in their order.
    pub files: Vec<KeptFile>,
}

impl KeptDraft {
    /// The draft without its files.
    pub fn head(&self) -> Draft {
        Draft {
            files: Vec::new(),
            text: self.text.clone(),
            to: self.to,
            replaces: self.replaces,
            again: self.again,
        }
    }
}

/// A file of a draft without its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its place, which stays as long as the draft has it.
    pub place: i64,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}

/// A file of a draft in the database: its place, and its name and bytes as they are sealed.
type FileRow = (i64, Vec<u8>, Vec<u8>);

/// What is sealed of a draft itself.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    text: Option<String>,
    to: Option<OfficeNumber>,
    replaces: Option<MessageId>,
    again: bool,
}

impl Book {
    /// Begins a draft without files.
    pub fn begin_draft(&self, now: Timestamp) -> Result<DraftId, BookError> {
        let id = self.new_id(now);
        let head = self.sealed_head(&id, &Draft::default())?;
        self.write("begin_draft", |transaction| {
            transaction.execute(BEGIN, (&id, now.as_microsecond(), head))
        })?;
        Ok(id)
    }

    /// Keeps a whole draft.
    pub fn keep_draft(&self, draft: &Draft, now: Timestamp) -> Result<DraftId, BookError> {
        let sealed = self.sealed_draft(draft, now)?;
        let id = sealed.id().clone();
        self.write("keep_draft", |transaction| sealed.insert(transaction, now))?;
        Ok(id)
    }

    /// All drafts that belong to no job and no plan, changed last first.
    pub fn drafts(&self) -> Result<Vec<KeptDraft>, BookError> {
        let ids: Vec<String> = self.read("drafts", |connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM draft
                     WHERE id NOT IN (SELECT draft FROM job_line WHERE draft IS NOT NULL)
                         AND id NOT IN (SELECT draft FROM plan)
                     ORDER BY changed_at DESC, id DESC",
                )?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        let drafts = ids.iter().map(|id| self.draft(id));
        drafts.filter_map(Result::transpose).collect()
    }

    /// How many drafts and plans wait for somebody.
    pub fn waiting_drafts(&self) -> Result<u32, BookError> {
        self.read("waiting_drafts", |connection| {
            connection
                .prepare_cached(
                    "SELECT count(*) FROM draft
                     WHERE id NOT IN (SELECT draft FROM job_line WHERE draft IS NOT NULL)",
                )?
                .query_row([], |row| row.get(0))
        })
    }

    /// One draft; none where it is gone.
    pub fn draft(&self, id: &str) -> Result<Option<KeptDraft>, BookError> {
        let row = self.read("draft", |connection| {
            connection
                .prepare_cached("SELECT begun_at, changed_at, sealed FROM draft WHERE id = ?1")?
                .query_row([id], |row| {
                    let sealed: Vec<u8> = row.get(2)?;
                    Ok((time(0, row.get(0)?)?, time(1, row.get(1)?)?, sealed))
                })
                .optional()
        })?;
        let Some((begun_at, changed_at, sealed)) = row else {
            return Ok(None);
        };
        let place = head_place(id);
        let json = self.opened(&place, &sealed)?;
        let head: Head =
            serde_json::from_slice(&json).map_err(|_| BookError::inconsistent(place))?;
        let rows = self.read("draft_files", |connection| {
            connection
                .prepare_cached(
                    "SELECT place, name, size FROM draft_file WHERE draft = ?1 ORDER BY place",
                )?
                .query_map([id], |row| {
                    Ok((row.get(0)?, row.get(1)?, count(2, row.get(2)?)?))
                })?
                .collect::<rusqlite::Result<Vec<(i64, Vec<u8>, u64)>>>()
        })?;
        let files = rows.into_iter().map(|(place, name, size)| {
            Ok::<_, BookError>(KeptFile {
                place,
                name: self.opened_text(&name_place(id, place), &name)?,
                size,
            })
        });
        Ok(Some(KeptDraft {
            id: id.to_owned(),
            begun_at,
            changed_at,
            text: head.text,
            to: head.to,
            replaces: head.replaces,
            again: head.again,
            files: files.collect::<Result<_, _>>()?,
        }))
    }

    /// The bytes of one file of a draft; none where it is gone.
    pub fn draft_file(&self, id: &str, place: i64) -> Result<Option<DraftFile>, BookError> {
        let row = self.read("draft_file", |connection| {
            connection
                .prepare_cached(
                    "SELECT name, bytes FROM draft_file WHERE draft = ?1 AND place = ?2",
                )?
                .query_row((id, place), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })?;
        row.map(|(name, bytes)| self.opened_file(id, (place, name, bytes)))
            .transpose()
    }

    /// Opens one of [`sealed_files`].
    pub(super) fn opened_file(
        &self,
        id: &str,
        (place, name, bytes): FileRow,
    ) -> Result<DraftFile, BookError> {
        Ok(DraftFile {
            name: self.opened_text(&name_place(id, place), &name)?,
            bytes: self.opened(&bytes_place(id, place), &bytes)?.to_vec(),
        })
    }

    /// A draft with its files, ready to be checked and sent; none where it is gone.
    pub fn whole_draft(&self, id: &str) -> Result<Option<Draft>, BookError> {
        let Some(kept) = self.draft(id)? else {
            return Ok(None);
        };
        let files = kept
            .files
            .iter()
            .map(|file| self.draft_file(id, file.place));
        Ok(Some(Draft {
            files: files
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?,
            ..kept.head()
        }))
    }
}

/// All files of a draft in their order.
pub(super) fn sealed_files(connection: &Connection, id: &str) -> rusqlite::Result<Vec<FileRow>> {
    connection
        .prepare_cached(
            "SELECT place, name, bytes FROM draft_file WHERE draft = ?1 ORDER BY place",
        )?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

fn head_place(id: &str) -> String {
    format!("draft/{id}/sealed")
}

fn name_place(id: &str, place: i64) -> String {
    format!("draft_file/{id}/{place}/name")
}

fn bytes_place(id: &str, place: i64) -> String {
    format!("draft_file/{id}/{place}/bytes")
}

impl fmt::Debug for KeptDraft {
    /// Shows not the text: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptDraft")
            .field("id", &self.id)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for KeptFile {
    /// Shows not the name: it may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptFile")
            .field("place", &self.place)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
