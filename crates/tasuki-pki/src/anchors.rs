//! The roots that are trusted, and the authorities that are known below them.

use std::fmt;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use crate::certificate;

/// The certificates of the authorities (認証局) that are trusted, parsed once.
///
/// Those that are signed by themselves are roots, at which every chain must end. The others are
/// authorities in between: they are known, so that nobody need send them along, but trusted only
/// as far as a root signed them.
#[derive(Clone)]
pub struct Anchors {
    trusted: Vec<TrustAnchor<'static>>,
    roots: Vec<CertificateDer<'static>>,
    between: Vec<CertificateDer<'static>>,
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

    /// Takes the certificates of a file: PEM, or one certificate as DER (`root.cer`).
    pub fn from_file(bytes: &[u8]) -> Result<Self, InvalidAnchors> {
        // All of DER begins with a sequence; text does not.
        if bytes.first() == Some(&0x30) {
            return Self::from_der([bytes]);
        }
        Self::from_pem(str::from_utf8(bytes).map_err(|_| InvalidAnchors::Text)?)
    }

    /// The certificates as PEM, those in between first.
    pub fn pem(&self) -> String {
        let all = self.between().chain(self.roots());
        all.map(crate::certificate_pem).collect()
    }

    /// The roots as DER.
    pub fn roots(&self) -> impl Iterator<Item = &[u8]> {
        self.roots.iter().map(AsRef::as_ref)
    }

    /// The authorities between a root and a certificate, as DER.
    pub fn between(&self) -> impl Iterator<Item = &[u8]> {
        self.between.iter().map(AsRef::as_ref)
    }

    /// The certificates (DER) that lead from one up to its root, which is the last; those that are
    /// not known are missing. Says nothing about trust.
    pub fn above(&self, certificate_der: &[u8]) -> Vec<&[u8]> {
        let mut found: Vec<&[u8]> = Vec::new();
        let most = self.roots.len() + self.between.len();
        while found.len() < most {
            let lowest = found.last().copied().unwrap_or(certificate_der);
            let is_above =
                |other: &&[u8]| certificate::names_as_issuer(lowest, other).unwrap_or(false);
            match self.between().chain(self.roots()).find(is_above) {
                Some(one) if !found.contains(&one) => found.push(one),
                _ => break,
            }
        }
        found
    }

    /// Knows more authorities (DER): those that one of the roots has signed. Others, and what is no
    /// certificate, are left out: a root is believed, nobody else.
    #[must_use]
    pub fn with_authorities<Der: AsRef<[u8]>>(
        &self,
        authorities: impl IntoIterator<Item = Der>,
    ) -> Self {
        let mut more = self.clone();
        for der in authorities {
            let der = der.as_ref();
            let is_known = more.between.iter().any(|known| known.as_ref() == der);
            let is_signed = |root: &CertificateDer<'_>| {
                certificate::is_authorized_by(der, root).unwrap_or(false)
            };
            if !is_known && self.roots.iter().any(is_signed) {
                more.between.push(CertificateDer::from(der.to_vec()));
            }
        }
        more
    }

    pub(crate) fn trusted(&self) -> &[TrustAnchor<'static>] {
        &self.trusted
    }

    fn new(certificates: Vec<CertificateDer<'static>>) -> Result<Self, InvalidAnchors> {
        if certificates.is_empty() {
            return Err(InvalidAnchors::None);
        }
        let (mut trusted, mut roots, mut between) = (Vec::new(), Vec::new(), Vec::new());
        for (at, certificate) in certificates.into_iter().enumerate() {
            let unreadable = InvalidAnchors::Certificate { at: at + 1 };
            if certificate::is_self_issued(&certificate).map_err(|_| unreadable)? {
                let anchor =
                    webpki::anchor_from_trusted_cert(&certificate).map_err(|_| unreadable)?;
                trusted.push(anchor.to_owned());
                roots.push(certificate);
            } else {
                between.push(certificate);
            }
        }
        if roots.is_empty() {
            return Err(InvalidAnchors::NoRoot);
        }
        Ok(Self {
            trusted,
            roots,
            between,
        })
    }
}

impl fmt::Debug for Anchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Anchors({}, {})", self.roots.len(), self.between.len())
    }
}

/// Why there is nobody to trust.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAnchors {
    /// There is no certificate.
    #[error("expected at least one certificate")]
    None,
    /// There is no certificate that is signed by itself.
    #[error("expected a root's certificate among them")]
    NoRoot,
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
    fn an_authority_alone_is_no_anchor() {
        let authority = crate::test_authority::authority();
        let alone = Anchors::from_pem(&authority.certificate_pem());
        assert_eq!(alone.unwrap_err(), InvalidAnchors::NoRoot);
        let both = Anchors::from_pem(&authority.bundle_pem()).unwrap();
        assert_eq!((both.roots().count(), both.between().count()), (1, 1));
    }

    #[test]
    fn a_file_may_be_pem_or_der() {
        let authority = crate::test_authority::authority();
        let root = authority.bundle().last().unwrap();
        let alone = Anchors::from_file(root).unwrap();
        assert_eq!(alone.roots().collect::<Vec<_>>(), [root]);
        let both = Anchors::from_file(authority.bundle_pem().as_bytes()).unwrap();
        assert_eq!((both.roots().count(), both.between().count()), (1, 1));
        let again = Anchors::from_file(both.pem().as_bytes()).unwrap();
        assert_eq!(again.pem(), both.pem());
        for (bytes, refused) in [
            (&b"\x30\x03abc"[..], InvalidAnchors::Certificate { at: 1 }),
            (b"\xff\xfe", InvalidAnchors::Text),
            (b"", InvalidAnchors::None),
        ] {
            assert_eq!(Anchors::from_file(bytes).unwrap_err(), refused);
        }
    }

    #[test]
    fn only_authorities_below_a_trusted_root_are_taken_in() {
        let own = crate::test_authority::authority();
        let stranger = crate::test_authority::authority();
        let root = own.bundle().last().unwrap().to_vec();
        let alone = Anchors::from_der([&root]).unwrap();
        let ours = own.certificate_der();
        let more = alone.with_authorities([ours, ours]);
        assert_eq!(more.between().collect::<Vec<_>>(), [ours]);
        let mut changed = ours.to_vec();
        *changed.last_mut().unwrap() ^= 1;
        for refused in [
            stranger.certificate_der(),
            &root,
            &changed,
            b"no certificate",
        ] {
            assert_eq!(alone.with_authorities([refused]).between().count(), 0);
        }
    }

    #[test]
    fn from_a_certificate_one_way_leads_up() {
        let root = crate::test_authority::root();
        let [former, current] = [(), ()].map(|()| crate::test_authority::below(&root, None));
        let all = [
            current.certificate_der(),
            former.certificate_der(),
            root.certificate_der(),
        ];
        let anchors = Anchors::from_der(all).unwrap();
        let now = crate::test_authority::now();
        let end = crate::three_years_from(now).unwrap();
        let of_former = former
            .issue(&crate::Profile::Platform, now, end, [9; 16])
            .unwrap();
        let way = anchors.above(&of_former.certificate_der);
        assert_eq!(way, [former.certificate_der(), root.certificate_der()]);
        let stranger = crate::test_authority::authority();
        assert!(anchors.above(stranger.certificate_der()).is_empty());
    }

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
