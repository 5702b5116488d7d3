//! The private keys of a profile: never in clear on disk.
//!
//! A key lies in `key….sealed`, under the keyring. Profiles of the old form had keys in clear,
//! `key….pem`; those are sealed, then overwritten and removed.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fs_err::OpenOptions;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use tasuki_terms::Entropy;
use zeroize::Zeroizing;

use super::ProfileError;
use super::settings::Settings;
use crate::Keyring;
use crate::durable::{self, Access};

/// What all private keys are sealed for. Which certificate a key belongs to, it says itself.
const PLACE: &str = "private-key";
const SEALED: &str = "sealed";
const CLEAR: &str = "pem";

/// How many keys of one name are thinkable.
const MOST: u32 = 1_000;

/// A private key, PKCS#8.
pub(super) type Key = Zeroizing<Vec<u8>>;

/// Seals a key and writes it to the new file `path`. There may be the same key already.
pub(super) fn save(
    path: &Path,
    key: &[u8],
    keyring: &Keyring,
    entropy: &dyn Entropy,
) -> Result<(), ProfileError> {
    let sealed = keyring.seal(PLACE, key, entropy)?;
    durable::write(path, &sealed, Access::Private).map_err(ProfileError::File)
}

/// All keys of the profile in `dir`.
pub(super) fn all(dir: &Path, keyring: &Keyring) -> Result<Vec<Key>, ProfileError> {
    let mut keys = Vec::new();
    for path in named(dir, "key", SEALED)? {
        let sealed = fs_err::read(&path).map_err(ProfileError::File)?;
        keys.push(keyring.open(PLACE, &sealed)?);
    }
    Ok(keys)
}

/// The files `<begin>….<extension>` in `dir`, by name.
pub(super) fn named(
    dir: &Path,
    begin: &str,
    extension: &str,
) -> Result<Vec<PathBuf>, ProfileError> {
    let mut paths = Vec::new();
    for entry in fs_err::read_dir(dir).map_err(ProfileError::File)? {
        let path = entry.map_err(ProfileError::File)?.path();
        let begins = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(begin));
        if begins && path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The files with keys in clear.
pub(super) fn in_clear(dir: &Path, settings: &Settings) -> Result<Vec<PathBuf>, ProfileError> {
    let mut paths = named(dir, "key", CLEAR)?;
    if let Some(named) = &settings.key {
        let path = dir.join(named);
        if path.exists() && !paths.contains(&path) {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Seals what lies in clear; then overwrites and removes it. Whatever breaks in between, the next
/// unlock goes on, and at no time is a key in neither of the two forms.
pub(super) fn take_over(
    dir: &Path,
    settings: &mut Settings,
    keyring: &Keyring,
    entropy: &dyn Entropy,
) -> Result<(), ProfileError> {
    for path in in_clear(dir, settings)? {
        if durable::is_exposed(&path).map_err(ProfileError::File)? {
            return Err(ProfileError::Exposed { path });
        }
        let pem = Zeroizing::new(fs_err::read(&path).map_err(ProfileError::File)?);
        let key = PrivatePkcs8KeyDer::from_pem_slice(&pem)
            .map_err(|_| ProfileError::Pem { path: path.clone() })?;
        seal_once(dir, &path, key.secret_pkcs8_der(), keyring, entropy)?;
        wipe(&path).map_err(ProfileError::File)?;
        tracing::info!("a private key in clear was sealed and removed");
    }
    if settings.key.take().is_some() {
        settings.save(dir)?;
    }
    Ok(())
}

/// Seals the key of the file `clear` beside the others, unless it is there already. Another key
/// is never replaced.
fn seal_once(
    dir: &Path,
    clear: &Path,
    key: &[u8],
    keyring: &Keyring,
    entropy: &dyn Entropy,
) -> Result<(), ProfileError> {
    if all(dir, keyring)?
        .iter()
        .any(|known| known.as_slice() == key)
    {
        return Ok(());
    }
    let stem = clear
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|stem| stem.starts_with("key"))
        .unwrap_or("key");
    let free = (1..=MOST)
        .map(|number| match number {
            1 => dir.join(format!("{stem}.{SEALED}")),
            _ => dir.join(format!("{stem}-{number}.{SEALED}")),
        })
        .find(|path| !path.exists());
    match free {
        Some(path) => save(&path, key, keyring, entropy),
        None => Err(ProfileError::File(io::ErrorKind::AlreadyExists.into())),
    }
}

/// Overwrites a file and removes it. On disks that write elsewhere, and in copies of them, the
/// old bytes may live on; more than this cannot be done from here.
fn wipe(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    let zeros = [0; 4096];
    while left > 0 {
        let length = usize::try_from(left).map_or(zeros.len(), |left| left.min(zeros.len()));
        file.write_all(zeros.get(..length).unwrap_or(&zeros))?;
        left -= length as u64;
    }
    file.sync_all()?;
    drop(file);
    durable::remove(path)?;
    durable::sync_folder_of(path)
}
