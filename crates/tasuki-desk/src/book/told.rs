//! What the platform told last (お知らせ), for when it cannot be asked.

use rusqlite::OptionalExtension as _;
use tasuki_terms::Timestamp;
use tasuki_wire::Notice;

use super::text::time;
use super::{Book, BookError};

const NOTICES: &str = "notices";

impl Book {
    /// Keeps the notices that are shown now, in the place of those kept before.
    pub fn keep_notices(&self, notices: &[Notice], now: Timestamp) -> Result<(), BookError> {
        let place = place(NOTICES);
        let json = serde_json::to_vec(notices).map_err(|_| BookError::inconsistent(&*place))?;
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
    /// were ever told.
    pub fn kept_notices(
        &self,
        now: Timestamp,
    ) -> Result<Option<(Timestamp, Vec<Notice>)>, BookError> {
        let row = self.read("kept_notices", |connection| {
            connection
                .prepare_cached("SELECT told_at, sealed FROM told WHERE name = ?1")?
                .query_row([NOTICES], |row| {
                    Ok((time(0, row.get(0)?)?, row.get::<_, Vec<u8>>(1)?))
                })
                .optional()
        })?;
        let Some((told_at, sealed)) = row else {
            return Ok(None);
        };
        let place = place(NOTICES);
        let json = self.opened(&place, &sealed)?;
        let mut notices: Vec<Notice> =
            serde_json::from_slice(&json).map_err(|_| BookError::inconsistent(place))?;
        notices.retain(|one| one.until.is_none_or(|until| now < until));
        Ok(Some((told_at, notices)))
    }
}

fn place(name: &str) -> String {
    format!("told/{name}/sealed")
}
