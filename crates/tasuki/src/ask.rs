//! Asking for the password.

use std::io::IsTerminal as _;

use secrecy::SecretString;
use tasuki_desk::{NoPassword, PasswordFile, PasswordSource, Profile};
use tasuki_terms::UserId;

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
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(NoPassword::NobodyToAsk);
        }
        let prompt = format!("{} のパスワードを入力してください: ", self.user);
        match rpassword::prompt_password(prompt) {
            Ok(typed) if typed.is_empty() => Err(NoPassword::Empty),
            Ok(typed) => Ok(SecretString::from(typed)),
            Err(_) => Err(NoPassword::NobodyToAsk),
        }
    }
}
