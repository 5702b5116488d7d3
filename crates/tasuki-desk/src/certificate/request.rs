//! A new key and the request to certify it.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_pki::{Cost, KeyRequest, SealedKey};
use tasuki_terms::{Entropy, UserId};

use super::CredentialError;
use crate::durable::{self, Access};

/// Where key and request are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestFiles {
    /// The request (CSR, PEM), to be sent to the authority.
    pub request: PathBuf,
    /// The private key, a [`SealedKey`] that only its user may read.
    pub key: PathBuf,
}

/// Makes a key for the office's user and a request to certify it, in the folder `dir`.
///
/// The key is never sent anywhere, and never in clear on disk: it is sealed under `passphrase`
/// until it is installed. No file is ever overwritten.
pub fn request_certificate(
    user: &UserId,
    dir: &Path,
    passphrase: &SecretString,
    entropy: &dyn Entropy,
) -> Result<RequestFiles, CredentialError> {
    let files = RequestFiles {
        request: dir.join(format!("{user}.csr")),
        key: dir.join(format!("{user}.key")),
    };
    for path in [&files.request, &files.key] {
        if path.exists() {
            return Err(CredentialError::Exists { path: path.clone() });
        }
    }
    let made = KeyRequest::new(user).map_err(CredentialError::Make)?;
    durable::create_folder(dir, Access::Usual).map_err(CredentialError::File)?;
    let passphrase = passphrase.expose_secret();
    let sealed = SealedKey::seal(&made.key_pkcs8_der, passphrase, Cost::PASSPHRASE, entropy)
        .map_err(CredentialError::Seal)?;
    durable::create(&files.key, sealed.as_bytes(), Access::Private)
        .map_err(CredentialError::File)?;
    // The key first: a request whose key is lost would be answered in vain.
    durable::create(&files.request, made.request_pem.as_bytes(), Access::Usual)
        .map_err(CredentialError::File)?;
    Ok(files)
}
