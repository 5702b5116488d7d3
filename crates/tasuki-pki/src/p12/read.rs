//! Reading PKCS#12.

use std::fmt;

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use rcgen::{KeyPair, PublicKeyData as _};
use rustls_pki_types::PrivatePkcs8KeyDer;
use zeroize::Zeroizing;

use crate::certificate;

/// Bytes of a file at most: key and chain need some thousand.
const LARGEST: usize = 256 * 1024;

/// What was in a PKCS#12 file. Says nothing about trust.
pub struct OpenedP12 {
    /// The private key, PKCS#8.
    pub key_pkcs8_der: Zeroizing<Vec<u8>>,
    /// The certificate of that key.
    pub certificate_der: Vec<u8>,
    /// All other certificates, in the order of the file.
    pub others: Vec<Vec<u8>>,
}

/// Opens a PKCS#12 file, whoever wrote it and in whichever [`crate::P12Form`].
///
/// Exactly one of its keys must be that of one of its certificates.
pub fn read_p12(bytes: &[u8], password: &str) -> Result<OpenedP12, CannotReadP12> {
    if bytes.len() > LARGEST {
        return Err(CannotReadP12::TooLarge);
    }
    let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| match error {
        Error::MacError(_) | Error::UnpadError => CannotReadP12::Password,
        other => CannotReadP12::Malformed(other),
    })?;
    if archive.keys.is_empty() {
        return Err(CannotReadP12::NoKey);
    }
    let certificates: Vec<&[u8]> = archive.certs.iter().map(|bag| bag.cert.as_der()).collect();
    let mut pairs = archive.keys.iter().filter_map(|bag| {
        let key = bag.key.as_der();
        let own = certificates.iter().position(|der| is_pair(der, key))?;
        Some((own, Zeroizing::new(key.to_vec())))
    });
    let (own, key_pkcs8_der) = pairs.next().ok_or(CannotReadP12::NoPair)?;
    if pairs.next().is_some() {
        return Err(CannotReadP12::SeveralPairs);
    }
    let mut others: Vec<Vec<u8>> = certificates.iter().map(|der| der.to_vec()).collect();
    let certificate_der = others.remove(own);
    Ok(OpenedP12 {
        key_pkcs8_der,
        certificate_der,
        others,
    })
}

/// Whether a private key (PKCS#8) is that of a certificate.
fn is_pair(certificate_der: &[u8], key_pkcs8_der: &[u8]) -> bool {
    let key = KeyPair::try_from(&PrivatePkcs8KeyDer::from(key_pkcs8_der));
    let certificate = certificate::read(certificate_der);
    let (Ok(key), Ok(certificate)) = (key, certificate) else {
        return false;
    };
    key.subject_public_key_info() == certificate.public_key().raw
}

impl fmt::Debug for OpenedP12 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedP12").finish_non_exhaustive()
    }
}

/// Why a PKCS#12 file tells nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CannotReadP12 {
    /// It is larger than such files are.
    #[error("expected at most {LARGEST} bytes")]
    TooLarge,
    /// It is none, is damaged, or is encrypted in a way that is unknown here.
    #[error("not PKCS#12 of a known form")]
    Malformed(#[source] Error),
    /// The password is wrong.
    #[error("the password is wrong")]
    Password,
    /// It has no private key.
    #[error("expected a private key")]
    NoKey,
    /// None of its keys is that of one of its certificates.
    #[error("expected the certificate of the private key")]
    NoPair,
    /// It has several keys with certificates; which one is meant cannot be told.
    #[error("expected one private key, found several")]
    SeveralPairs,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_authority::{authority, now};
    use crate::{Issued, P12, P12Form, Profile, three_years_from};
    use proptest::prelude::*;
    use tasuki_terms::CertificateClass;

    fn issued() -> Issued {
        let profile = Profile::Office {
            office: "1370000001".parse().unwrap(),
            user: "KJ137000000101".parse().unwrap(),
            office_name: "訪問介護ひまわり".to_owned(),
            class: CertificateClass::CarePlan,
        };
        let end = three_years_from(now()).unwrap();
        authority().issue(&profile, now(), end, [9; 16]).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_with_the_password_only() {
        let (issued, authority) = (issued(), authority());
        let above: Vec<&[u8]> = authority.bundle().collect();
        let file = P12 {
            key_pkcs8_der: &issued.key_pkcs8_der,
            certificate_der: &issued.certificate_der,
            above: &above,
            name: "訪問介護ひまわり",
        };
        for form in [P12Form::Modern, P12Form::Legacy] {
            for password in ["ascii-9!Xy", "パス-Wörd9!"] {
                let bytes = file.write(password, form).unwrap();
                let read = read_p12(&bytes, password).unwrap();
                assert_eq!(read.key_pkcs8_der, issued.key_pkcs8_der);
                assert_eq!(read.certificate_der, issued.certificate_der);
                assert_eq!(read.others, above);
                for wrong in ["", "Ascii-9!Xy"] {
                    let refused = read_p12(&bytes, wrong).unwrap_err();
                    assert!(matches!(refused, CannotReadP12::Password), "{refused}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_such_file_is_told() {
        let refused = |bytes: &[u8]| read_p12(bytes, "p").unwrap_err();
        assert!(matches!(refused(b"text"), CannotReadP12::Malformed(_)));
        let large = vec![0x30; LARGEST + 1];
        assert!(matches!(refused(&large), CannotReadP12::TooLarge));
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _read = read_p12(&bytes, "p");
        }
    }
}
