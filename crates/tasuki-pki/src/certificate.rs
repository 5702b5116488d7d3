//! Facts that a certificate states, whoever issued it.

use std::net::{Ipv4Addr, Ipv6Addr};

use rustls_pki_types::SubjectPublicKeyInfoDer;
use tasuki_terms::Timestamp;
use webpki::RawPublicKeyEntity;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer as _;

use crate::CertificateRefusal;

/// A certificate's serial number in small hexadecimal digits, two for each byte, without leading
/// zero bytes. Says nothing about trust.
pub fn serial_hex(certificate_der: &[u8]) -> Result<String, CertificateRefusal> {
    Ok(serial_of(&read(certificate_der)?))
}

/// A serial number as people type it, in the form of [`serial_hex`]: digits of either case, perhaps
/// pairs apart by colons or spaces, as `openssl` and Windows print them. None if it is none.
pub fn read_serial(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|one| *one != ':' && !one.is_whitespace())
        .collect();
    let digits = match digits.len() % 2 {
        0 => digits,
        _ => format!("0{digits}"),
    };
    let serial = hex_of(&hex::decode(digits).ok()?);
    (!serial.is_empty()).then_some(serial)
}

/// The first and the last moment at which a certificate is valid. Says nothing about trust.
pub fn validity(certificate_der: &[u8]) -> Result<(Timestamp, Timestamp), CertificateRefusal> {
    let certificate = read(certificate_der)?;
    let moment =
        |seconds| Timestamp::from_second(seconds).map_err(|_| CertificateRefusal::Malformed);
    let validity = certificate.validity();
    Ok((
        moment(validity.not_before.timestamp())?,
        moment(validity.not_after.timestamp())?,
    ))
}

/// The DNS names and IP addresses that a TLS server's certificate is for, in its order. Says nothing
/// about trust.
pub fn hosts(certificate_der: &[u8]) -> Result<Vec<String>, CertificateRefusal> {
    let certificate = read(certificate_der)?;
    let names = certificate
        .subject_alternative_name()
        .map_err(|_| CertificateRefusal::Malformed)?;
    let names = names.iter().flat_map(|names| &names.value.general_names);
    let host = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match *bytes {
            [a, b, c, d] => Some(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => <[u8; 16]>::try_from(bytes)
                .ok()
                .map(|bytes| format!("[{}]", Ipv6Addr::from(bytes))),
        },
        _ => None,
    };
    Ok(names.filter_map(host).collect())
}

/// Whether a certificate names itself as its issuer, as roots do. Says nothing about trust.
pub(crate) fn is_self_issued(certificate_der: &[u8]) -> Result<bool, CertificateRefusal> {
    let certificate = read(certificate_der)?;
    Ok(certificate.subject().as_raw() == certificate.issuer().as_raw())
}

/// Whether a certificate names another's holder and key as its issuer's, and is not that other one.
/// Says nothing about trust: the signature is not looked at.
pub(crate) fn names_as_issuer(der: &[u8], other_der: &[u8]) -> Result<bool, CertificateRefusal> {
    let (certificate, other) = (read(der)?, read(other_der)?);
    let mut extensions = certificate.extensions().iter();
    let named = extensions.find_map(|one| match one.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref(),
        _ => None,
    });
    let is_named = named.is_some_and(|id| key_id(&other) == Some(id.0));
    let is_issuer = certificate.issuer().as_raw() == other.subject().as_raw();
    Ok(is_named && is_issuer && der != other_der)
}

/// Whether a certificate names another's holder and key as its issuer's; a root names its own.
/// Says nothing about trust: the signature is not looked at.
pub fn is_issued_by(certificate_der: &[u8], issuer_der: &[u8]) -> bool {
    if certificate_der == issuer_der {
        return is_self_issued(certificate_der).unwrap_or(false);
    }
    names_as_issuer(certificate_der, issuer_der).unwrap_or(false)
}

/// Whether a certificate is that of an authority which the holder of another certificate, a root,
/// has signed. Times are not looked at.
pub(crate) fn is_authorized_by(der: &[u8], root_der: &[u8]) -> Result<bool, CertificateRefusal> {
    let (certificate, root) = (read(der)?, read(root_der)?);
    let signs = certificate.key_usage().ok().flatten();
    let is_authority =
        certificate.is_ca() && signs.is_some_and(|usage| usage.value.key_cert_sign());
    let is_root = certificate.subject().as_raw() == root.subject().as_raw();
    if !is_authority || is_root || certificate.issuer().as_raw() != root.subject().as_raw() {
        return Ok(false);
    }
    let signed = certificate.tbs_certificate.as_ref();
    let signature = certificate.signature_value.data.as_ref();
    has_signed(&root, signed, signature)
}

/// Whether a signature over some bytes is by the key of a certificate.
pub(crate) fn has_signed(
    certificate: &X509Certificate<'_>,
    signed: &[u8],
    signature: &[u8],
) -> Result<bool, CertificateRefusal> {
    let key = SubjectPublicKeyInfoDer::from(certificate.public_key().raw);
    let key = RawPublicKeyEntity::try_from(&key).map_err(|_| CertificateRefusal::Malformed)?;
    let verifies = |algorithm| key.verify_signature(algorithm, signed, signature).is_ok();
    Ok(webpki::ALL_VERIFICATION_ALGS.iter().copied().any(verifies))
}

/// The identifier of a certificate's own key.
pub(crate) fn key_id<'a>(certificate: &X509Certificate<'a>) -> Option<&'a [u8]> {
    let mut extensions = certificate.extensions().iter();
    extensions.find_map(|one| match one.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0),
        _ => None,
    })
}

/// Parses the whole of `der` as one certificate.
pub(crate) fn read(der: &[u8]) -> Result<X509Certificate<'_>, CertificateRefusal> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(CertificateRefusal::Malformed),
    }
}

/// What [`serial_hex`] tells, of a certificate that is parsed already.
pub(crate) fn serial_of(certificate: &X509Certificate<'_>) -> String {
    hex_of(certificate.raw_serial())
}

/// A serial number as [`serial_hex`] tells it.
pub(crate) fn hex_of(serial: &[u8]) -> String {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    hex::encode(serial.get(zeros..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_read_as_people_copy_them() {
        for typed in ["4a0b0c", "4A0B0C", "4A:0B:0C", "4a 0b 0c", " 00:4A:0B:0C\n"] {
            assert_eq!(read_serial(typed).as_deref(), Some("4a0b0c"), "{typed}");
        }
        assert_eq!(read_serial("a0b").as_deref(), Some("0a0b"));
        for typed in ["", "00", "xy", "4a-0b", "シリアル"] {
            assert_eq!(read_serial(typed), None, "{typed}");
        }
    }
}
