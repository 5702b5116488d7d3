//! Certificates that were issued from the command line, entered as if they had been applied for.

use tasuki_exchange::{CertificateState, OfficeStatus};
use tasuki_store::{CertificateApplicationRow, CertificateRow, StoreError, Transaction};
use tasuki_terms::CertificateClass;

use crate::registry::hand::Hand;

/// Why a certificate is not entered. Then nothing is changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotEntered {
    /// The office is suspended or closed, or not there any more.
    NotActive,
    /// The user is another office's.
    OtherOffice,
}

/// Enters a certificate, with the request (PKCS#10) of which it came. Its key is the office's own;
/// for it there is nothing to pay. Who issues it asks for nothing but what is decided here, in the
/// transaction that saves.
pub(crate) fn enter_issued(
    records: &Transaction<'_>,
    certificate: &CertificateRow,
    class: CertificateClass,
    csr: Vec<u8>,
    hand: &Hand,
) -> Result<Result<(), NotEntered>, StoreError> {
    let office = records.office(certificate.office)?;
    if office.is_none_or(|office| office.status != OfficeStatus::Active) {
        return Ok(Err(NotEntered::NotActive));
    }
    let user = records.user(certificate.user)?;
    if user.is_some_and(|user| user.office != certificate.office) {
        return Ok(Err(NotEntered::OtherOffice));
    }
    let id = hand.new_id();
    records.save_certificate(certificate)?;
    records.save_certificate_application(&CertificateApplicationRow {
        id,
        office: certificate.office,
        user: certificate.user,
        class,
        applied_at: hand.now,
        state: CertificateState::Issued,
        csr,
        sealed_key: None,
        serial: Some(certificate.serial.clone()),
        fee: tasuki_terms::Yen::ZERO,
        fee_paid_on: None,
        decided_at: Some(hand.now),
        decided_by: Some(hand.by.clone()),
        reason: None,
    })?;
    records.append_audit(hand.audit("certificate.issue", id, &*certificate.serial))?;
    Ok(Ok(()))
}
