//! The platform's own certificate for TLS, which can be read again while connections go on.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum_server::tls_rustls::RustlsConfig;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{CertificateRefusal, validity};
use tasuki_seal::sha256;
use tasuki_terms::{Digest, Timestamp};

use super::tls::{TlsError, server_config, site_config};
use crate::settings::Keys;

/// TLS of the exchange and of the sites, with the certificate of `keys.server_certificate`.
#[derive(Debug)]
pub(crate) struct OwnTls {
    certificate: PathBuf,
    key: PathBuf,
    exchange: RustlsConfig,
    sites: RustlsConfig,
    known: Mutex<Known>,
}

/// What is shown, and what was found last that cannot be.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Of both files that are shown.
    digest: Digest,
    /// The last moment of the certificate that is shown.
    valid_until: Timestamp,
    /// Of both files that cannot be used, and whether that was told.
    fault: Option<(Digest, bool)>,
}

impl Known {
    /// Whether a fault is to be told now. What is found by looking is told when it is still there
    /// at the second look, since two files are not written at once, and then no more.
    fn is_to_be_told(&mut self, digest: Digest, is_asked: bool) -> bool {
        let before = self.fault.filter(|(known, _)| *known == digest);
        let is_told = is_asked || before.is_some_and(|(_, was_told)| !was_told);
        let was_told = is_told || before.is_some_and(|(_, was_told)| was_told);
        self.fault = Some((digest, was_told));
        is_told
    }
}

/// Why the certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OwnTlsError {
    /// A file cannot be read.
    #[error("the server's certificate or key cannot be read")]
    File(#[from] std::io::Error),
    /// The files are no certificate and its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The certificate cannot be understood.
    #[error("the server's certificate cannot be understood")]
    Certificate(#[from] CertificateRefusal),
}

impl OwnTlsError {
    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::File(_) | Self::Tls(_) | Self::Certificate(_) => "server-certificate.unusable",
        }
    }
}

/// A certificate and its key as they were read.
struct Read {
    digest: Digest,
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// What a certificate and its key make.
struct Usable {
    exchange: rustls::ServerConfig,
    sites: rustls::ServerConfig,
    valid_until: Timestamp,
}

impl OwnTls {
    /// Reads the certificate and its key for the first time.
    pub(crate) fn open(keys: &Keys) -> Result<Self, OwnTlsError> {
        let (certificate, key) = (keys.server_certificate.clone(), keys.server_key.clone());
        let read = Read::of(&certificate, &key)?;
        let usable = read.usable()?;
        Ok(Self {
            certificate,
            key,
            exchange: RustlsConfig::from_config(Arc::new(usable.exchange)),
            sites: RustlsConfig::from_config(Arc::new(usable.sites)),
            known: Mutex::new(Known {
                digest: read.digest,
                valid_until: usable.valid_until,
                fault: None,
            }),
        })
    }

    /// TLS of the exchange; it changes with this.
    pub(crate) fn exchange(&self) -> RustlsConfig {
        self.exchange.clone()
    }

    /// TLS of the sites; it changes with this.
    pub(crate) fn sites(&self) -> RustlsConfig {
        self.sites.clone()
    }

    /// The last moment of the certificate that is shown.
    pub(crate) fn valid_until(&self) -> Timestamp {
        self.known().valid_until
    }

    /// Reads both files again and shows what they hold to new connections; gives the last moment of
    /// the certificate if the files are others, or if `is_asked`. What cannot be used changes
    /// nothing, and is told as an error: each time if `is_asked`, else once.
    pub(crate) fn reload(&self, is_asked: bool) -> Result<Option<Timestamp>, OwnTlsError> {
        let read = Read::of(&self.certificate, &self.key);
        let digest = read.as_ref().map_or(sha256(b""), |read| read.digest);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.digest == digest && !is_asked {
            known.fault = None;
            return Ok(None);
        }
        match read
            .map_err(OwnTlsError::from)
            .and_then(|read| read.usable())
        {
            Ok(usable) => {
                *known = Known {
                    digest,
                    valid_until: usable.valid_until,
                    fault: None,
                };
                self.exchange.reload_from_config(Arc::new(usable.exchange));
                self.sites.reload_from_config(Arc::new(usable.sites));
                Ok(Some(usable.valid_until))
            }
            Err(error) if known.is_to_be_told(digest, is_asked) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn known(&self) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read {
    fn of(certificate: &Path, key: &Path) -> Result<Self, std::io::Error> {
        let (certificate, key) = (fs_err::read(certificate)?, fs_err::read(key)?);
        let both = [sha256(&certificate), sha256(&key)];
        Ok(Self {
            digest: sha256(both.map(|digest| digest.to_string()).concat().as_bytes()),
            certificate,
            key,
        })
    }

    fn usable(&self) -> Result<Usable, OwnTlsError> {
        let own = CertificateDer::from_pem_slice(&self.certificate).map_err(TlsError::Pem)?;
        Ok(Usable {
            valid_until: validity(&own)?.1,
            exchange: server_config(&self.certificate, &self.key)?,
            sites: site_config(&self.certificate, &self.key)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_told_at_the_second_look_and_what_is_asked_for_always() {
        let [shown, wrong, other] = [b"shown", b"wrong", b"other"].map(|text| sha256(text));
        let mut known = Known {
            digest: shown,
            valid_until: Timestamp::MAX,
            fault: None,
        };
        let mut look = |digest| known.is_to_be_told(digest, false);
        assert_eq!(
            [look(wrong), look(wrong), look(wrong)],
            [false, true, false]
        );
        assert_eq!(
            [look(other), look(wrong), look(wrong)],
            [false, false, true]
        );
        let mut ask = |digest| known.is_to_be_told(digest, true);
        assert_eq!([ask(wrong), ask(other), ask(other)], [true; 3]);
        assert!(!known.is_to_be_told(other, false));
    }
}
