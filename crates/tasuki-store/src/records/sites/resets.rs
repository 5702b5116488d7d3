//! Ways back in for who lost a password (パスワード等を紛失した方).

use tasuki_terms::{Digest, Timestamp, UserId};

use crate::StoreError;
use crate::records::id::RecordId;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

const RESET: Table = Table {
    name: "password_reset",
    columns: &["user_id"],
};

const ASKED: Table = Table {
    name: "asked_reset",
    columns: &["id", "user_id", "address"],
};

/// Somebody asked for a way back in; nobody has looked yet whether they may.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedReset {
    /// Its id.
    pub id: RecordId,
    /// The user that was typed, perhaps nobody's.
    pub user: UserId,
    /// The address that was typed.
    pub address: String,
}

impl Transaction<'_> {
    /// Notes that somebody asks.
    pub fn note_asked_reset(&self, asked: &AskedReset) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO asked_reset (id, user_id, address) VALUES (?1, ?2, ?3)",
            params![asked.id.to_string(), asked.user.to_string(), asked.address],
        )?;
        Ok(())
    }

    /// Those that nobody has looked at, the oldest first.
    pub fn asked_resets(&self, limit: u32) -> Result<Vec<AskedReset>, StoreError> {
        let sql = ASKED.select() + " ORDER BY id LIMIT ?1";
        self.session().all(&ASKED, &sql, [limit], |row| {
            Ok(AskedReset {
                id: row.parsed("id")?,
                user: row.parsed("user_id")?,
                address: row.value("address")?,
            })
        })
    }

    /// Forgets that somebody asked.
    pub fn forget_asked_reset(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM asked_reset WHERE id = ?1";
        self.session().run(sql, [id.to_string()])?;
        Ok(())
    }

    /// Lets who knows the token of this digest set a user's password, until a moment. Earlier ways
    /// of the user end.
    pub fn save_reset(
        &self,
        token: &Digest,
        user: UserId,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.forget_resets(user)?;
        self.session().run(
            "INSERT INTO password_reset (token, user_id, until) VALUES (?1, ?2, ?3)",
            params![token.as_bytes(), user.to_string(), until.as_microsecond()],
        )?;
        Ok(())
    }

    /// Whether a user has a way that ends after `end`.
    pub fn has_reset_after(&self, user: UserId, end: Timestamp) -> Result<bool, StoreError> {
        self.session().exists(
            "SELECT 1 FROM password_reset WHERE user_id = ?1 AND until > ?2",
            params![user.to_string(), end.as_microsecond()],
        )
    }

    /// Whose password may be set with this token now.
    pub fn reset_user(&self, token: &Digest, now: Timestamp) -> Result<Option<UserId>, StoreError> {
        let sql = RESET.select() + " WHERE token = ?1 AND until > ?2";
        let values = params![token.as_bytes(), now.as_microsecond()];
        self.session()
            .first(&RESET, &sql, values, |row| row.parsed("user_id"))
    }

    /// Forgets ways whose time is over.
    pub fn forget_old_resets(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.session().run(
            "DELETE FROM password_reset WHERE until <= ?1",
            [now.as_microsecond()],
        )
    }

    /// Ends all ways of a user.
    pub fn forget_resets(&self, user: UserId) -> Result<(), StoreError> {
        self.session().run(
            "DELETE FROM password_reset WHERE user_id = ?1",
            [user.to_string()],
        )?;
        Ok(())
    }
}
