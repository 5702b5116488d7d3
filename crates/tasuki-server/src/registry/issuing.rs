//! The password for certificates (証明書発行用パスワード): tried, with a lock-out of its own, and given
//! anew.

use secrecy::SecretString;
use tasuki_exchange::{Lockout, locked_until, new_password};
use tasuki_store::{StoreError, UserRow};
use tasuki_terms::{Timestamp, UserId};

use super::{PasswordError, Registry, notices};
use crate::password::{self, Passwords};

/// Characters of the password: 66 bits of chance.
const LENGTH: usize = 12;

/// Why a password for certificates is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssuingPasswordError {
    /// It is wrong.
    #[error("the password for certificates is wrong")]
    Wrong,
    /// It was wrong too often.
    #[error("no password for certificates is tried until {0}")]
    Locked(Timestamp),
    /// The user has none yet.
    #[error("the user has no password for certificates")]
    None,
    /// There is no such user.
    #[error("no such user")]
    Unknown,
    /// Too many wait for a password to be tried.
    #[error("too many passwords are being tried")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Tries the password for certificates of a user, and counts a wrong one.
    pub(super) async fn try_issuing_password(
        &self,
        passwords: &Passwords,
        user: UserId,
        typed: SecretString,
    ) -> Result<UserRow, IssuingPasswordError> {
        let _turn = passwords.turn_of(user).await;
        let row = self.records.user(user).await?;
        let row = row.ok_or(IssuingPasswordError::Unknown)?;
        self.may_try(&row)?;
        self.count_issuing_password(passwords, &row, typed).await?;
        Ok(row)
    }

    /// Whether the user may try at all now.
    pub(super) fn may_try(&self, row: &UserRow) -> Result<(), IssuingPasswordError> {
        match row.issuing_locked_until {
            Some(until) if until > self.now() => Err(IssuingPasswordError::Locked(until)),
            _ => Ok(()),
        }
    }

    /// Compares with what the user has now, and counts. The caller holds the user's turn.
    pub(super) async fn count_issuing_password(
        &self,
        passwords: &Passwords,
        row: &UserRow,
        typed: SecretString,
    ) -> Result<(), IssuingPasswordError> {
        let hash = row.issuing_hash.clone();
        let hash = hash.ok_or(IssuingPasswordError::None)?;
        let is_right = passwords.is_right(typed, hash).await;
        if is_right.ok_or(IssuingPasswordError::Busy)? {
            self.forget_issuing_failures(row).await?;
            return Ok(());
        }
        let (row, now) = (row.clone(), self.now());
        self.records
            .change("note_issuing_failure", move |records| {
                // Another process may have counted one meanwhile.
                let known = records.user(row.id)?;
                let known = known.map_or(row.issuing_failures, |row| row.issuing_failures);
                let failures = known.saturating_add(1);
                records.note_issuing_failures(&UserRow {
                    issuing_failures: failures,
                    issuing_locked_until: locked_until(failures, now, &Lockout::default()),
                    ..row
                })
            })
            .await?;
        Err(IssuingPasswordError::Wrong)
    }

    /// A right password makes the wrong ones before it forgotten.
    pub(super) async fn forget_issuing_failures(&self, row: &UserRow) -> Result<(), StoreError> {
        if row.issuing_failures == 0 {
            return Ok(());
        }
        self.note(UserRow {
            issuing_failures: 0,
            issuing_locked_until: None,
            ..row.clone()
        })
        .await
    }

    async fn note(&self, row: UserRow) -> Result<(), StoreError> {
        self.records
            .change("note_issuing_failures", move |records| {
                records.note_issuing_failures(&row)
            })
            .await
    }

    /// Gives a user a new password for certificates, which only this answer tells. Keys that were
    /// sealed under an earlier one stay under it. The office reads of it, and for some days no
    /// certificate is issued to it without a person who looks.
    pub async fn reissue_issuing_password(
        &self,
        passwords: &Passwords,
        user: UserId,
        password: SecretString,
    ) -> Result<SecretString, PasswordError> {
        let tried = self.try_own_password(passwords, user, password).await?;
        let new = SecretString::from(new_password(LENGTH, &*self.entropy));
        let hashed = new.clone();
        let hashed = passwords.in_turn(move || password::hash(&hashed)).await;
        let hash = hashed.ok_or(PasswordError::Busy)??;
        let entry = self.audit(user.as_str(), "user.issuing-password", user, "");
        let (now, ids) = (self.now(), (self.new_id(), self.new_id()));
        let is_done = self
            .records
            .change("reissue_issuing_password", move |records| {
                // A new letter may have come in between: then somebody else's password was tried.
                let row = records.user(user)?;
                let row = row.filter(|row| row.password_hash == tried.password_hash);
                if let Some(row) = row {
                    let told = notices::issuing_password_given(now);
                    told.publish(records, ids, (row.office, user), now)?;
                    records.save_user(&UserRow {
                        issuing_hash: Some(hash),
                        issuing_since: Some(now),
                        issuing_failures: 0,
                        issuing_locked_until: None,
                        ..row
                    })?;
                    records.append_audit(entry)?;
                    return Ok(true);
                }
                Ok(false)
            })
            .await?;
        if is_done {
            Ok(new)
        } else {
            Err(PasswordError::Wrong)
        }
    }
}
