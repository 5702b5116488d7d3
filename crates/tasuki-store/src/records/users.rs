//! Users of offices.

use rusqlite::params;
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::Records;
use super::reading::{Columns, Table};
use crate::StoreError;

const USER: Table = Table {
    name: "office_user",
    columns: &["id", "office", "password_hash", "failures", "locked_until"],
};

/// A user of an office (事業所ユーザ).
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The id (KJ…).
    pub id: UserId,
    /// Whose user it is.
    pub office: OfficeNumber,
    /// The password, as argon2id in PHC form.
    pub password_hash: String,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// No log-in before this moment.
    pub locked_until: Option<Timestamp>,
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
        self.writer
            .work("save_user", move |session| {
                session.run(
                    "INSERT INTO office_user (id, office, password_hash, failures, \
                     locked_until) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE \
                     SET password_hash = excluded.password_hash, \
                     failures = excluded.failures, locked_until = excluded.locked_until",
                    params![
                        user.id.to_string(),
                        user.office.to_string(),
                        user.password_hash,
                        user.failures,
                        user.locked_until.map(Timestamp::as_microsecond),
                    ],
                )?;
                Ok(())
            })
            .await
    }

    /// The user of this id.
    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        self.readers
            .here("user", |session| {
                let sql = USER.select() + " WHERE id = ?1";
                session.first(&USER, &sql, [id.to_string()], read)
            })
            .await
    }
}

fn read(row: &Columns<'_>) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        password_hash: row.value("password_hash")?,
        failures: u32::try_from(row.count("failures")?).unwrap_or(u32::MAX),
        locked_until: row.optional_time("locked_until")?,
    })
}
