//! What was taken back (失効).

use rcgen::{RevokedCertParams, SerialNumber};
use tasuki_terms::Timestamp;

use crate::ca::moment;
use crate::{CertificateRefusal, IssueError};

/// A certificate that was revoked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revoked {
    /// Its serial number, as [`crate::serial_hex`] tells it.
    pub serial_hex: String,
    /// When.
    pub at: Timestamp,
    /// Why, if that is known.
    pub reason: Option<RevocationReason>,
}

/// Why a certificate was revoked (RFC 5280 5.3.1); those that fit here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RevocationReason {
    /// The key is known to others, or lost.
    KeyCompromise,
    /// The office changed its name.
    AffiliationChanged,
    /// A new certificate took its place.
    Superseded,
    /// The office closed, or left the exchange.
    CessationOfOperation,
}

impl RevocationReason {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::KeyCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
    ];

    /// Its number in lists and answers.
    pub const fn number(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
        }
    }

    const fn as_rcgen(self) -> rcgen::RevocationReason {
        match self {
            Self::KeyCompromise => rcgen::RevocationReason::KeyCompromise,
            Self::AffiliationChanged => rcgen::RevocationReason::AffiliationChanged,
            Self::Superseded => rcgen::RevocationReason::Superseded,
            Self::CessationOfOperation => rcgen::RevocationReason::CessationOfOperation,
        }
    }
}

impl Revoked {
    pub(crate) fn params(&self) -> Result<RevokedCertParams, IssueError> {
        let serial = hex::decode(&self.serial_hex)
            .ok()
            .filter(|bytes| !bytes.is_empty())
            .ok_or_else(|| IssueError::Serial {
                serial: self.serial_hex.clone(),
            })?;
        Ok(RevokedCertParams {
            serial_number: SerialNumber::from_slice(&serial),
            revocation_time: moment(self.at)?,
            reason_code: self.reason.map(RevocationReason::as_rcgen),
            invalidity_date: None,
        })
    }
}

/// Until when a revocation list (DER) is good. Says nothing about who signed it.
pub fn list_until(list_der: &[u8]) -> Result<Timestamp, CertificateRefusal> {
    let malformed = CertificateRefusal::Malformed;
    let (_, list) = x509_parser::parse_x509_crl(list_der).map_err(|_| malformed)?;
    let until = list.next_update().ok_or(malformed)?;
    Timestamp::from_second(until.timestamp()).map_err(|_| malformed)
}
