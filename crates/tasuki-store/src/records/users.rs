//! Users of offices.

use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::Records;
use super::reading::{Columns, Table};
use super::transaction::Transaction;
use crate::StoreError;
use crate::records::values::params;

pub(super) const USER: Table = Table {
    name: "office_user",
    columns: &[
        "id",
        "office",
        "password_hash",
        "is_temporary",
        "password_since",
        "failures",
        "locked_until",
        "issuing_hash",
        "issuing_since",
        "issuing_failures",
        "issuing_locked_until",
        "mail",
    ],
};

/// The user of an id.
pub(super) const OF_ID: &str = " WHERE id = ?1";

/// A user of an office (事業所ユーザ).
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The id (KJ…).
    pub id: UserId,
    /// Whose user it is.
    pub office: OfficeNumber,
    /// The password, as argon2id in PHC form.
    pub password_hash: String,
    /// Whether it is the one of the letter (仮パスワード), which must be changed.
    pub is_temporary: bool,
    /// When the password was given or chosen; none if it never runs out.
    pub password_since: Option<Timestamp>,
    /// Wrong passwords in a row, at the exchange.
    pub failures: u32,
    /// No log-in to the exchange before this moment.
    pub locked_until: Option<Timestamp>,
    /// The password for certificates (証明書発行用パスワード), as argon2id in PHC form.
    pub issuing_hash: Option<String>,
    /// When the user was given that password anew, without a letter.
    pub issuing_since: Option<Timestamp>,
    /// Wrong passwords for certificates in a row.
    pub issuing_failures: u32,
    /// No password for certificates is tried before this moment.
    pub issuing_locked_until: Option<Timestamp>,
    /// The address to which the way back goes for who lost the password.
    pub mail: Option<String>,
}

impl UserRow {
    /// A user whose password neither is temporary nor runs out.
    pub const fn new(id: UserId, office: OfficeNumber, password_hash: String) -> Self {
        Self {
            id,
            office,
            password_hash,
            is_temporary: false,
            password_since: None,
            failures: 0,
            locked_until: None,
            issuing_hash: None,
            issuing_since: None,
            issuing_failures: 0,
            issuing_locked_until: None,
            mail: None,
        }
    }
}

impl std::fmt::Debug for UserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRow")
            .field("id", &self.id)
            .field("office", &self.office)
            .field("failures", &self.failures)
            .field("locked_until", &self.locked_until)
            .finish_non_exhaustive()
    }
}

impl Records {
    /// Saves a user, or changes everything that is known of it.
    pub async fn save_user(&self, user: UserRow) -> Result<(), StoreError> {
        self.change("save_user", move |records| records.save_user(&user))
            .await
    }

    /// The user of this id.
    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        self.readers
            .here("user", move |session| Transaction::new(session).user(id))
            .await
    }
}

impl Transaction<'_> {
    /// Saves a user, or changes everything that is known of it.
    pub fn save_user(&self, user: &UserRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO office_user (id, office, password_hash, is_temporary, password_since, \
             failures, locked_until, issuing_hash, issuing_failures, issuing_locked_until, mail, \
             issuing_since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (id) DO UPDATE \
             SET password_hash = excluded.password_hash, is_temporary = excluded.is_temporary, \
             password_since = excluded.password_since, failures = excluded.failures, \
             locked_until = excluded.locked_until, issuing_hash = excluded.issuing_hash, \
             issuing_failures = excluded.issuing_failures, \
             issuing_locked_until = excluded.issuing_locked_until, mail = excluded.mail, \
             issuing_since = excluded.issuing_since",
            params![
                user.id.to_string(),
                user.office.to_string(),
                user.password_hash,
                user.is_temporary,
                user.password_since.map(Timestamp::as_microsecond),
                user.failures,
                user.locked_until.map(Timestamp::as_microsecond),
                user.issuing_hash,
                user.issuing_failures,
                user.issuing_locked_until.map(Timestamp::as_microsecond),
                user.mail,
                user.issuing_since.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// Puts the password of the hash `after`, chosen at `since`, in the place of the one of the hash
    /// `before`, and forgets the wrong ones. False, and nothing is changed, if the user has another
    /// one by now.
    pub fn replace_password(
        &self,
        user: UserId,
        (before, after): (&str, &str),
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = self.session().run(
            "UPDATE office_user SET password_hash = ?3, is_temporary = 0, password_since = ?4, \
             failures = 0, locked_until = NULL WHERE id = ?1 AND password_hash = ?2",
            params![user.to_string(), before, after, since.as_microsecond()],
        )?;
        Ok(changed > 0)
    }

    /// Notes how often a user failed in a row. If the password was changed meanwhile, nothing is
    /// noted: the failures were another password's.
    pub fn note_failures(&self, user: &UserRow) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE office_user SET failures = ?3, locked_until = ?4 \
             WHERE id = ?1 AND password_hash = ?2",
            params![
                user.id.to_string(),
                user.password_hash,
                user.failures,
                user.locked_until.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// Notes how often a user failed in a row with the password for certificates. If that password
    /// was changed meanwhile, nothing is noted.
    pub fn note_issuing_failures(&self, user: &UserRow) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE office_user SET issuing_failures = ?3, issuing_locked_until = ?4 \
             WHERE id = ?1 AND issuing_hash = ?2",
            params![
                user.id.to_string(),
                user.issuing_hash,
                user.issuing_failures,
                user.issuing_locked_until.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// The user of this id.
    pub fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        let sql = USER.select() + OF_ID;
        self.session().first(&USER, &sql, [id.to_string()], read)
    }

    /// The users whose id begins with `begin`, by id, at most `limit`.
    pub fn users_beginning(&self, begin: &str, limit: u32) -> Result<Vec<UserRow>, StoreError> {
        let sql = USER.select() + " WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2";
        self.session().all(&USER, &sql, params![begin, limit], read)
    }

    /// The users of an office, by id.
    pub fn users_of(&self, office: OfficeNumber) -> Result<Vec<UserRow>, StoreError> {
        let sql = USER.select() + " WHERE office = ?1 ORDER BY id";
        self.session().all(&USER, &sql, [office.to_string()], read)
    }
}

fn read(row: &Columns<'_>) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        password_hash: row.value("password_hash")?,
        is_temporary: row.value("is_temporary")?,
        password_since: row.optional_time("password_since")?,
        failures: u32::try_from(row.count("failures")?).unwrap_or(u32::MAX),
        locked_until: row.optional_time("locked_until")?,
        issuing_hash: row.value("issuing_hash")?,
        issuing_since: row.optional_time("issuing_since")?,
        issuing_failures: u32::try_from(row.count("issuing_failures")?).unwrap_or(u32::MAX),
        issuing_locked_until: row.optional_time("issuing_locked_until")?,
        mail: row.value("mail")?,
    })
}
