//! Certificates that were issued from the command line, entered as if they had been applied for.

use tasuki_exchange::CertificateState;
use tasuki_store::{CertificateApplicationRow, CertificateRow, RecordId, StoreError, Transaction};
use tasuki_terms::CertificateClass;

use crate::registry::hand::Hand;

/// Enters a certificate, with the request (PKCS#10) of which it came. Its key is the office's own;
/// for it there is nothing to pay.
pub(crate) fn enter_issued(
    records: &Transaction<'_>,
    certificate: &CertificateRow,
    class: CertificateClass,
    csr: Vec<u8>,
    hand: &Hand,
) -> Result<RecordId, StoreError> {
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
    Ok(id)
}
