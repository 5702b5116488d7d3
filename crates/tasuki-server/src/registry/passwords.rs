//! A user chooses a password.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{PasswordChange, PasswordFault, PasswordRule, PasswordState};
use tasuki_store::{AuditEntry, StoreError, Transaction, UserRow};
use tasuki_terms::{Timestamp, UserId};

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
    /// The old password is wrong, or it is not the user's any more.
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
    /// Changes a user's password, and tells the user as it is then; all sessions of the user end.
    /// Whoever asks counts the wrong ones.
    pub async fn change_password(
        &self,
        passwords: &Passwords,
        user: UserId,
        typed: NewPassword,
    ) -> Result<UserRow, PasswordError> {
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
        let chosen = self.choose_password(passwords, row, typed.new).await?;
        let changed = self
            .records
            .change("change_password", move |records| chosen.save(records))
            .await?;
        changed.ok_or(PasswordError::Wrong)
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

    /// Hashes the password that is to take the place of the one in `before`.
    pub(super) async fn choose_password(
        &self,
        passwords: &Passwords,
        before: UserRow,
        new: SecretString,
    ) -> Result<ChosenPassword, PasswordError> {
        let hashed = passwords.in_turn(move || password::hash(&new)).await;
        let user = before.id;
        Ok(ChosenPassword {
            hash: hashed.ok_or(PasswordError::Busy)??,
            before,
            entry: self.audit(user.as_str(), "user.password", user, ""),
            now: self.now(),
        })
    }
}

/// A password that was found good, and is not saved yet.
pub(super) struct ChosenPassword {
    before: UserRow,
    hash: String,
    entry: AuditEntry,
    now: Timestamp,
}

impl ChosenPassword {
    /// Saves it, and tells the user as it is then; all sessions of the user end. None, and nothing
    /// is done, if the user was given another password meanwhile, as by a new letter: what was
    /// tried is not the user's any more.
    pub(super) fn save(self, records: &Transaction<'_>) -> Result<Option<UserRow>, StoreError> {
        let user = self.before.id;
        let hashes = (&*self.before.password_hash, &*self.hash);
        if !records.replace_password(user, hashes, self.now)? {
            return Ok(None);
        }
        records.end_sessions_of(None, user.as_str())?;
        records.forget_resets(user)?;
        records.append_audit(self.entry)?;
        records.user(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::with_office;

    const NEW: &str = "Chosen-2026";

    #[tokio::test]
    async fn a_password_that_is_chosen_undoes_nothing_that_was_done_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, letter) = with_office(folder.path()).await;
        let (user, number) = (letter.user, letter.office.number);
        let row = async || registry.records.user(user).await.unwrap().unwrap();
        let passwords = Passwords::default();
        let choose = async |before| {
            let chosen = registry.choose_password(&passwords, before, NEW.into());
            let chosen = chosen.await.unwrap();
            let save = move |records: &Transaction<'_>| chosen.save(records);
            registry.records.change("test", save).await.unwrap()
        };
        // An address that was registered meanwhile, and a password for certificates, stay.
        let before = row().await;
        let changed = UserRow {
            mail: Some("tantou@example.jp".to_owned()),
            issuing_hash: Some("given anew".to_owned()),
            ..row().await
        };
        registry.records.save_user(changed).await.unwrap();
        let kept = choose(before).await.unwrap();
        assert_eq!(kept.mail.as_deref(), Some("tantou@example.jp"));
        assert_eq!(kept.issuing_hash.as_deref(), Some("given anew"));
        assert!(!kept.is_temporary);
        // A new letter stays, too: what was tried is not the user's any more.
        let before = row().await;
        registry.reissue_letter(number, "test").await.unwrap();
        let lettered = row().await;
        assert_eq!(choose(before).await, None);
        assert_eq!(row().await, lettered);
    }
}
