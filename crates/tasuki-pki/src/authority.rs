//! Issuing certificates.

use std::fmt;

use jiff::SignedDuration;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DistinguishedName,
    DnType, DnValue, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, PublicKeyData,
    RsaKeySize, SerialNumber,
};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_terms::Timestamp;
use time::OffsetDateTime;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::SubjectPublicKeyInfo;
use zeroize::Zeroizing;

use crate::profile::KeyForm;
use crate::{Certified, Issued, Profile, certificate, key};

/// An authority (認証局): its certificate, and the key that signs others.
///
/// Keys come from the system's cryptographic source; times and serial numbers are the caller's.
/// Of the sixteen bytes of a serial number the two highest bits are overwritten, so that each is a
/// positive number of full length; [`Issued::serial_hex`] tells what became of it.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_der: Vec<u8>,
    certificate_pem: String,
    not_after: Timestamp,
}

impl Authority {
    /// A new authority with a P-256 key and a certificate that it signs itself.
    pub fn create(
        name: &str,
        now: Timestamp,
        validity: SignedDuration,
    ) -> Result<Self, IssueError> {
        let not_after = now.checked_add(validity).map_err(|_| IssueError::Time)?;
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, DnValue::Utf8String(name.to_owned()));
        (params.not_before, params.not_after) = period(now, not_after)?;
        let key = KeyPair::generate().map_err(IssueError::Generate)?;
        let certificate = params.self_signed(&key).map_err(IssueError::Sign)?;
        Ok(Self {
            issuer: Issuer::new(params, key),
            certificate_der: certificate.der().to_vec(),
            certificate_pem: certificate.pem(),
            not_after,
        })
    }

    /// An authority made before, from its certificate and its private key (PKCS#8).
    pub fn from_pem(certificate_pem: &str, key_pem: &str) -> Result<Self, IssueError> {
        let der = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|_| IssueError::Certificate)?;
        let parsed = certificate::read(&der).map_err(|_| IssueError::Certificate)?;
        if !parsed.is_ca() {
            return Err(IssueError::NotAnAuthority);
        }
        let (_, not_after) = certificate::validity(&der).map_err(|_| IssueError::Certificate)?;
        let key = KeyPair::from_pem(key_pem).map_err(|_| IssueError::Key)?;
        if key.subject_public_key_info() != parsed.public_key().raw {
            return Err(IssueError::OtherKey);
        }
        Ok(Self {
            issuer: Issuer::from_ca_cert_der(&der, key).map_err(|_| IssueError::Certificate)?,
            certificate_der: der.to_vec(),
            certificate_pem: certificate_pem.to_owned(),
            not_after,
        })
    }

    /// The authority's own certificate.
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate_der
    }

    /// The authority's own certificate.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The authority's private key, PKCS#8.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.issuer.key().serialize_pem())
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

    /// Issues a certificate for the key of a request (CSR, as DER or as PEM), which never leaves
    /// its holder. The request proves that its sender has the key; of all else that it says,
    /// nothing is taken over.
    pub fn sign_csr(
        &self,
        request: &[u8],
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Certified, IssueError> {
        let request = if request.trim_ascii_start().starts_with(b"-----BEGIN ") {
            let text = str::from_utf8(request).map_err(|_| IssueError::Request)?;
            CertificateSigningRequestParams::from_pem(text)
        } else {
            CertificateSigningRequestParams::from_der(&request.into())
        };
        let key = request.map_err(|_| IssueError::Request)?.public_key;
        self.certify(&key, profile, not_before, not_after, serial)
    }

    fn issue_for(
        &self,
        key: &KeyPair,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Issued, IssueError> {
        let certified = self.certify(key, profile, not_before, not_after, serial)?;
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
        key: &impl PublicKeyData,
        profile: &Profile,
        not_before: Timestamp,
        not_after: Timestamp,
        serial: [u8; 16],
    ) -> Result<Certified, IssueError> {
        if not_after > self.not_after {
            return Err(IssueError::Outlives);
        }
        let mut params = profile.params(form_of(key)?)?;
        (params.not_before, params.not_after) = period(not_before, not_after)?;
        let serial = positive(serial);
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        let certificate = params
            .signed_by(key, &self.issuer)
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
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

fn form_of(key: &impl PublicKeyData) -> Result<KeyForm, IssueError> {
    let info = key.subject_public_key_info();
    let (_, info) = SubjectPublicKeyInfo::from_der(&info).map_err(|_| IssueError::UnfitKey)?;
    key::form_of(&info).ok_or(IssueError::UnfitKey)
}

fn positive(mut serial: [u8; 16]) -> [u8; 16] {
    let [first, ..] = &mut serial;
    *first = (*first & 0b0011_1111) | 0b0100_0000;
    serial
}

/// The period as certificates write it: whole seconds, in the years that they can tell.
fn period(
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<(OffsetDateTime, OffsetDateTime), IssueError> {
    if not_before >= not_after {
        return Err(IssueError::EmptyPeriod);
    }
    let moment = |at: Timestamp| {
        let at = OffsetDateTime::from_unix_timestamp(at.as_second());
        at.ok()
            .filter(|at| (1950..=9999).contains(&at.year()))
            .ok_or(IssueError::Time)
    };
    Ok((moment(not_before)?, moment(not_after)?))
}

/// Why no certificate was issued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The authority's certificate cannot be read.
    #[error("cannot read the authority's certificate")]
    Certificate,
    /// The authority's private key cannot be read.
    #[error("cannot read the authority's private key")]
    Key,
    /// The certificate is not one of an authority.
    #[error("the certificate is not an authority's")]
    NotAnAuthority,
    /// The private key is not that of the certificate.
    #[error("the private key does not belong to the certificate")]
    OtherKey,
    /// The certificate would be valid longer than the authority's own.
    #[error("the certificate would outlive its authority")]
    Outlives,
    /// The certificate would end before it begins.
    #[error("the certificate would end before it begins")]
    EmptyPeriod,
    /// A moment lies outside what a certificate can tell.
    #[error("certificates tell only the years 1950 to 9999")]
    Time,
    /// A server without a name.
    #[error("a server needs at least one host")]
    NoHost,
    /// Not the name or address of a host.
    #[error("{host:?} is neither a DNS name nor an IP address")]
    Host {
        /// What was given.
        host: String,
    },
    /// The request cannot be read, or whoever made it does not have the key.
    #[error("not a well-formed, rightly signed request")]
    Request,
    /// The key is too weak, or of a kind that nobody here can use.
    #[error("the key is too weak or of an unknown kind")]
    UnfitKey,
    /// No key could be made.
    #[error("cannot make a key")]
    Generate(#[source] rcgen::Error),
    /// The certificate or request could not be written or signed.
    #[error("cannot write and sign")]
    Sign(#[source] rcgen::Error),
}

#[cfg(test)]
mod tests;
