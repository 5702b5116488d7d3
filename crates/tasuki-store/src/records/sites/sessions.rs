//! Sessions of the sites.

use tasuki_terms::{Digest, Timestamp};

use crate::StoreError;
use crate::records::reading::{Columns, Table, joined};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const SESSION: Table = Table {
    name: "site_session",
    columns: &[
        "token",
        "site",
        "subject",
        "csrf",
        "began_at",
        "seen_at",
        "confirmed_at",
        "opened",
    ],
};

/// A session of a site.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteSessionRow {
    /// SHA-256 of the cookie's value.
    pub token: Digest,
    /// Which site.
    pub site: String,
    /// Whose: a user's id, or an operator's name.
    pub subject: String,
    /// What each form must carry.
    pub csrf: String,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was used last.
    pub seen_at: Timestamp,
    /// When an operator last showed, with password and one-time password, who sits there.
    pub confirmed_at: Option<Timestamp>,
    /// What was opened in it of that which must be opened before something else.
    pub opened: Vec<String>,
}

impl std::fmt::Debug for SiteSessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteSessionRow")
            .field("site", &self.site)
            .field("subject", &self.subject)
            .field("began_at", &self.began_at)
            .field("seen_at", &self.seen_at)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Begins a session.
    pub fn begin_session(&self, row: &SiteSessionRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO site_session (token, site, subject, csrf, began_at, seen_at, opened, \
             confirmed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                row.token.as_bytes(),
                row.site,
                row.subject,
                row.csrf,
                row.began_at.as_microsecond(),
                row.seen_at.as_microsecond(),
                joined(&row.opened),
                row.confirmed_at.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// The session of a site whose cookie has this digest.
    pub fn site_session(
        &self,
        site: &str,
        token: &Digest,
    ) -> Result<Option<SiteSessionRow>, StoreError> {
        let sql = SESSION.select() + " WHERE token = ?1 AND site = ?2";
        self.session()
            .first(&SESSION, &sql, params![token.as_bytes(), site], read)
    }

    /// Notes that a session is used.
    pub fn touch_session(&self, token: &Digest, at: Timestamp) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE site_session SET seen_at = ?2 WHERE token = ?1",
            params![token.as_bytes(), at.as_microsecond()],
        )?;
        Ok(())
    }

    /// Notes that an operator showed who sits there.
    pub fn confirm_session(&self, token: &Digest, at: Timestamp) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE site_session SET confirmed_at = ?2 WHERE token = ?1",
            params![token.as_bytes(), at.as_microsecond()],
        )?;
        Ok(())
    }

    /// Notes what was opened in a session: one word without spaces.
    pub fn note_opened(&self, token: &Digest, what: &str) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE site_session SET opened = opened || ' ' || ?2 \
             WHERE token = ?1 AND instr(opened || ' ', ' ' || ?2 || ' ') = 0",
            params![token.as_bytes(), what],
        )?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, token: &Digest) -> Result<(), StoreError> {
        self.session().run(
            "DELETE FROM site_session WHERE token = ?1",
            params![token.as_bytes()],
        )?;
        Ok(())
    }

    /// Ends all sessions of a subject, on one site or on all.
    pub fn end_sessions_of(&self, site: Option<&str>, subject: &str) -> Result<(), StoreError> {
        self.session().run(
            "DELETE FROM site_session WHERE subject = ?2 AND (?1 IS NULL OR site = ?1)",
            params![site, subject],
        )?;
        Ok(())
    }

    /// Forgets sessions that were used last before `before`.
    pub fn forget_sessions(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.session().run(
            "DELETE FROM site_session WHERE seen_at < ?1",
            [before.as_microsecond()],
        )
    }
}

fn read(row: &Columns<'_>) -> Result<SiteSessionRow, StoreError> {
    Ok(SiteSessionRow {
        token: Digest::new(row.value("token")?),
        site: row.value("site")?,
        subject: row.value("subject")?,
        csrf: row.value("csrf")?,
        began_at: row.time("began_at")?,
        seen_at: row.time("seen_at")?,
        confirmed_at: row.optional_time("confirmed_at")?,
        opened: row.list("opened")?,
    })
}
