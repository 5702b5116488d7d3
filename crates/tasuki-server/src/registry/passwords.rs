//! A user chooses a password.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{PasswordChange, PasswordFault, PasswordRule, PasswordState};
use tasuki_store::{StoreError, UserRow};
use tasuki_terms::UserId;

use super::Registry;
use crate::password::{self, HashError, Passwords};

/// What a user types to change the password.
#[derive(Debug)]
pub struct NewPassword {
    /// The password until now.
    pub old: SecretString,
    /// The new one.
    pub new: SecretString,
    /// The new one once more.
    pub again: SecretString,
}

/// Why a password is not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// The old password is wrong.
    #[error("the old password is wrong")]
    Wrong,
    /// It is temporary, and its time is over.
    #[error("the temporary password has lapsed")]
    Lapsed,
    /// The new one may not be one.
    #[error("the new password is not allowed")]
    Faults(Vec<PasswordFault>),
    /// Too many wait for a password to be tried.
    #[error("too many passwords are being tried")]
    Busy,
    /// There is no such user.
    #[error("no such user")]
    Unknown,
    /// A password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Changes a user's password; all sessions of the user end. Whoever asks counts the wrong ones.
    pub async fn change_password(
        &self,
        passwords: &Passwords,
        user: UserId,
        typed: NewPassword,
    ) -> Result<(), PasswordError> {
        let _turn = passwords.turn_of(user).await;
        let row = self.records.user(user).await?;
        let row = row.ok_or(PasswordError::Unknown)?;
        let faults = PasswordRule::default().faults(&PasswordChange {
            new: typed.new.expose_secret(),
            again: typed.again.expose_secret(),
            old: typed.old.expose_secret(),
            user: user.as_str(),
        });
        let is_right = passwords.is_right(typed.old, row.password_hash.clone());
        if !is_right.await.ok_or(PasswordError::Busy)? {
            return Err(PasswordError::Wrong);
        }
        if password::state(&row, self.now()) == PasswordState::Lapsed {
            return Err(PasswordError::Lapsed);
        }
        if !faults.is_empty() {
            return Err(PasswordError::Faults(faults));
        }
        self.set_password(row, &typed.new).await
    }

    /// Tries the password of a user who is logged in, before something that matters. Whoever asks
    /// counts the wrong ones.
    pub(super) async fn try_own_password(
        &self,
        passwords: &Passwords,
        user: UserId,
        typed: SecretString,
    ) -> Result<UserRow, PasswordError> {
        let row = self.records.user(user).await?;
        let row = row.ok_or(PasswordError::Unknown)?;
        let is_right = passwords.is_right(typed, row.password_hash.clone()).await;
        if is_right.ok_or(PasswordError::Busy)? {
            Ok(row)
        } else {
            Err(PasswordError::Wrong)
        }
    }

    /// Sets a password that was found good, whoever may.
    pub(crate) async fn set_password(
        &self,
        row: UserRow,
        new: &SecretString,
    ) -> Result<(), PasswordError> {
        let (user, now) = (row.id, self.now());
        let row = UserRow {
            password_hash: password::hash(new)?,
            is_temporary: false,
            password_since: Some(now),
            failures: 0,
            locked_until: None,
            ..row
        };
        let entry = self.audit(user.as_str(), "user.password", user, "");
        self.records
            .change("set_password", move |records| {
                records.save_user(&row)?;
                records.end_sessions_of(None, user.as_str())?;
                records.forget_resets(user)?;
                records.append_audit(entry)
            })
            .await?;
        Ok(())
    }
}
