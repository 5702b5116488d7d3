//! Ways back in for who lost a password (パスワード等を紛失した方).

use rusqlite::params;
use tasuki_terms::{Digest, Timestamp, UserId};

use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;

const RESET: Table = Table {
    name: "password_reset",
    columns: &["user_id"],
};

impl Transaction<'_> {
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
