//! The user of an office's client (個人ユーザ, C…).

use secrecy::SecretString;
use tasuki_exchange::new_password;
use tasuki_store::{AppUserRow, StoreError, Transaction};
use tasuki_terms::{AppUserId, Entropy, OfficeNumber, Timestamp, UserId};

use super::Registry;
use crate::password::{self, HashError};
use crate::vault::NotOpened;

/// Characters of the password: 66 bits of chance, as in a letter.
const PASSWORD: usize = 12;

/// An office's app user with its password, as the portal shows it.
#[derive(Debug)]
pub struct AppUser {
    /// The id.
    pub id: AppUserId,
    /// The password.
    pub password: SecretString,
}

/// Why a password is not shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppUserError {
    /// It was sealed under another key.
    #[error("the password of the app user cannot be opened")]
    Vault,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The password of an app user that may be made. Its hash takes some 20 ms, too long for a
/// transaction.
pub(super) struct AppPassword {
    password: String,
    hash: String,
}

impl AppPassword {
    /// Makes one.
    pub(super) fn new(entropy: &dyn Entropy) -> Result<Self, HashError> {
        let password = new_password(PASSWORD, entropy);
        let hash = password::hash(&SecretString::from(password.as_str()))?;
        Ok(Self { password, hash })
    }
}

impl From<NotOpened> for AppUserError {
    fn from(_: NotOpened) -> Self {
        Self::Vault
    }
}

impl Registry {
    /// Shows an office's user its app user with the password; none before the application, or where
    /// the command line gave the password, which is nowhere but with whoever typed it. That it was
    /// shown goes into the audit trail.
    pub async fn show_app_user(
        &self,
        office: OfficeNumber,
        user: UserId,
    ) -> Result<Option<AppUser>, AppUserError> {
        let entry = self.audit(user.as_str(), "app_user.show", office, "");
        let row = self
            .records
            .read("app_user_of", move |records| records.app_user_of(office))
            .await?;
        let Some(row) = row.filter(AppUserRow::can_be_shown) else {
            return Ok(None);
        };
        let opened = self.vault.open(row.id.as_str(), &row.sealed_password)?;
        let text = str::from_utf8(&opened).map_err(|_| AppUserError::Vault)?;
        self.records
            .change("show_app_user", move |records| records.append_audit(entry))
            .await?;
        Ok(Some(AppUser {
            id: row.id,
            password: text.into(),
        }))
    }

    /// Hashes the passwords of app users that were made before they could log in at the exchange.
    /// One that the vault cannot open stays without.
    pub(crate) async fn hash_app_passwords(&self) -> Result<(), StoreError> {
        let rows = self
            .records
            .read("app_users_without_hash", |records: &Transaction<'_>| {
                records.app_users_without_hash()
            })
            .await?;
        for row in rows {
            let Ok(opened) = self.vault.open(row.id.as_str(), &row.sealed_password) else {
                continue;
            };
            let password = SecretString::from(String::from_utf8_lossy(&opened).as_ref());
            let Ok(hash) = password::hash_apart(password).await else {
                continue;
            };
            let row = AppUserRow {
                password_hash: Some(hash),
                ..row
            };
            self.records
                .change("hash_app_password", move |records| {
                    records.save_app_user(&row)
                })
                .await?;
        }
        Ok(())
    }

    /// Makes a password where it holds up nobody.
    pub(super) async fn new_app_password(&self) -> Result<AppPassword, HashError> {
        let entropy = std::sync::Arc::clone(&self.entropy);
        password::apart(move || AppPassword::new(&*entropy)).await
    }

    /// The app user that an office has, or is to get and not yet saved. None where no id is left or
    /// the vault fails.
    pub(super) fn app_user_for(
        &self,
        records: &Transaction<'_>,
        office: OfficeNumber,
        made: &AppPassword,
        now: Timestamp,
    ) -> Result<Option<AppUserRow>, StoreError> {
        if let Some(known) = records.app_user_of(office)? {
            return Ok(Some(known));
        }
        let Some(id) = free_id(records)? else {
            return Ok(None);
        };
        let sealed = self.vault.seal(id.as_str(), made.password.as_bytes()).ok();
        Ok(sealed.map(|sealed_password| AppUserRow {
            id,
            office,
            sealed_password,
            password_hash: Some(made.hash.clone()),
            failures: 0,
            locked_until: None,
            made_at: now,
        }))
    }
}

/// The first id behind those that are given out.
fn free_id(records: &Transaction<'_>) -> Result<Option<AppUserId>, StoreError> {
    let mut number = records.app_user_count()?;
    loop {
        number += 1;
        match AppUserId::from_number(number) {
            Some(id) if records.app_user(id)?.is_some() => {}
            found => return Ok(found),
        }
    }
}
