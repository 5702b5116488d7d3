//! Issuing certificates.

use std::fmt;

use rcgen::{KeyPair, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SerialNumber};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_terms::Timestamp;
use zeroize::Zeroizing;

use crate::ca::{Ca, period, positive};
use crate::profile::KeyForm;
use crate::{
    CertificateRequest, Certified, IssueError, Issued, Profile, PublicUrl, Revoked, certificate,
    key, pem, revocation,
};

/// An authority (認証局) below a [`crate::Root`]: its certificate, and the key that signs others.
///
/// Keys come from the system's cryptographic source; times and serial numbers are the caller's.
/// Of the sixteen bytes of a serial number the two highest bits are overwritten, so that each is a
/// positive number of full length; [`Issued::serial_hex`] tells what became of it.
pub struct Authority {
    ca: Ca,
    /// The certificates above its own, the root last.
    above: Vec<Vec<u8>>,
    url: Option<PublicUrl>,
}

impl Authority {
    pub(crate) const fn new(ca: Ca, above: Vec<Vec<u8>>) -> Self {
        Self {
            ca,
            above,
            url: None,
        }
    }

    /// An authority made before, from its certificate, which others may follow, and its private key
    /// (PKCS#8). Of the others only those above it are kept.
    pub fn from_pem(certificates_pem: &str, key_pem: &str) -> Result<Self, IssueError> {
        let mut certificates = Vec::new();
        for der in CertificateDer::pem_slice_iter(certificates_pem.as_bytes()) {
            certificates.push(der.map_err(|_| IssueError::Certificate)?.to_vec());
        }
        let (own, others) = certificates.split_first().ok_or(IssueError::Certificate)?;
        certificate::read(own).map_err(|_| IssueError::Certificate)?;
        let key = KeyPair::from_pem(key_pem).map_err(|_| IssueError::Key)?;
        Ok(Self::new(Ca::load(own, key)?, above(own, others)))
    }

    /// Certificates issued from now on tell `url` as the place to ask about them; without it they
    /// tell none.
    #[must_use]
    pub fn published_at(mut self, url: Option<PublicUrl>) -> Self {
        self.url = url;
        self
    }

    /// Tells this authority's key from all others: sixteen hexadecimal digits.
    pub fn id(&self) -> String {
        self.ca.id()
    }

    /// The authority's own certificate.
    pub fn certificate_der(&self) -> &[u8] {
        &self.ca.certificate_der
    }

    /// The authority's own certificate.
    pub fn certificate_pem(&self) -> String {
        pem::certificate(&self.ca.certificate_der)
    }

    /// Its own certificate and those above it, the root last: what others need in order to trust.
    pub fn bundle(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(self.certificate_der()).chain(self.above.iter().map(Vec::as_slice))
    }

    /// [`Authority::bundle`] as PEM.
    pub fn bundle_pem(&self) -> String {
        self.bundle().map(pem::certificate).collect()
    }

    /// What a TLS server shows behind its certificate so that whoever knows only the root can
    /// follow, PEM.
    pub fn between_pem(&self) -> String {
        let is_between = |der: &&[u8]| !certificate::is_self_issued(der).unwrap_or(true);
        self.bundle()
            .filter(is_between)
            .map(pem::certificate)
            .collect()
    }

    /// The last moment of the authority.
    pub const fn not_after(&self) -> Timestamp {
        self.ca.not_after
    }

    /// The authority's private key, PKCS#8.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.ca.issuer.key().serialize_pem())
    }

    /// Whether a certificate names this authority's key as the one that signed it.
    pub fn has_issued(&self, certificate_der: &[u8]) -> bool {
        certificate::names_as_issuer(certificate_der, self.certificate_der()).unwrap_or(false)
    }

    /// The list of what was revoked of this authority's certificates (CRL), DER. `number` must be
    /// greater than that of each list before.
    pub fn crl(
        &self,
        revoked: &[Revoked],
        this_update: Timestamp,
        next_update: Timestamp,
        number: u64,
    ) -> Result<Vec<u8>, IssueError> {
        self.ca.crl(
            revoked,
            this_update,
            next_update,
            number,
            revocation::of_issued,
        )
    }

    /// Issues a certificate with a new P-256 key.
    pub fn issue(
        &self,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Issued, IssueError> {
        let key = KeyPair::generate().map_err(IssueError::Generate)?;
        self.issue_for(&key, profile, not_before, not_after, serial)
    }

    /// Issues a certificate with a new RSA-2048 key, for those whose software knows no other.
    pub fn issue_rsa(
        &self,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Issued, IssueError> {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(IssueError::Generate)?;
        self.issue_for(&key, profile, not_before, not_after, serial)
    }

    /// Issues a certificate for the key of a request, which never leaves its holder. Of all else
    /// that the request says, nothing is taken over.
    pub fn sign_csr(
        &self,
        request: &CertificateRequest,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Certified, IssueError> {
        let key = (&request.key, request.form);
        self.certify(key, profile, not_before, not_after, serial)
    }

    /// Signs an answer about certificates of this authority.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, IssueError> {
        let key = self.ca.issuer.key();
        rcgen::SigningKey::sign(key, message).map_err(IssueError::Sign)
    }

    pub(crate) fn key(&self) -> &KeyPair {
        self.ca.issuer.key()
    }

    fn issue_for(
        &self,
        key: &KeyPair,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Issued, IssueError> {
        let certified = self.certify(
            (key, key::form_of_public(key)?),
            profile,
            not_before,
            not_after,
            serial,
        )?;
        Ok(Issued {
            certificate_der: certified.certificate_der,
            certificate_pem: certified.certificate_pem,
            key_pkcs8_der: Zeroizing::new(key.serialize_der()),
            key_pem: Zeroizing::new(key.serialize_pem()),
            serial_hex: certified.serial_hex,
        })
    }

    fn certify(
        &self,
        (key, form): (&impl PublicKeyData, KeyForm),
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Certified, IssueError> {
        if not_after.as_second() > self.ca.not_after.as_second() {
            return Err(IssueError::Outlives);
        }
        let mut params = profile.params(form)?;
        (params.not_before, params.not_after) = period(not_before, not_after)?;
        let serial = positive(serial);
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        if let Some(url) = &self.url {
            let published = url.of_authority(&self.id());
            params.crl_distribution_points = published.distribution_points();
            params
                .custom_extensions
                .push(published.information_access());
        }
        let certificate = params
            .signed_by(key, &self.ca.issuer)
            .map_err(IssueError::Sign)?;
        Ok(Certified {
            certificate_der: certificate.der().to_vec(),
            certificate_pem: certificate.pem(),
            serial_hex: hex::encode(serial),
        })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("id", &self.id())
            .field("not_after", &self.ca.not_after)
            .finish_non_exhaustive()
    }
}

/// Those of the `others` that lead from a certificate up to its root.
fn above(own: &[u8], others: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    while found.len() < others.len() {
        let lowest = found.last().map_or(own, Vec::as_slice);
        let is_above =
            |other: &&Vec<u8>| certificate::names_as_issuer(lowest, other).unwrap_or(false);
        match others.iter().find(is_above) {
            Some(one) if !found.contains(one) => found.push(one.clone()),
            _ => break,
        }
    }
    found
}

#[cfg(test)]
mod tests;
