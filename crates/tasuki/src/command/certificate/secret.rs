//! Passwords and passphrases of files.

use std::path::Path;

use secrecy::SecretString;
use tasuki_desk::{Locked, NoPassword, PasswordFile, PasswordSource as _};

use crate::ask::{prompt, twice};

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
    twice("秘密鍵の新しいパスフレーズを入力してください: ")
}
