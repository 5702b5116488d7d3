//! Asking for passwords.

use std::io::IsTerminal as _;

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_desk::{
    DeskError, KeyringError, LockedProfile, NoPassword, PasswordFile, PasswordSource, Profile,
    ProfileError,
};
use tasuki_terms::UserId;

use crate::Args;

/// Takes the password from the profile's file, or asks the person at the terminal.
pub(crate) struct Password {
    user: UserId,
    file: Option<PasswordFile>,
}

impl Password {
    /// For the user of `profile`.
    pub(crate) fn of(profile: &Profile) -> Self {
        Self {
            user: profile.user(),
            file: profile.password_file().map(PasswordFile::new),
        }
    }
}

impl PasswordSource for Password {
    fn password(&self) -> Result<SecretString, NoPassword> {
        if let Some(file) = &self.file {
            return file.password();
        }
        prompt(&format!("{} のパスワードを入力してください: ", self.user))
    }
}

/// The password that unlocks the profile: from the file that was typed, from that of the profile,
/// or from the person at the terminal. Where there is no keyring yet, the person chooses it.
pub(crate) fn unlock_password(
    args: &Args,
    profile: Option<&LockedProfile>,
) -> Result<SecretString, DeskError> {
    let named = profile.and_then(LockedProfile::unlock_file);
    let asked = match args.unlock_file.clone().or(named) {
        Some(file) => PasswordFile::new(file).password(),
        None if profile.is_some_and(LockedProfile::has_keyring) => {
            prompt("クライアントのパスワードを入力してください: ")
        }
        None => twice("クライアントの新しいパスワードを入力してください: "),
    };
    Ok(asked
        .map_err(KeyringError::Password)
        .map_err(ProfileError::Keyring)?)
}

/// Something secret that is chosen now, typed twice.
pub(crate) fn twice(text: &str) -> Result<SecretString, NoPassword> {
    loop {
        let first = prompt(text)?;
        let again = prompt("確認のため、もう一度入力してください: ")?;
        if first.expose_secret() == again.expose_secret() {
            return Ok(first);
        }
    }
}

/// Whether a person at a terminal can be asked.
pub(crate) fn is_somebody_here() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Something secret, from the person at the terminal.
pub(crate) fn prompt(text: &str) -> Result<SecretString, NoPassword> {
    if !is_somebody_here() {
        return Err(NoPassword::NobodyToAsk);
    }
    match rpassword::prompt_password(text) {
        Ok(typed) if typed.is_empty() => Err(NoPassword::Empty),
        Ok(typed) => Ok(SecretString::from(typed)),
        Err(_) => Err(NoPassword::NobodyToAsk),
    }
}
