//! What was taken back (失効).

use rcgen::{RevokedCertParams, SerialNumber};
use tasuki_terms::{Revocation, RevocationReason, Timestamp};

use crate::ca::moment;
use crate::{CertificateRefusal, IssueError};

/// A certificate that was revoked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revoked {
    /// Its serial number, as [`crate::serial_hex`] tells it.
    pub serial_hex: String,
    /// When and why.
    pub revocation: Revocation,
}

impl Revoked {
    pub(crate) fn params(
        &self,
        told: fn(RevocationReason) -> rcgen::RevocationReason,
    ) -> Result<RevokedCertParams, IssueError> {
        let serial = hex::decode(&self.serial_hex)
            .ok()
            .filter(|bytes| !bytes.is_empty())
            .ok_or_else(|| IssueError::Serial {
                serial: self.serial_hex.clone(),
            })?;
        Ok(RevokedCertParams {
            serial_number: SerialNumber::from_slice(&serial),
            revocation_time: moment(self.revocation.at)?,
            reason_code: Some(told(self.revocation.reason)),
            invalidity_date: None,
        })
    }
}

/// As the list of an authority tells it; the numbers are those of [`RevocationReason::code`].
pub(crate) const fn of_issued(reason: RevocationReason) -> rcgen::RevocationReason {
    use rcgen::RevocationReason as Told;
    match reason.code() {
        1 => Told::KeyCompromise,
        3 => Told::AffiliationChanged,
        4 => Told::Superseded,
        5 => Told::CessationOfOperation,
        _ => Told::Unspecified,
    }
}

/// As the list of a root tells it: a compromised key has another number there (`cACompromise`).
pub(crate) const fn of_authority(reason: RevocationReason) -> rcgen::RevocationReason {
    match of_issued(reason) {
        rcgen::RevocationReason::KeyCompromise => rcgen::RevocationReason::CaCompromise,
        told => told,
    }
}

/// Until when a revocation list (DER) is good. Says nothing about who signed it.
pub fn list_until(list_der: &[u8]) -> Result<Timestamp, CertificateRefusal> {
    let malformed = CertificateRefusal::Malformed;
    let (_, list) = x509_parser::parse_x509_crl(list_der).map_err(|_| malformed)?;
    let until = list.next_update().ok_or(malformed)?;
    Timestamp::from_second(until.timestamp()).map_err(|_| malformed)
}
