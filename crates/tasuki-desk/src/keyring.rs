//! The keyring: what keeps everything secret of a profile unreadable on disk.
//!
//! `keyring.json` holds the profile key, 32 bytes of chance, wrapped under the password with which
//! people log in to the client (C-IDのパスワード): argon2id makes a key of the password,
//! AES-256-GCM wraps with it. Everything else is sealed under the profile key, so that a new
//! password means one file written anew and nothing else.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tasuki_pki::{Cost, SealedKey};
use tasuki_seal::{SystemEntropy, sha256};
use tasuki_terms::{Digest, Entropy};
use zeroize::Zeroizing;

use crate::durable::{self, Access};

mod error;

pub use error::KeyringError;

const KEYRING_FILE: &str = "keyring.json";
/// The form of `keyring.json`.
const VERSION: u32 = 1;
/// The form of a sealed value: this byte, the nonce, the value, its tag.
const VALUE: u8 = 1;
const KEY_LEN: usize = 32;

/// With what a keyring is unlocked, and locked where it is made.
#[derive(Clone, Copy)]
pub struct Lock<'a> {
    /// The password with which people log in to the client (C-IDのパスワード).
    pub password: &'a SecretString,
    /// What trying one password costs; only used where a keyring is made or locked anew.
    pub cost: Cost,
    /// Gives chance.
    pub entropy: &'a dyn Entropy,
}

/// An unlocked keyring. It is cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Parts>);

struct Parts {
    file: PathBuf,
    bytes: Zeroizing<[u8; KEY_LEN]>,
    key: LessSafeKey,
}

/// `keyring.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    /// A [`SealedKey`], base64.
    wrapped: String,
    /// The SHA-256 of the wrapped bytes: so a damaged file is not taken for a wrong password.
    digest: Digest,
}

impl<'a> Lock<'a> {
    /// The usual cost, and chance from the system.
    pub const fn new(password: &'a SecretString) -> Self {
        Self {
            password,
            cost: Cost::PASSWORD,
            entropy: &SystemEntropy,
        }
    }
}

impl Keyring {
    /// Whether the profile folder `dir` has a keyring.
    pub fn exists(dir: &Path) -> bool {
        dir.join(KEYRING_FILE).exists()
    }

    /// Makes a keyring in the profile folder `dir`, which must not have one yet.
    pub fn make(dir: &Path, lock: &Lock<'_>) -> Result<Self, KeyringError> {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        lock.entropy.fill(&mut *bytes);
        let made = Self::of(dir.join(KEYRING_FILE), bytes)?;
        durable::create_folder(dir, Access::Private).map_err(KeyringError::File)?;
        let json = made.wrapped(lock)?;
        durable::create(&made.0.file, &json, Access::Private).map_err(KeyringError::File)?;
        Ok(made)
    }

    /// Unlocks the keyring in the profile folder `dir`.
    pub fn unlock(dir: &Path, password: &SecretString) -> Result<Self, KeyringError> {
        let file = dir.join(KEYRING_FILE);
        let Some(json) = durable::read(&file).map_err(KeyringError::File)? else {
            return Err(KeyringError::Missing { path: file });
        };
        let damaged = || KeyringError::Damaged { path: file.clone() };
        let kept: Kept = serde_json::from_slice(&json).map_err(|_| damaged())?;
        let wrapped = BASE64_STANDARD
            .decode(&kept.wrapped)
            .map_err(|_| damaged())?;
        if kept.version != VERSION || sha256(&wrapped) != kept.digest {
            return Err(damaged());
        }
        let opened = SealedKey::from_bytes(wrapped)
            .open(password.expose_secret())
            .map_err(|_| KeyringError::WrongPassword)?;
        let bytes: [u8; KEY_LEN] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Self::of(file, Zeroizing::new(bytes))
    }

    /// Locks the keyring with another password. Nothing that is sealed has to be sealed anew.
    pub fn rewrap(&self, lock: &Lock<'_>) -> Result<(), KeyringError> {
        let json = self.wrapped(lock)?;
        durable::write(&self.0.file, &json, Access::Private).map_err(KeyringError::File)
    }

    /// Seals a value that belongs to `place`, such as `drafts/<id>/text`: opened for any other
    /// place it is refused, so that values cannot be exchanged for each other.
    pub fn seal(
        &self,
        place: &str,
        value: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, KeyringError> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce);
        let mut inner = Zeroizing::new(value.to_vec());
        let tag = self
            .0
            .key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut inner,
            )
            .map_err(|_| KeyringError::Seal)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + inner.len() + tag.as_ref().len());
        sealed.push(VALUE);
        sealed.extend(nonce);
        sealed.extend(&*inner);
        sealed.extend(tag.as_ref());
        Ok(sealed)
    }

    /// Opens a value that was sealed for `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyringError> {
        let wrong = || KeyringError::Value {
            place: place.to_owned(),
        };
        let Some((&VALUE, rest)) = sealed.split_first() else {
            return Err(wrong());
        };
        let (nonce, inner) = rest.split_first_chunk().ok_or_else(wrong)?;
        let mut opened = Zeroizing::new(inner.to_vec());
        let length = self
            .0
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(place.as_bytes()),
                &mut opened,
            )
            .map_err(|_| wrong())?
            .len();
        opened.truncate(length);
        Ok(opened)
    }

    fn of(file: PathBuf, bytes: Zeroizing<[u8; KEY_LEN]>) -> Result<Self, KeyringError> {
        let key = UnboundKey::new(&AES_256_GCM, &*bytes).map_err(|_| KeyringError::Seal)?;
        let key = LessSafeKey::new(key);
        Ok(Self(Arc::new(Parts { file, bytes, key })))
    }

    fn wrapped(&self, lock: &Lock<'_>) -> Result<Vec<u8>, KeyringError> {
        let password = lock.password.expose_secret();
        let wrapped = SealedKey::seal(&*self.0.bytes, password, lock.cost, lock.entropy)
            .map_err(|_| KeyringError::Seal)?;
        let kept = Kept {
            version: VERSION,
            wrapped: BASE64_STANDARD.encode(wrapped.as_bytes()),
            digest: sha256(wrapped.as_bytes()),
        };
        serde_json::to_vec_pretty(&kept).map_err(|error| KeyringError::File(error.into()))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

impl fmt::Debug for Lock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
