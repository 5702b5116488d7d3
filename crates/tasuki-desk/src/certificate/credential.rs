//! Certificate and key, from whatever files they come in.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::{PemObject as _, SectionKind};
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_pki::{Anchors, CannotReadP12, CertificateFacts, SealedKey, read_p12};
use tasuki_seal::Identity;
use zeroize::Zeroizing;

use super::CredentialError;
use crate::NoPassword;

/// A certificate, the key that fits it, and what came with them. Says nothing about trust.
pub struct Credential {
    /// The office's own certificate.
    pub(crate) certificate: Vec<u8>,
    /// The authorities between it and a root.
    pub(crate) between: Vec<Vec<u8>>,
    /// Roots that came along.
    pub(crate) roots: Vec<Vec<u8>>,
    /// The private key, PKCS#8.
    pub(crate) key: Zeroizing<Vec<u8>>,
}

/// What a password is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Locked {
    /// A PKCS#12 file: the password for issuing (証明書発行用パスワード).
    P12,
    /// A key that was sealed when it was made: its passphrase.
    Key,
}

/// What was found in files.
#[derive(Default)]
struct Found {
    certificates: Vec<Vec<u8>>,
    keys: Vec<Zeroizing<Vec<u8>>>,
}

impl Credential {
    /// Reads files: PKCS#12, or certificates in PEM or DER with their key in PEM or sealed.
    /// `password` is asked for each file that is locked.
    pub fn read(
        files: &[(PathBuf, Zeroizing<Vec<u8>>)],
        password: &dyn Fn(Locked) -> Result<SecretString, NoPassword>,
    ) -> Result<Self, CredentialError> {
        let mut found = Found::default();
        for (path, bytes) in files {
            found.add(path, bytes, password)?;
        }
        found.pair()
    }

    /// What the office's own certificate says.
    pub fn facts(&self) -> Result<CertificateFacts, CredentialError> {
        CertificateFacts::read(&self.certificate).map_err(CredentialError::Certificate)
    }

    /// What the roots say that came along; nobody has said yet that they are trusted.
    pub fn roots(&self) -> Vec<CertificateFacts> {
        let facts = self.roots.iter().map(|der| CertificateFacts::read(der));
        facts.filter_map(Result::ok).collect()
    }
}

impl Found {
    fn add(
        &mut self,
        path: &Path,
        bytes: &[u8],
        password: &dyn Fn(Locked) -> Result<SecretString, NoPassword>,
    ) -> Result<(), CredentialError> {
        let ask = |locked| password(locked).map_err(CredentialError::Password);
        if SealedKey::is_one(bytes) {
            let sealed = SealedKey::from_bytes(bytes.to_vec());
            let opened = sealed.open(ask(Locked::Key)?.expose_secret());
            let key = opened.map_err(|_| CredentialError::Passphrase {
                path: path.to_owned(),
            })?;
            self.keys.push(key);
            return Ok(());
        }
        if CertificateFacts::read(bytes).is_ok() {
            self.certificates.push(bytes.to_vec());
            return Ok(());
        }
        // All of DER begins with a sequence.
        if bytes.first() == Some(&0x30) {
            let opened = read_p12(bytes, ask(Locked::P12)?.expose_secret());
            let opened = opened.map_err(|source| match source {
                CannotReadP12::Password => CredentialError::P12Password {
                    path: path.to_owned(),
                },
                source => CredentialError::P12 {
                    path: path.to_owned(),
                    source,
                },
            })?;
            self.keys.push(opened.key_pkcs8_der);
            self.certificates.push(opened.certificate_der);
            self.certificates.extend(opened.others);
            return Ok(());
        }
        self.add_pem(path, bytes)
    }

    fn add_pem(&mut self, path: &Path, bytes: &[u8]) -> Result<(), CredentialError> {
        let unknown = || CredentialError::Unknown {
            path: path.to_owned(),
        };
        let (certificates, keys) = (self.certificates.len(), self.keys.len());
        let mut is_request = false;
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(bytes) {
            let (kind, der) = section.map_err(|_| unknown())?;
            match kind {
                SectionKind::Certificate => self.certificates.push(der),
                SectionKind::PrivateKey => self.keys.push(Zeroizing::new(der)),
                SectionKind::Csr => is_request = true,
                _ => {}
            }
        }
        let is_new = self.certificates.len() > certificates || self.keys.len() > keys;
        match (is_new, is_request) {
            (true, _) => Ok(()),
            (false, true) => Err(CredentialError::Request {
                path: path.to_owned(),
            }),
            (false, false) => Err(unknown()),
        }
    }

    fn pair(mut self) -> Result<Credential, CredentialError> {
        if self.certificates.is_empty() {
            return Err(CredentialError::NoCertificate);
        }
        let mut keys = self.keys.into_iter();
        let key = keys.next().ok_or(CredentialError::NoKey)?;
        if keys.next().is_some() {
            return Err(CredentialError::SeveralKeys);
        }
        let own = self
            .certificates
            .iter()
            .position(|der| Identity::from_der(der, &key).is_ok())
            .ok_or(CredentialError::OtherKey)?;
        let certificate = self.certificates.remove(own);
        let (roots, between) = self
            .certificates
            .into_iter()
            .partition(|der| Anchors::from_der([der]).is_ok());
        Ok(Credential {
            certificate,
            between,
            roots,
            key,
        })
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").finish_non_exhaustive()
    }
}
