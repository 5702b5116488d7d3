//! Certificates are taken back before their end (失効).

use secrecy::SecretString;
use tasuki_exchange::CertificateStep;
use tasuki_store::{CertificateApplicationRow, RecordId, StoreError, Transaction};
use tasuki_terms::{Revocation, RevocationReason, UserId};

use super::CertificateError;
use crate::password::Passwords;
use crate::registry::hand::Hand;
use crate::registry::{Registry, notices};

impl Registry {
    /// An office takes its own certificate back, as when a computer is lost.
    pub async fn revoke_own_certificate(
        &self,
        passwords: &Passwords,
        user: UserId,
        id: RecordId,
        issuing_password: SecretString,
        reason: RevocationReason,
    ) -> Result<(), CertificateError> {
        let row = self
            .try_issuing_password(passwords, user, issuing_password)
            .await?;
        self.application_of(row.office, id).await?;
        self.revoke_certificate(id, reason, user.as_str()).await
    }

    /// Takes a certificate back; the exchange refuses it within seconds. Again changes nothing.
    pub async fn revoke_certificate(
        &self,
        id: RecordId,
        reason: RevocationReason,
        by: &str,
    ) -> Result<(), CertificateError> {
        let hand = self.hand(by);
        self.records
            .change("revoke_application", move |records| {
                match records.certificate_application(id)? {
                    Some(row) => take_back(records, row, reason, &hand),
                    None => Ok(Err(CertificateError::Unknown)),
                }
            })
            .await?
    }
}

/// Takes back the certificate of a serial number, for who knows no more of it. False if no office
/// has one of that number.
pub(crate) fn revoke_serial(
    records: &Transaction<'_>,
    serial: &str,
    reason: RevocationReason,
    hand: &Hand,
) -> Result<bool, StoreError> {
    match records.certificate_application_of(serial)? {
        // Issued it was, so there is no other step that it could not take.
        Some(row) => Ok(take_back(records, row, reason, hand)?.is_ok()),
        None => Ok(false),
    }
}

/// Takes a certificate back and tells its office.
fn take_back(
    records: &Transaction<'_>,
    mut row: CertificateApplicationRow,
    reason: RevocationReason,
    hand: &Hand,
) -> Result<Result<(), CertificateError>, StoreError> {
    match row.state.advance(CertificateStep::Revoke) {
        Ok(Some(state)) => row.state = state,
        Ok(None) => return Ok(Ok(())),
        Err(wrong) => return Ok(Err(wrong.into())),
    }
    if let Some(serial) = &row.serial {
        let at = hand.now;
        records.revoke_certificate(serial, Revocation { at, reason })?;
    }
    records.save_certificate_application(&row)?;
    let ids = (hand.new_id(), hand.new_id());
    let text = notices::revoked(row.class, reason, hand.now);
    text.publish(records, ids, (row.office, row.user), hand.now)?;
    records.append_audit(hand.audit("certificate.revoke", row.id, reason.as_str()))?;
    Ok(Ok(()))
}
