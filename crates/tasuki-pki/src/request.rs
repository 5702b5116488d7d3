//! Asking for a certificate.

use std::fmt;

use rcgen::{
    CertificateParams, CertificateSigningRequestParams, DistinguishedName, DnType, KeyPair,
    PublicKey,
};
use tasuki_terms::UserId;
use zeroize::Zeroizing;

use crate::profile::KeyForm;
use crate::{IssueError, key};

/// A new private key, and the request (CSR) to certify it.
///
/// The request goes to the authority; the key stays with its holder.
pub struct KeyRequest {
    /// The request, PKCS#10.
    pub request_der: Vec<u8>,
    /// The request, PKCS#10.
    pub request_pem: String,
    /// The private key, PKCS#8.
    pub key_pkcs8_der: Zeroizing<Vec<u8>>,
    /// The private key, PKCS#8.
    pub key_pem: Zeroizing<String>,
}

impl KeyRequest {
    /// Makes a P-256 key for a user. What the certificate will say is the authority's to decide;
    /// the request names the user only so that a person can tell it from others.
    pub fn new(user: &UserId) -> Result<Self, IssueError> {
        let key = KeyPair::generate().map_err(IssueError::Generate)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, user.as_str());
        let request = params.serialize_request(&key).map_err(IssueError::Sign)?;
        Ok(Self {
            request_der: request.der().to_vec(),
            request_pem: request.pem().map_err(IssueError::Sign)?,
            key_pkcs8_der: Zeroizing::new(key.serialize_der()),
            key_pem: Zeroizing::new(key.serialize_pem()),
        })
    }
}

impl fmt::Debug for KeyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRequest").finish_non_exhaustive()
    }
}

/// A request (CSR) that can be certified: whoever made it holds the private key, and the key is of a
/// kind and size that is accepted.
pub struct CertificateRequest {
    pub(crate) key: PublicKey,
    pub(crate) form: KeyForm,
}

impl CertificateRequest {
    /// Reads a request, PKCS#10 as DER or as PEM. Fails with [`IssueError::Request`] where it cannot
    /// be read or its signature is not that of its key, and with [`IssueError::UnfitKey`].
    pub fn read(request: &[u8]) -> Result<Self, IssueError> {
        let request = if request.trim_ascii_start().starts_with(b"-----BEGIN ") {
            let text = str::from_utf8(request).map_err(|_| IssueError::Request)?;
            CertificateSigningRequestParams::from_pem(text)
        } else {
            CertificateSigningRequestParams::from_der(&request.into())
        };
        let key = request.map_err(|_| IssueError::Request)?.public_key;
        let form = key::form_of_public(&key)?;
        Ok(Self { key, form })
    }
}

impl fmt::Debug for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateRequest").finish_non_exhaustive()
    }
}
