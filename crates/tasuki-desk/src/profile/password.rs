//! The app user of a profile, and the password that locks it.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_terms::AppUserId;

use super::{LockedProfile, Profile, ProfileError};
use crate::durable::{self, Access};
use crate::{Keyring, Lock};

/// How far a password was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordChange {
    /// Wherever it stands.
    Whole,
    /// The profile opens with the new one alone, and the file that keeps it has still the old one.
    FileNotWritten,
}

impl LockedProfile {
    /// The app user (個人ユーザ) who logs in to this client; none before the platform has let one in.
    pub const fn app_user(&self) -> Option<AppUserId> {
        self.settings.app_user
    }

    /// Locks the profile with another password. Nothing that is sealed has to be sealed anew. From
    /// the moment on at which the keyring is locked anew only the new password opens it, whatever
    /// becomes of the file that keeps it.
    pub fn change_password(
        &self,
        before: &SecretString,
        lock: &Lock<'_>,
    ) -> Result<PasswordChange, ProfileError> {
        Keyring::unlock(&self.dir, before)?.rewrap(lock)?;
        let Some(kept) = self.unlock_file() else {
            return Ok(PasswordChange::Whole);
        };
        let secret = lock.password.expose_secret().as_bytes();
        Ok(match durable::write(&kept, secret, Access::Private) {
            Ok(()) => PasswordChange::Whole,
            Err(_) => PasswordChange::FileNotWritten,
        })
    }
}

impl Profile {
    /// Remembers whom the platform has let in as the app user (個人ユーザ) with this profile.
    pub fn remember_app_user(&self, user: AppUserId) -> Result<(), ProfileError> {
        let mut settings = self.settings()?;
        settings.app_user = Some(user);
        settings.save(self.dir())
    }
}
