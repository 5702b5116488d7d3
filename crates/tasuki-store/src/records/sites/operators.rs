//! Operators of the platform (運用者).

use tasuki_terms::Timestamp;

use crate::StoreError;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const OPERATOR: Table = Table {
    name: "operator",
    columns: &[
        "name",
        "role",
        "password_hash",
        "sealed_totp",
        "totp_step",
        "temporary_since",
        "made_at",
        "is_active",
    ],
};

/// An operator of the platform.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// The name with which the operator logs in.
    pub name: String,
    /// What the operator may do.
    pub role: String,
    /// The password, as argon2id in PHC form.
    pub password_hash: String,
    /// The key of the one-time passwords, under the vault's key.
    pub sealed_totp: Vec<u8>,
    /// The last step whose one-time password was used.
    pub totp_step: u64,
    /// Since when somebody else knows the password, which must be changed; none if nobody does.
    pub temporary_since: Option<Timestamp>,
    /// When the account was made.
    pub made_at: Timestamp,
    /// Whether the account may be used.
    pub is_active: bool,
}

impl std::fmt::Debug for OperatorRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorRow")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("is_active", &self.is_active)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Saves an operator, or changes everything that is known of one.
    pub fn save_operator(&self, row: &OperatorRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO operator (name, role, password_hash, sealed_totp, totp_step, \
             temporary_since, made_at, is_active) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
             ON CONFLICT (name) DO UPDATE SET role = excluded.role, \
             password_hash = excluded.password_hash, sealed_totp = excluded.sealed_totp, \
             totp_step = excluded.totp_step, \
             temporary_since = excluded.temporary_since, is_active = excluded.is_active",
            params![
                row.name,
                row.role,
                row.password_hash,
                row.sealed_totp,
                i64::try_from(row.totp_step).unwrap_or(i64::MAX),
                row.temporary_since.map(Timestamp::as_microsecond),
                row.made_at.as_microsecond(),
                row.is_active,
            ],
        )?;
        Ok(())
    }

    /// The operator of this name.
    pub fn operator(&self, name: &str) -> Result<Option<OperatorRow>, StoreError> {
        let sql = OPERATOR.select() + " WHERE name = ?1";
        self.session().first(&OPERATOR, &sql, [name], read)
    }

    /// All operators, by name.
    pub fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        let sql = OPERATOR.select() + " ORDER BY name";
        self.session().all(&OPERATOR, &sql, [], read)
    }
}

fn read(row: &Columns<'_>) -> Result<OperatorRow, StoreError> {
    Ok(OperatorRow {
        name: row.value("name")?,
        role: row.value("role")?,
        password_hash: row.value("password_hash")?,
        sealed_totp: row.value("sealed_totp")?,
        totp_step: row.count("totp_step")?,
        temporary_since: row.optional_time("temporary_since")?,
        made_at: row.time("made_at")?,
        is_active: row.value("is_active")?,
    })
}
