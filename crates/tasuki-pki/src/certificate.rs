//! Facts that a certificate states, whoever issued it.

use tasuki_terms::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use crate::CertificateRefusal;

/// A certificate's serial number in small hexadecimal digits, two for each byte, without leading
/// zero bytes. Says nothing about trust.
pub fn serial_hex(certificate_der: &[u8]) -> Result<String, CertificateRefusal> {
    Ok(serial_of(&read(certificate_der)?))
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

/// Parses the whole of `der` as one certificate.
pub(crate) fn read(der: &[u8]) -> Result<X509Certificate<'_>, CertificateRefusal> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(CertificateRefusal::Malformed),
    }
}

/// What [`serial_hex`] tells, of a certificate that is parsed already.
pub(crate) fn serial_of(certificate: &X509Certificate<'_>) -> String {
    let raw = certificate.raw_serial();
    let zeros = raw.iter().take_while(|byte| **byte == 0).count();
    hex::encode(raw.get(zeros..).unwrap_or_default())
}
