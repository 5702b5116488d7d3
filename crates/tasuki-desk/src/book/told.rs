//! What the platform told last (お知らせ), for when it cannot be asked.

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use tasuki_terms::Timestamp;
use tasuki_wire::Notice;

use super::{Book, BookError};

const NOTICES: &str = "notices";

/// A notice as it is kept. It is the book's own: the interface may change, and what was kept stays readable.
#[derive(Serialize, Deserialize)]
struct KeptNotice {
    id: String,
    category: String,
    title: String,
    body: String,
    is_own: bool,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl Book {
    /// Keeps the notices that are shown now, in the place of those kept before, whatever they are.
    pub fn keep_notices(&self, notices: &[Notice], now: Timestamp) -> Result<(), BookError> {
        let place = place(NOTICES);
        let kept: Vec<KeptNotice> = notices.iter().cloned().map(KeptNotice::from).collect();
        let json = serde_json::to_vec(&kept).map_err(|_| BookError::inconsistent(&*place))?;
        let sealed = self.seal(&place, &json)?;
        self.write("keep_notices", |transaction| {
            transaction
                .execute(
                    "INSERT INTO told (name, told_at, sealed) VALUES (?1, ?2, ?3)
                     ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at,
                         sealed = excluded.sealed",
                    (NOTICES, now.as_microsecond(), sealed),
                )
                .map(drop)
        })
    }

    /// The notices that were kept last, and when; those that have ended at `now` are left out. None where none
    /// were ever told, or where what is kept cannot be read: they are told anew.
    pub fn kept_notices(
        &self,
        now: Timestamp,
    ) -> Result<Option<(Timestamp, Vec<Notice>)>, BookError> {
        let row = self.read("kept_notices", |connection| {
            connection
                .prepare_cached("SELECT told_at, sealed FROM told WHERE name = ?1")?
                .query_row([NOTICES], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
                })
                .optional()
        })?;
        let Some((told_at, sealed)) = row else {
            return Ok(None);
        };
        let read = self.read_notices(told_at, &sealed);
        if read.is_none() {
            tracing::warn!("kept notices cannot be read");
        }
        Ok(read.map(|(told_at, mut notices)| {
            notices.retain(|one| one.until.is_none_or(|until| now < until));
            (told_at, notices)
        }))
    }

    fn read_notices(&self, told_at: i64, sealed: &[u8]) -> Option<(Timestamp, Vec<Notice>)> {
        let told_at = Timestamp::from_microsecond(told_at).ok()?;
        let json = self.opened(&place(NOTICES), sealed).ok()?;
        let kept: Vec<KeptNotice> = serde_json::from_slice(&json).ok()?;
        Some((told_at, kept.into_iter().map(Notice::from).collect()))
    }
}

impl From<Notice> for KeptNotice {
    fn from(told: Notice) -> Self {
        let Notice {
            id,
            category,
            title,
            body,
            is_own,
            since,
            until,
        } = told;
        Self {
            id,
            category,
            title,
            body,
            is_own,
            since,
            until,
        }
    }
}

impl From<KeptNotice> for Notice {
    fn from(kept: KeptNotice) -> Self {
        let KeptNotice {
            id,
            category,
            title,
            body,
            is_own,
            since,
            until,
        } = kept;
        Self {
            id,
            category,
            title,
            body,
            is_own,
            since,
            until,
        }
    }
}

fn place(name: &str) -> String {
    format!("told/{name}/sealed")
}
