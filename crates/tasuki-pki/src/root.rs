//! The root, whose key is kept away from the network.

use std::fmt;

use rcgen::{BasicConstraints, IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P384_SHA384};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tasuki_terms::Timestamp;
use zeroize::Zeroizing;

use crate::ca::{Ca, params};
use crate::{Authority, CaName, IssueError, PublicUrl, Revoked, certificate, pem, revocation};

/// The root (ルート認証局), at which every chain ends.
///
/// It signs nothing but the certificates of authorities and the list of those that it took back.
pub struct Root(Ca);

impl Root {
    /// A new root with a P-384 key and a certificate that it signs itself.
    pub fn create(
        name: &CaName,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Self, IssueError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).map_err(IssueError::Generate)?;
        let one_below = IsCa::Ca(BasicConstraints::Constrained(1));
        let params = params(name, one_below, not_before, not_after, serial)?;
        let certificate = params.self_signed(&key).map_err(IssueError::Sign)?;
        Ok(Self(Ca::load(certificate.der(), key)?))
    }

    /// A root made before, from its certificate (the last of a PEM text that is signed by itself)
    /// and its private key.
    pub fn load(certificates_pem: &str, key_pkcs8_der: &[u8]) -> Result<Self, IssueError> {
        let mut root = None;
        for der in CertificateDer::pem_slice_iter(certificates_pem.as_bytes()) {
            let der = der.map_err(|_| IssueError::Certificate)?;
            if certificate::is_self_issued(&der).map_err(|_| IssueError::Certificate)? {
                root = Some(der);
            }
        }
        let der = root.ok_or(IssueError::NotARoot)?;
        let key = KeyPair::try_from(&PrivatePkcs8KeyDer::from(key_pkcs8_der))
            .map_err(|_| IssueError::Key)?;
        Ok(Self(Ca::load(&der, key)?))
    }

    /// Makes an authority below this root, with a new P-256 key. What it issues tells `url`, if
    /// there is one, as the place to ask about it.
    pub fn authorize(
        &self,
        name: &CaName,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
        url: Option<&PublicUrl>,
    ) -> Result<Authority, IssueError> {
        if not_after.as_second() > self.0.not_after.as_second() {
            return Err(IssueError::Outlives);
        }
        let key = KeyPair::generate().map_err(IssueError::Generate)?;
        let none_below = IsCa::Ca(BasicConstraints::Constrained(0));
        let mut params = params(name, none_below, not_before, not_after, serial)?;
        // It answers OCSP itself.
        params.key_usages.push(KeyUsagePurpose::DigitalSignature);
        if let Some(published) = url.map(PublicUrl::of_root) {
            params.crl_distribution_points = published.distribution_points();
            params
                .custom_extensions
                .push(published.information_access());
        }
        let signed = params.signed_by(&key, &self.0.issuer);
        let certificate = signed.map_err(IssueError::Sign)?;
        let ca = Ca::load(certificate.der(), key)?;
        let above = vec![self.0.certificate_der.clone()];
        Ok(Authority::new(ca, above).published_at(url.cloned()))
    }

    /// The list of the authorities that were taken back (CRL), DER.
    pub fn crl(
        &self,
        revoked: &[Revoked],
        this_update: Timestamp,
        next_update: Timestamp,
        number: u64,
    ) -> Result<Vec<u8>, IssueError> {
        self.0.crl(
            revoked,
            this_update,
            next_update,
            number,
            revocation::of_authority,
        )
    }

    /// The root's certificate.
    pub fn certificate_der(&self) -> &[u8] {
        &self.0.certificate_der
    }

    /// The root's certificate.
    pub fn certificate_pem(&self) -> String {
        pem::certificate(&self.0.certificate_der)
    }

    /// The last moment of the root.
    pub const fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// The root's private key, PKCS#8. Seal it before it is written anywhere.
    pub fn key_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.issuer.key().serialize_der())
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Root")
            .field("not_after", &self.0.not_after)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
