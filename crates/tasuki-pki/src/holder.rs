//! The one place that tells who is behind a certificate.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use tasuki_terms::Timestamp;
use webpki::{EndEntityCert, KeyUsage};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;

use crate::profile::KeyForm;
use crate::{Anchors, CertificateRefusal, Holder, certificate, key, name, profile};

/// id-kp-emailProtection, 1.3.6.1.5.5.7.3.4: the one purpose that all holders share.
const EMAIL_PROTECTION: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04];

/// Who holds a certificate, if it was issued under a root of the `anchors`, is valid `now` and names
/// one holder in the way of that holder's [`crate::Profile`].
///
/// Authorities between it and the root are looked for among `intermediates` and `anchors`.
///
/// It does not tell whether the caller is that holder (TLS or a signature proves it) nor whether
/// the certificate was revoked: ask the set of revoked serial numbers.
pub fn holder(
    certificate_der: &[u8],
    intermediates: &[&[u8]],
    anchors: &Anchors,
    now: Timestamp,
) -> Result<Holder, CertificateRefusal> {
    verified(certificate_der, intermediates, anchors, now).map(|one| one.holder)
}

/// Whom a certificate names, and who vouches for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// Whom it names.
    pub holder: Holder,
    /// The serial numbers of the authorities between it and the root, as [`crate::serial_hex`]
    /// tells them: whoever keeps the root's list asks for them, too.
    pub authorities: Vec<String>,
}

/// As [`holder`], with the authorities that were found on the way to the root.
pub fn verified(
    certificate_der: &[u8],
    intermediates: &[&[u8]],
    anchors: &Anchors,
    now: Timestamp,
) -> Result<Verified, CertificateRefusal> {
    let certificate = certificate::read(certificate_der)?;
    let authorities = check_chain(certificate_der, intermediates, anchors, now)?;
    if profile::is_agents(&certificate) {
        return Err(CertificateRefusal::Agent);
    }
    let form = key::form_of(certificate.public_key()).ok_or(CertificateRefusal::UnfitKey)?;
    let holder = named_by(&certificate)?;
    check_use(&certificate, form, holder)?;
    Ok(Verified {
        holder,
        authorities,
    })
}

/// Verifies signatures, times, and the constraints on who may issue, up to an anchor; tells the
/// serial numbers of those between.
fn check_chain(
    certificate_der: &[u8],
    intermediates: &[&[u8]],
    anchors: &Anchors,
    now: Timestamp,
) -> Result<Vec<String>, CertificateRefusal> {
    let certificate = CertificateDer::from(certificate_der);
    let leaf = EndEntityCert::try_from(&certificate).map_err(|error| refusal(&error))?;
    let between: Vec<_> = intermediates
        .iter()
        .copied()
        .chain(anchors.between())
        .map(CertificateDer::from)
        .collect();
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let path = leaf
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            anchors.trusted(),
            &between,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            // Authorities between may be unrestricted; `check_use` looks at the certificate itself.
            KeyUsage::required_if_present(EMAIL_PROTECTION),
            None,
            None,
        )
        .map_err(|error| refusal(&error))?;
    let authorities = path.intermediate_certificates();
    authorities
        .map(|one| certificate::serial_hex(&one.der()))
        .collect()
}

fn refusal(error: &webpki::Error) -> CertificateRefusal {
    use webpki::Error;
    match error {
        Error::CertExpired { .. } => CertificateRefusal::Expired,
        Error::CertNotValidYet { .. } => CertificateRefusal::NotYetValid,
        Error::CertRevoked => CertificateRefusal::Revoked,
        Error::CaUsedAsEndEntity
        | Error::EmptyEkuExtension
        | Error::RequiredEkuNotFoundContext(_) => CertificateRefusal::WrongUse,
        Error::BadDer
        | Error::BadDerTime
        | Error::ExtensionValueInvalid
        | Error::InvalidCertValidity
        | Error::InvalidSerialNumber
        | Error::MalformedExtensions
        | Error::MalformedNameConstraint
        | Error::SignatureAlgorithmMismatch
        | Error::TrailingData(_)
        | Error::UnsupportedCertVersion
        | Error::UnsupportedCriticalExtension => CertificateRefusal::Malformed,
        // No issuer, an issuer that may not issue, a signature that is wrong or of an unknown kind.
        _ => CertificateRefusal::Foreign,
    }
}

/// The one holder among a certificate's alternative names.
pub(crate) fn named_by(certificate: &X509Certificate<'_>) -> Result<Holder, CertificateRefusal> {
    let names = certificate
        .subject_alternative_name()
        .map_err(|_| CertificateRefusal::Malformed)?
        .ok_or(CertificateRefusal::NoHolder)?;
    let mut uris = Vec::new();
    for name in &names.value.general_names {
        match name {
            GeneralName::URI(uri) if uri.starts_with(name::PREFIX) => uris.push(*uri),
            GeneralName::Invalid(..) => return Err(CertificateRefusal::Malformed),
            _ => {}
        }
    }
    match uris.as_slice() {
        [] => Err(CertificateRefusal::NoHolder),
        [uri] => uri.parse().map_err(|_| CertificateRefusal::NoHolder),
        _ => Err(CertificateRefusal::SeveralHolders),
    }
}

/// A certificate must be for all that its holder does with it, and no holder's for another's.
fn check_use(
    certificate: &X509Certificate<'_>,
    form: KeyForm,
    holder: Holder,
) -> Result<(), CertificateRefusal> {
    let malformed = |_| CertificateRefusal::Malformed;
    let key = certificate.key_usage().map_err(malformed)?;
    let key = key.ok_or(CertificateRefusal::WrongUse)?.value;
    let purposes = certificate.extended_key_usage().map_err(malformed)?;
    let purposes = purposes.ok_or(CertificateRefusal::WrongUse)?.value;

    let signs = key.digital_signature() && purposes.email_protection;
    let fits = match holder {
        Holder::Office { .. } => {
            let receives = match form {
                KeyForm::EllipticCurve => key.key_agreement(),
                KeyForm::Rsa => key.key_encipherment(),
            };
            signs && receives && purposes.client_auth && !purposes.server_auth
        }
        Holder::Platform => signs && !purposes.client_auth && !purposes.server_auth,
    };
    if fits && !purposes.any && !key.key_cert_sign() {
        Ok(())
    } else {
        Err(CertificateRefusal::WrongUse)
    }
}

#[cfg(test)]
mod tests;
