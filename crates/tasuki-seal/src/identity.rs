//! Certificates with their private keys.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};

use crate::certificate::PublicKey;
use crate::{Certificate, MalformedCertificate, der_reader::Reader, der_writer};

/// Who signs and opens: a certificate and its private key, P-256 or RSA of at least 2048 bits.
///
/// The key is read once; copies are cheap and share it.
#[derive(Clone)]
pub struct Identity(Arc<Parts>);

struct Parts {
    certificate: Certificate,
    key: Key,
}

/// A private key, ready for its uses.
pub(crate) enum Key {
    /// P-256.
    P256 {
        signing: EcdsaKeyPair,
        agreeing: PrivateKey,
    },
    /// RSA.
    Rsa {
        signing: RsaKeyPair,
        decrypting: OaepPrivateDecryptingKey,
    },
}

impl Identity {
    /// Reads a certificate (DER) and its key (PKCS#8 DER, not encrypted).
    pub fn from_der(certificate: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let certificate = Certificate::from_der(certificate)?;
        let key = match certificate.key() {
            PublicKey::P256(point) => Key::p256(key, point),
            PublicKey::Rsa(info) => Key::rsa(key, info),
            PublicKey::Other => Err(IdentityError::Algorithm),
        }?;
        Ok(Self(Arc::new(Parts { certificate, key })))
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0.key
    }
}

impl Key {
    fn p256(pkcs8: &[u8], point: &[u8]) -> Result<Self, IdentityError> {
        let signing = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8)
            .map_err(|_| IdentityError::Key)?;
        if signing.public_key().as_ref() != point {
            return Err(IdentityError::Mismatch);
        }
        let agreeing =
            PrivateKey::from_private_key_der(&ECDH_P256, pkcs8).map_err(|_| IdentityError::Key)?;
        Ok(Self::P256 { signing, agreeing })
    }

    fn rsa(pkcs8: &[u8], info: &[u8]) -> Result<Self, IdentityError> {
        let signing = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| IdentityError::Key)?;
        if Some(signing.public_key().as_ref()) != rsa_public_key(info) {
            return Err(IdentityError::Mismatch);
        }
        let decrypting = PrivateDecryptingKey::from_pkcs8(pkcs8)
            .map_err(|_| IdentityError::Key)
            .and_then(|key| {
                OaepPrivateDecryptingKey::new(key).map_err(|Unspecified| IdentityError::Key)
            })?;
        Ok(Self::Rsa {
            signing,
            decrypting,
        })
    }

    /// Signs `message` with SHA-256.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match self {
            Self::P256 { signing, .. } => Ok(signing.sign(&random, message)?.as_ref().to_vec()),
            Self::Rsa { signing, .. } => {
                let mut signature = vec![0; signing.public_modulus_len()];
                signing.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

/// The `RSAPublicKey` inside a `SubjectPublicKeyInfo`.
fn rsa_public_key(info: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::new(info).inside(der_writer::SEQUENCE).ok()?;
    fields.expect(der_writer::SEQUENCE).ok()?;
    let bits = fields.expect(der_writer::BIT_STRING).ok()?;
    bits.contents.strip_prefix(&[0])
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(self.certificate()).finish()
    }
}

/// Why a certificate and a key are no [`Identity`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] MalformedCertificate),
    /// The certificate's key is neither P-256 nor RSA.
    #[error("the certificate's key is neither P-256 nor RSA")]
    Algorithm,
    /// The private key cannot be read, is too weak, or is of another kind than the certificate's.
    #[error("the private key cannot be used with the certificate")]
    Key,
    /// The private key belongs to another certificate.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::{OFFICE_A, OFFICE_B, OFFICE_RSA, office_a, office_rsa};
    use proptest::prelude::*;

    #[test]
    fn a_key_of_somebody_else_is_refused() {
        let refused = |certificate, key| Identity::from_der(certificate, key).unwrap_err();
        assert_eq!(refused(OFFICE_A.0, OFFICE_B.1), IdentityError::Mismatch);
        assert_eq!(refused(OFFICE_A.0, OFFICE_RSA.1), IdentityError::Key);
        assert_eq!(refused(OFFICE_RSA.0, OFFICE_A.1), IdentityError::Key);
        assert_eq!(refused(OFFICE_A.0, b"no key"), IdentityError::Key);
        assert!(matches!(
            refused(b"no certificate", OFFICE_A.1),
            IdentityError::Certificate(_)
        ));
    }

    #[test]
    fn debug_shows_no_key() {
        for identity in [office_a(), office_rsa()] {
            let shown = format!("{identity:?}");
            let serial = identity.certificate().serial_hex();
            assert_eq!(shown, format!("Identity(Certificate({serial}))"));
        }
    }

    #[test]
    fn identities_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>(_: T) {}
        shared(office_a());
    }

    proptest! {
        #[test]
        fn never_panics(rsa: bool, at: prop::sample::Index, byte: u8, bytes: Vec<u8>) {
            let (certificate, key) = if rsa { OFFICE_RSA } else { OFFICE_A };
            let mut changed = key.to_vec();
            *at.get_mut(&mut changed[..]) = byte;
            let _read = Identity::from_der(certificate, &changed);
            prop_assert!(Identity::from_der(certificate, &bytes).is_err());
        }
    }
}
