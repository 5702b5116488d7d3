//! The password of a profile was forgotten (パスワードを忘れたとき).

use std::path::Path;

use tasuki_terms::Timestamp;

use super::settings::PROFILE_FILE;
use super::{ProfileError, keys};
use crate::durable::{self, Access};

/// Where things go that nobody can open any more.
const FOLDER: &str = "set-aside";

/// What is sealed under the profile key, or opens it, besides the private keys.
const SEALED: [&str; 8] = [
    "keyring.json",
    "book.db",
    "book.db-wal",
    "book.db-shm",
    "session.json",
    super::proxy::LOGIN_FILE,
    "password",
    "unlock",
];

/// Puts everything aside that only the forgotten password opens. Receipts, manifests and envelopes
/// stay where they are: none of them is sealed under it. What is put aside can be put back by whoever
/// remembers. The keyring goes last, so that a run that breaks off is repeated.
pub(super) fn set_aside(dir: &Path, now: Timestamp) -> Result<(), ProfileError> {
    let aside = dir
        .join(FOLDER)
        .join(now.strftime("%Y%m%dT%H%M%SZ").to_string());
    let set_aside = || {
        durable::create_folder(&aside, Access::Usual)?;
        let keys = keys::named(dir, "key", "sealed").map_err(std::io::Error::other)?;
        let files = SEALED.iter().rev().map(|name| dir.join(name));
        for path in keys.into_iter().chain(files) {
            if let Some(name) = path.file_name()
                && path.exists()
            {
                fs_err::rename(&path, aside.join(name))?;
            }
        }
        durable::sync_folder_of(&aside.join(PROFILE_FILE))?;
        durable::sync_folder_of(&dir.join(PROFILE_FILE))
    };
    set_aside().map_err(ProfileError::File)
}
