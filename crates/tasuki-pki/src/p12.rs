//! PKCS#12 files: certificate and key in the form that other software takes in and gives out.

use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey,
    PrivateKeyChain,
};
use rcgen::{KeyPair, PublicKeyData as _};
use rustls_pki_types::PrivatePkcs8KeyDer;
use zeroize::Zeroizing;

use crate::certificate;

mod read;

pub use read::{CannotReadP12, OpenedP12, read_p12};

/// How often the password is stirred. Readers have limits, so not more than they are used to.
const ITERATIONS: u32 = 10_000;

/// How a PKCS#12 file is encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum P12Form {
    /// AES-256 and HMAC-SHA-256.
    #[default]
    Modern,
    /// Triple DES and HMAC-SHA-1, for old systems that know nothing else. Weak: only where the
    /// modern form cannot be read.
    Legacy,
}

/// What goes into a PKCS#12 file.
#[derive(Clone, Copy)]
pub struct P12<'a> {
    /// The private key, PKCS#8.
    pub key_pkcs8_der: &'a [u8],
    /// The certificate of that key.
    pub certificate_der: &'a [u8],
    /// The certificates above it, the root last.
    pub above: &'a [&'a [u8]],
    /// The name by which stores list it. Characters beyond U+FFFF, which PKCS#12 does not know,
    /// become 〓.
    pub name: &'a str,
}

impl P12<'_> {
    /// Writes the file under a password. Salts come from the system's cryptographic source.
    pub fn write(&self, password: &str, form: P12Form) -> Result<Zeroizing<Vec<u8>>, P12Error> {
        let key = KeyPair::try_from(&PrivatePkcs8KeyDer::from(self.key_pkcs8_der))
            .map_err(|_| P12Error::Key)?;
        let parsed = certificate::read(self.certificate_der).map_err(|_| P12Error::Certificate)?;
        if key.subject_public_key_info() != parsed.public_key().raw {
            return Err(P12Error::OtherKey);
        }
        // The password is UTF-16 without surrogates there.
        if password.is_empty() || password.chars().any(|char| char > '\u{ffff}') {
            return Err(P12Error::Password);
        }
        let name: String = self.name.chars().map(plain).collect();
        let certificates = std::iter::once(&self.certificate_der)
            .chain(self.above)
            .map(|der| Certificate::from_der(der))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| P12Error::Certificate)?;
        let key = PrivateKey::from_der(self.key_pkcs8_der).map_err(|_| P12Error::Key)?;
        let local_id = certificate::serial_of(&parsed);
        let chain = PrivateKeyChain::new(local_id.into_bytes(), key, certificates);
        let mut store = KeyStore::new();
        store.add_entry(&name, KeyStoreEntry::PrivateKeyChain(chain));
        let (encryption, mac) = match form {
            P12Form::Modern => (
                EncryptionAlgorithm::PbeWithHmacSha256AndAes256,
                MacAlgorithm::HmacSha256,
            ),
            P12Form::Legacy => (
                EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc,
                MacAlgorithm::HmacSha1,
            ),
        };
        store
            .writer(password)
            .encryption_algorithm(encryption)
            .encryption_iterations(ITERATIONS)
            .mac_algorithm(mac)
            .mac_iterations(ITERATIONS)
            .write()
            .map(Zeroizing::new)
            .map_err(P12Error::Write)
    }
}

const fn plain(char: char) -> char {
    if char <= '\u{ffff}' { char } else { '〓' }
}

/// Why no PKCS#12 file was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum P12Error {
    /// The private key cannot be read.
    #[error("cannot read the private key")]
    Key,
    /// One of the certificates cannot be read.
    #[error("cannot read a certificate")]
    Certificate,
    /// The private key is not that of the certificate.
    #[error("the private key does not belong to the certificate")]
    OtherKey,
    /// The password is empty, or has characters that PKCS#12 does not know.
    #[error("the password is empty or has characters beyond U+FFFF")]
    Password,
    /// The file cannot be written.
    #[error("cannot write PKCS#12")]
    Write(#[source] p12_keystore::error::Error),
}
