//! Certificates, as far as sealing and verifying need them.

use std::fmt;
use std::sync::Arc;

use tasuki_terms::Digest;

use crate::der_reader::{MalformedDer, Reader};
use crate::der_writer::{BIT_STRING, CONTEXT_0, INTEGER, OID, SEQUENCE, element};
use crate::{oid, sha256};

/// An X.509 certificate (電子証明書).
///
/// That it can be read says nothing about who stands behind it: `tasuki-pki` answers that.
#[derive(Clone)]
pub struct Certificate(Arc<Parts>);

struct Parts {
    der: Box<[u8]>,
    serial: Box<[u8]>,
    /// `IssuerAndSerialNumber`, by which CMS names a certificate.
    name: Box<[u8]>,
    key: PublicKey,
}

/// The public key of a certificate.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// A point of P-256, uncompressed.
    P256(Box<[u8]>),
    /// A whole `SubjectPublicKeyInfo` of an RSA key.
    Rsa(Box<[u8]>),
    /// A key that neither seals nor verifies here.
    Other,
}

impl Certificate {
    /// Reads a certificate from exactly these bytes.
    pub fn from_der(der: &[u8]) -> Result<Self, MalformedCertificate> {
        Ok(Self(Arc::new(Parts::read(der)?)))
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The SHA-256 of its bytes.
    pub fn fingerprint(&self) -> Digest {
        sha256(self.der())
    }

    /// Its serial number in small hexadecimal digits, two for each byte, without the zero byte
    /// that DER puts before a high first bit.
    pub fn serial_hex(&self) -> String {
        match &*self.0.serial {
            [0, rest @ ..] if !rest.is_empty() => hex::encode(rest),
            serial => hex::encode(serial),
        }
    }

    /// `IssuerAndSerialNumber` in DER.
    pub(crate) fn name(&self) -> &[u8] {
        &self.0.name
    }

    pub(crate) fn key(&self) -> &PublicKey {
        &self.0.key
    }
}

impl Parts {
    fn read(der: &[u8]) -> Result<Self, MalformedDer> {
        let mut outer = Reader::new(der);
        let mut certificate = outer.inside(SEQUENCE)?;
        outer.finish()?;
        let mut fields = certificate.inside(SEQUENCE)?;
        certificate.inside(SEQUENCE)?;
        certificate.expect(BIT_STRING)?;
        certificate.finish()?;

        fields.optional(CONTEXT_0)?;
        let serial = fields.expect(INTEGER)?;
        if serial.contents.is_empty() {
            return Err(MalformedDer::Contents);
        }
        let _algorithm = fields.expect(SEQUENCE)?;
        let issuer = fields.expect(SEQUENCE)?;
        let _validity = fields.expect(SEQUENCE)?;
        let _subject = fields.expect(SEQUENCE)?;
        let key = PublicKey::read(fields.expect(SEQUENCE)?.whole)?;
        while !fields.is_empty() {
            fields.element()?;
        }
        Ok(Self {
            der: der.into(),
            serial: serial.contents.into(),
            name: element(SEQUENCE, &[issuer.whole, serial.whole]).into(),
            key,
        })
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    fn read(info: &[u8]) -> Result<Self, MalformedDer> {
        let mut fields = Reader::new(info).inside(SEQUENCE)?;
        let mut algorithm = fields.inside(SEQUENCE)?;
        let bits = fields.expect(BIT_STRING)?;
        fields.finish()?;
        let identifier = algorithm.expect(OID)?.contents;
        if identifier == oid::RSA_ENCRYPTION {
            return Ok(Self::Rsa(info.into()));
        }
        if identifier == oid::EC_PUBLIC_KEY && algorithm.expect(OID)?.contents == oid::P256 {
            // No unused bits, then the mark of an uncompressed point.
            return match bits.contents {
                [0, point @ ..] if point.len() == 65 && point.first() == Some(&4) => {
                    Ok(Self::P256(point.into()))
                }
                _ => Err(MalformedDer::Contents),
            };
        }
        Ok(Self::Other)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.serial_hex())
    }
}

/// The bytes are no certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a certificate in DER")]
pub struct MalformedCertificate {
    #[from]
    source: MalformedDer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::{office_a, office_rsa};
    use der::{Decode as _, Encode as _};
    use proptest::prelude::*;

    #[test]
    fn the_parts_are_those_that_another_reader_finds() {
        for identity in [office_a(), office_rsa()] {
            let ours = identity.certificate();
            let theirs = x509_cert::Certificate::from_der(ours.der()).unwrap();
            let fields = theirs.tbs_certificate();
            assert_eq!(
                ours.serial_hex(),
                hex::encode(fields.serial_number().as_bytes()).trim_start_matches("00")
            );
            let name = cms::cert::IssuerAndSerialNumber {
                issuer: fields.issuer().clone(),
                serial_number: fields.serial_number().clone(),
            };
            assert_eq!(ours.name(), name.to_der().unwrap());
            let info = fields.subject_public_key_info();
            match ours.key() {
                PublicKey::P256(point) => {
                    assert_eq!(**point, *info.subject_public_key.raw_bytes());
                }
                PublicKey::Rsa(whole) => assert_eq!(**whole, *info.to_der().unwrap()),
                PublicKey::Other => panic!("{identity:?} has a usable key"),
            }
        }
    }

    #[test]
    fn bytes_behind_the_end_are_refused() {
        let mut der = office_a().certificate().der().to_vec();
        der.push(0);
        assert!(Certificate::from_der(&der).is_err());
        der.truncate(der.len() - 2);
        assert!(Certificate::from_der(&der).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _read = Certificate::from_der(&bytes);
        }

        #[test]
        fn never_panics_on_changed_certificates(at: prop::sample::Index, byte: u8) {
            let mut der = office_a().certificate().der().to_vec();
            *at.get_mut(&mut der[..]) = byte;
            if let Ok(read) = Certificate::from_der(&der) {
                prop_assert_eq!(read.der(), &der[..]);
            }
        }
    }
}
