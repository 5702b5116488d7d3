//! Mail that is to go out.

use tasuki_terms::Timestamp;

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const MAIL: Table = Table {
    name: "mail",
    columns: &["id", "address", "subject", "body", "tries", "until"],
};

/// A mail that is to go out.
#[derive(Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its id.
    pub id: RecordId,
    /// Where it goes.
    pub address: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it is worth nothing any more, as a link that has run out.
    pub until: Option<Timestamp>,
}

impl std::fmt::Debug for MailRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailRow")
            .field("id", &self.id)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

/// What has become of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailState {
    /// It is to go out.
    Waiting,
    /// It was tried so often, and is to go out later.
    Delayed(u32),
    /// The mail server has it since then.
    Sent(Timestamp),
    /// It was given up.
    GivenUp,
    /// Nobody knows any more: it went out or was given up too long ago.
    Forgotten,
}

impl Transaction<'_> {
    /// What has become of a mail.
    pub fn mail_state(&self, id: RecordId) -> Result<MailState, StoreError> {
        const STATE: Table = Table {
            name: "mail",
            columns: &["tries", "next_at", "sent_at"],
        };
        let sql = STATE.select() + " WHERE id = ?1";
        let found = self
            .session()
            .first(&STATE, &sql, [id.to_string()], |row| {
                let tries = u32::try_from(row.count("tries")?).unwrap_or(u32::MAX);
                let (next, sent) = (row.optional_time("next_at")?, row.optional_time("sent_at")?);
                Ok(match (sent, next) {
                    (Some(at), _) => MailState::Sent(at),
                    (None, None) => MailState::GivenUp,
                    (None, Some(_)) if tries == 0 => MailState::Waiting,
                    (None, Some(_)) => MailState::Delayed(tries),
                })
            })?;
        Ok(found.unwrap_or(MailState::Forgotten))
    }

    /// Lets a mail go out as soon as this transaction is on disk.
    pub fn post_mail(&self, row: &MailRow, now: Timestamp) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO mail (id, address, subject, body, made_at, next_at, until) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
            params![
                row.id.to_string(),
                row.address,
                row.subject,
                row.body,
                now.as_microsecond(),
                row.until.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// Mails whose time has come, the oldest first, at most `limit`.
    pub fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Vec<MailRow>, StoreError> {
        let sql = MAIL.select() + " WHERE next_at <= ?1 ORDER BY next_at, id LIMIT ?2";
        let values = params![now.as_microsecond(), limit];
        self.session().all(&MAIL, &sql, values, read)
    }

    /// Takes a mail whose time has come, so that nobody else sends it before `until`. False if
    /// somebody else was quicker.
    pub fn claim_mail(
        &self,
        id: RecordId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let claimed = self.session().run(
            "UPDATE mail SET next_at = ?3 WHERE id = ?1 AND next_at <= ?2",
            params![id.to_string(), now.as_microsecond(), until.as_microsecond()],
        )?;
        Ok(claimed > 0)
    }

    /// Notes that a mail went out. Its text, which may be personal, is forgotten.
    pub fn mail_sent(&self, id: RecordId, at: Timestamp) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE mail SET tries = tries + 1, next_at = NULL, sent_at = ?2, body = '' \
             WHERE id = ?1",
            params![id.to_string(), at.as_microsecond()],
        )?;
        Ok(())
    }

    /// Notes that a mail could not go out; it is tried again at `next`, or never. Of one that is
    /// given up the text, which may hold a link, is forgotten.
    pub fn mail_failed(&self, id: RecordId, next: Option<Timestamp>) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE mail SET tries = tries + 1, next_at = ?2, \
             body = CASE WHEN ?2 IS NULL THEN '' ELSE body END WHERE id = ?1",
            params![id.to_string(), next.map(Timestamp::as_microsecond)],
        )?;
        Ok(())
    }

    /// Forgets mails that went out or were given up, if they were made before `before`: their
    /// addresses are personal.
    pub fn forget_mails(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.session().run(
            "DELETE FROM mail WHERE next_at IS NULL AND made_at < ?1",
            [before.as_microsecond()],
        )
    }
}

fn read(row: &Columns<'_>) -> Result<MailRow, StoreError> {
    Ok(MailRow {
        id: row.parsed("id")?,
        address: row.value("address")?,
        subject: row.value("subject")?,
        body: row.value("body")?,
        tries: u32::try_from(row.count("tries")?).unwrap_or(u32::MAX),
        until: row.optional_time("until")?,
    })
}
