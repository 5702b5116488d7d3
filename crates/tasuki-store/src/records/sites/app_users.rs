//! Users of the client (個人ユーザ).

use rusqlite::params;
use tasuki_terms::{AppUserId, OfficeNumber, Timestamp};

use crate::StoreError;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;

const APP_USER: Table = Table {
    name: "app_user",
    columns: &["id", "office", "sealed_password", "made_at"],
};

/// A user of the client (個人ユーザ, C…), one for each office.
#[derive(Clone, PartialEq, Eq)]
pub struct AppUserRow {
    /// The id.
    pub id: AppUserId,
    /// Whose it is.
    pub office: OfficeNumber,
    /// The password, which the portal shows again, under the platform's vault key.
    pub sealed_password: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for AppUserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppUserRow")
            .field("id", &self.id)
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Gives an office its user, or the user a new password.
    pub fn save_app_user(&self, row: &AppUserRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO app_user (id, office, sealed_password, made_at) \
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET \
             sealed_password = excluded.sealed_password",
            params![
                row.id.to_string(),
                row.office.to_string(),
                row.sealed_password,
                row.made_at.as_microsecond(),
            ],
        )?;
        Ok(())
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
        made_at: row.time("made_at")?,
    })
}
