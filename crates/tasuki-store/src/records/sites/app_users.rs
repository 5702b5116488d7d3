//! Users of the client (個人ユーザ).

use tasuki_terms::{AppUserId, OfficeNumber, Timestamp};

use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;
use crate::{Records, StoreError};

const APP_USER: Table = Table {
    name: "app_user",
    columns: &[
        "id",
        "office",
        "sealed_password",
        "password_hash",
        "failures",
        "locked_until",
        "made_at",
    ],
};

/// A user of the client (個人ユーザ, C…), one for each office.
#[derive(Clone, PartialEq, Eq)]
pub struct AppUserRow {
    /// The id.
    pub id: AppUserId,
    /// Whose it is.
    pub office: OfficeNumber,
    /// The password, which the portal shows again, under the platform's vault key; nothing where the
    /// command line gave it.
    pub sealed_password: Vec<u8>,
    /// The same password as argon2id in PHC form, by which a log-in is checked; none where the user
    /// was made before log-ins were.
    pub password_hash: Option<String>,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// No log-in before this moment.
    pub locked_until: Option<Timestamp>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl AppUserRow {
    /// Whether the platform can show the password again.
    pub fn can_be_shown(&self) -> bool {
        !self.sealed_password.is_empty()
    }
}

impl std::fmt::Debug for AppUserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppUserRow")
            .field("id", &self.id)
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

impl Records {
    /// The user of this id.
    pub async fn app_user(&self, id: AppUserId) -> Result<Option<AppUserRow>, StoreError> {
        self.readers
            .here("app_user", move |session| {
                Transaction::new(session).app_user(id)
            })
            .await
    }

    /// The user of an office.
    pub async fn app_user_of(
        &self,
        office: OfficeNumber,
    ) -> Result<Option<AppUserRow>, StoreError> {
        self.readers
            .here("app_user_of", move |session| {
                Transaction::new(session).app_user_of(office)
            })
            .await
    }
}

impl Transaction<'_> {
    /// Gives an office its user, or the user a new password, of which no failure is known.
    pub fn save_app_user(&self, row: &AppUserRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO app_user (id, office, sealed_password, password_hash, failures, \
             locked_until, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (id) DO UPDATE SET sealed_password = excluded.sealed_password, \
             password_hash = excluded.password_hash, failures = excluded.failures, \
             locked_until = excluded.locked_until",
            params![
                row.id.to_string(),
                row.office.to_string(),
                row.sealed_password,
                row.password_hash,
                row.failures,
                row.locked_until.map(Timestamp::as_microsecond),
                row.made_at.as_microsecond(),
            ],
        )?;
        Ok(())
    }

    /// Notes how often a user failed in a row. If the password was changed meanwhile, nothing is
    /// noted.
    pub fn note_app_user_failures(&self, row: &AppUserRow) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE app_user SET failures = ?3, locked_until = ?4 \
             WHERE id = ?1 AND password_hash = ?2",
            params![
                row.id.to_string(),
                row.password_hash,
                row.failures,
                row.locked_until.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// The users whose password has no hash yet.
    pub fn app_users_without_hash(&self) -> Result<Vec<AppUserRow>, StoreError> {
        let sql = APP_USER.select() + " WHERE password_hash IS NULL ORDER BY id";
        self.session().all(&APP_USER, &sql, [], read)
    }

    /// The user of an office.
    pub fn app_user_of(&self, office: OfficeNumber) -> Result<Option<AppUserRow>, StoreError> {
        let sql = APP_USER.select() + " WHERE office = ?1";
        self.session()
            .first(&APP_USER, &sql, [office.to_string()], read)
    }

    /// The user of this id.
    pub fn app_user(&self, id: AppUserId) -> Result<Option<AppUserRow>, StoreError> {
        let sql = APP_USER.select() + " WHERE id = ?1";
        self.session()
            .first(&APP_USER, &sql, [id.to_string()], read)
    }

    /// How many users there are: the number of the next one follows it.
    pub fn app_user_count(&self) -> Result<u64, StoreError> {
        self.session().count("SELECT count(*) FROM app_user", [])
    }
}

fn read(row: &Columns<'_>) -> Result<AppUserRow, StoreError> {
    Ok(AppUserRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        sealed_password: row.value("sealed_password")?,
        password_hash: row.value("password_hash")?,
        failures: u32::try_from(row.count("failures")?).unwrap_or(u32::MAX),
        locked_until: row.optional_time("locked_until")?,
        made_at: row.time("made_at")?,
    })
}
