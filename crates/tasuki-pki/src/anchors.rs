//! The authorities that are trusted.

use std::fmt;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor};

/// The certificates of the authorities (認証局) that are trusted, parsed once.
#[derive(Clone)]
pub struct Anchors {
    trusted: Vec<TrustAnchor<'static>>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Anchors {
    /// Takes certificates as DER.
    pub fn from_der<Der: AsRef<[u8]>>(
        certificates: impl IntoIterator<Item = Der>,
    ) -> Result<Self, InvalidAnchors> {
        Self::new(
            certificates
                .into_iter()
                .map(|der| CertificateDer::from(der.as_ref().to_vec()))
                .collect(),
        )
    }

    /// Takes all certificates of a PEM text.
    pub fn from_pem(text: &str) -> Result<Self, InvalidAnchors> {
        let certificates = CertificateDer::pem_slice_iter(text.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| InvalidAnchors::Text)?;
        Self::new(certificates)
    }

    /// The certificates as DER, in the order in which they were given.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(AsRef::as_ref)
    }

    pub(crate) fn trusted(&self) -> &[TrustAnchor<'static>] {
        &self.trusted
    }

    fn new(certificates: Vec<CertificateDer<'static>>) -> Result<Self, InvalidAnchors> {
        if certificates.is_empty() {
            return Err(InvalidAnchors::None);
        }
        let mut trusted = Vec::with_capacity(certificates.len());
        for (at, certificate) in certificates.iter().enumerate() {
            let anchor = webpki::anchor_from_trusted_cert(certificate)
                .map_err(|_| InvalidAnchors::Certificate { at: at + 1 })?;
            trusted.push(anchor.to_owned());
        }
        Ok(Self {
            trusted,
            certificates,
        })
    }
}

impl fmt::Debug for Anchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Anchors({})", self.certificates.len())
    }
}

/// Why there is nobody to trust.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAnchors {
    /// There is no certificate.
    #[error("expected at least one certificate")]
    None,
    /// The text is not PEM.
    #[error("expected PEM")]
    Text,
    /// One of the certificates cannot be read.
    #[error("certificate {at} cannot be read")]
    Certificate {
        /// Which one, counted from 1.
        at: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_trusted_by_mistake() {
        let refused = |text| Anchors::from_pem(text).unwrap_err();
        assert_eq!(refused(""), InvalidAnchors::None);
        assert_eq!(refused("no PEM at all"), InvalidAnchors::None);
        assert_eq!(
            refused("-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n"),
            InvalidAnchors::Text
        );
        assert_eq!(
            refused("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
            InvalidAnchors::Certificate { at: 1 }
        );
        let nothing: [&[u8]; 0] = [];
        assert_eq!(
            Anchors::from_der(nothing).unwrap_err(),
            InvalidAnchors::None
        );
    }
}
