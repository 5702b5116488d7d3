//! What lies below an error of the HTTP client.

use std::error::Error as _;

/// Whose certificate TLS did not take.
pub(super) enum TlsFault {
    Platform,
    /// The platform's, whose name alone is wrong.
    Name,
    Office,
}

/// Whose certificate was at fault, if one was.
pub(super) fn tls_fault(error: &reqwest::Error) -> Option<TlsFault> {
    use rustls::{AlertDescription as Alert, CertificateError};
    let mut source = error.source();
    while let Some(cause) = source {
        match cause.downcast_ref() {
            Some(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => return Some(TlsFault::Name),
            Some(rustls::Error::InvalidCertificate(_)) => return Some(TlsFault::Platform),
            Some(rustls::Error::AlertReceived(
                Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::CertificateRequired
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::DecryptError,
            )) => return Some(TlsFault::Office),
            _ => source = within(cause),
        }
    }
    None
}

/// What an error wraps. An [`std::io::Error`] names not what it wraps as its source, but the source of that;
/// and one may be wrapped in another.
pub(super) fn within<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> Option<&'e (dyn std::error::Error + 'static)> {
    let io = error.downcast_ref::<std::io::Error>();
    match io.and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
