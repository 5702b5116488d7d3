//! Certificates from the command line: those of offices, and the platform's own.

use std::sync::Arc;

use tasuki_pki::{CertificateRequest, Issued, KeyRequest, Profile, read_serial, validity};
use tasuki_seal::SystemEntropy;
use tasuki_store::{AuditEntry, CertificateRow, Records, StoreError};
use tasuki_terms::{
    CertificateClass, OfficeNumber, Revocation, RevocationReason, Timestamp, UserId,
};

use super::ca::AUTHORITY_PEM;
use super::{Setup, SetupError, serial};
use crate::registry::{Hand, NotEntered, enter_issued, revoke_serial};

/// Who does what is done here, in the audit trail.
pub(crate) const COMMAND_LINE: &str = "command-line";

/// A certificate that was issued to an office, and its key.
#[derive(Clone, Debug)]
pub struct OfficeKeys {
    /// The certificate and the key.
    pub issued: Issued,
    /// The certificates of root and authorities, PEM.
    pub authority_pem: String,
}

/// Whose certificate was revoked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RevokedOf {
    /// An office's.
    Office,
    /// The platform's own, one of before.
    Platform,
}

impl Setup {
    /// Issues a certificate with a new key to an office's user, as one of those that it applied for.
    pub async fn issue_certificate(
        &self,
        office: OfficeNumber,
        user: UserId,
        period: (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<OfficeKeys, SetupError> {
        let class = CertificateClass::CarePlan;
        let records = self.records().await?;
        let Some(row) = records.office(office).await? else {
            return Err(SetupError::NotRegistered { office });
        };
        let profile = Profile::Office {
            office,
            user,
            office_name: row.name,
            class,
        };
        let key = KeyRequest::new(&user)?;
        let request = CertificateRequest::read(&key.request_der)?;
        let authority = self.authority()?;
        let certified = authority.sign_csr(&request, &profile, period.0, period.1, serial())?;
        let (valid_from, valid_until) =
            validity(&certified.certificate_der).map_err(|_| SetupError::Calendar)?;
        let certificate = CertificateRow {
            serial: certified.serial_hex.clone(),
            office,
            user,
            der: certified.certificate_der.clone(),
            valid_from,
            valid_until,
            revoked: None,
        };
        let (csr, hand) = (key.request_der, hand(now));
        let entered = records.change("issue_certificate", move |records| {
            enter_issued(records, &certificate, class, csr, &hand)
        });
        match entered.await? {
            Ok(()) => {}
            Err(NotEntered::NotActive) => return Err(SetupError::NotActive { office }),
            Err(NotEntered::OtherOffice) => return Err(SetupError::OtherOffice { user, office }),
        }
        Ok(OfficeKeys {
            issued: Issued {
                certificate_der: certified.certificate_der,
                certificate_pem: certified.certificate_pem,
                key_pkcs8_der: key.key_pkcs8_der,
                key_pem: key.key_pem,
                serial_hex: certified.serial_hex,
            },
            authority_pem: self.read(AUTHORITY_PEM)?,
        })
    }

    /// Revokes a certificate of an office, or one that the platform itself used before; the running
    /// platform notices within a second. Again changes nothing.
    ///
    /// `typed` is the serial number in any form that [`read_serial`] takes.
    pub async fn revoke_certificate(
        &self,
        typed: &str,
        reason: RevocationReason,
        now: Timestamp,
    ) -> Result<RevokedOf, SetupError> {
        let unknown = || SetupError::NoSuchCertificate {
            serial: typed.to_owned(),
        };
        let serial = read_serial(typed).ok_or_else(unknown)?;
        if self.own_serials()?.contains(&serial) {
            return Err(SetupError::StillUsed { serial });
        }
        let hand = hand(now);
        let records = self.records().await?;
        let revoked = records.change("revoke_certificate", move |records| {
            if revoke_serial(records, &serial, reason, &hand)? {
                return Ok(Some(RevokedOf::Office));
            }
            let Some(mut own) = records.own_certificate(&serial)? else {
                return Ok(None);
            };
            if own.revoked.is_none() {
                own.revoked = Some(Revocation { at: now, reason });
                records.save_own_certificate(&own)?;
                records.append_audit(hand.audit("platform.revoke", &serial, reason.as_str()))?;
            }
            Ok(Some(RevokedOf::Platform))
        });
        revoked.await?.ok_or_else(unknown)
    }
}

/// Notes in the audit trail what was done outside the records.
pub(super) async fn note(records: &Records, entry: AuditEntry) -> Result<(), StoreError> {
    records
        .change("note_setup", move |records| records.append_audit(entry))
        .await
}

/// The hand of whoever types a command.
pub(crate) fn hand(now: Timestamp) -> Hand {
    Hand {
        by: COMMAND_LINE.to_owned(),
        now,
        entropy: Arc::new(SystemEntropy),
    }
}
