//! What was taken back (失効).

use rcgen::{RevokedCertParams, SerialNumber};
use tasuki_terms::{Revocation, RevocationReason};

use crate::IssueError;
use crate::ca::moment;

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

/// As the list of an authority tells it, with the numbers of [`RevocationReason::code`].
pub(crate) const fn of_issued(reason: RevocationReason) -> rcgen::RevocationReason {
    use rcgen::RevocationReason as Told;
    match reason {
        RevocationReason::Lost | RevocationReason::KeyCompromise => Told::KeyCompromise,
        RevocationReason::NameChanged => Told::AffiliationChanged,
        RevocationReason::Superseded | RevocationReason::AuthorityRevoked => Told::Superseded,
        RevocationReason::Unused | RevocationReason::OfficeClosed => Told::CessationOfOperation,
    }
}

/// As the list of a root tells it: a compromised key has another number there (`cACompromise`).
pub(crate) const fn of_authority(reason: RevocationReason) -> rcgen::RevocationReason {
    match of_issued(reason) {
        rcgen::RevocationReason::KeyCompromise => rcgen::RevocationReason::CaCompromise,
        told => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_answers_tell_the_same_number() {
        for reason in RevocationReason::ALL {
            assert_eq!(of_issued(reason) as u8, reason.code(), "{reason:?}");
        }
    }
}
