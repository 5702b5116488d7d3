//! Passwords and passphrases of files.

use std::io::IsTerminal as _;
use std::path::Path;

use secrecy::SecretString;
use tasuki_desk::{Locked, NoPassword, PasswordFile, PasswordSource as _};

/// The first line of a file that only its user may read.
pub(super) fn of_file(path: &Path) -> Result<SecretString, NoPassword> {
    PasswordFile::new(path).password()
}

/// What a file is locked with, from the person at the terminal.
pub(super) fn ask(locked: Locked) -> Result<SecretString, NoPassword> {
    prompt(match locked {
        Locked::P12 => "証明書発行用パスワードを入力してください: ",
        Locked::Key => "秘密鍵のパスフレーズを入力してください: ",
    })
}

/// A passphrase for a new key, typed twice.
pub(super) fn new_passphrase() -> Result<SecretString, NoPassword> {
    use secrecy::ExposeSecret as _;
    loop {
        let first = prompt("秘密鍵の新しいパスフレーズを入力してください: ")?;
        let again = prompt("確認のため、もう一度入力してください: ")?;
        if first.expose_secret() == again.expose_secret() {
            return Ok(first);
        }
    }
}

fn prompt(text: &str) -> Result<SecretString, NoPassword> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(NoPassword::NobodyToAsk);
    }
    match rpassword::prompt_password(text) {
        Ok(typed) if typed.is_empty() => Err(NoPassword::Empty),
        Ok(typed) => Ok(SecretString::from(typed)),
        Err(_) => Err(NoPassword::NobodyToAsk),
    }
}
