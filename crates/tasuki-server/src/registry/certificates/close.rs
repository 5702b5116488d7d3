//! What becomes of the certificates of an office that closed, or that got another number.
//!
//! What waits for it may still be fetched, for as long as contents are kept, and its certificate is
//! what opens the exchange. So open applications are refused at once, and certificates are revoked
//! when the last content is gone.

use tasuki_exchange::CertificateStep;
use tasuki_store::{StoreError, Transaction};
use tasuki_terms::{OfficeNumber, RevocationReason, Timestamp};

use super::revoke::revoke_serial;
use crate::registry::{BY_RULE, Hand, Registry, notices};

/// Why the applications of such an office are refused.
const CLOSED: &str = "事業所が廃止されたか、事業所番号が変更されたため、発行できません。";

impl Registry {
    /// Revokes the certificates of closed offices whose time to fetch is over; tells how many.
    pub async fn revoke_closed_offices(&self) -> Result<usize, StoreError> {
        let (now, hand) = (self.now(), self.hand(BY_RULE));
        let due = self
            .records
            .read("certificates_to_revoke", move |records| {
                records.certificates_to_revoke(now)
            })
            .await?;
        if due.is_empty() {
            return Ok(0);
        }
        self.records
            .change("revoke_closed_offices", move |records| {
                let mut revoked = 0;
                for serial in &due {
                    let reason = RevocationReason::OfficeClosed;
                    revoked += usize::from(revoke_serial(records, serial, reason, &hand)?);
                }
                Ok(revoked)
            })
            .await
    }
}

/// Refuses what a closed office has applied for, and lets its certificates be revoked when it can
/// have fetched everything.
pub(in crate::registry) fn close(
    records: &Transaction<'_>,
    office: OfficeNumber,
    fetchable_until: Timestamp,
    hand: &Hand,
) -> Result<(), StoreError> {
    for mut row in records.certificate_applications_of(office)? {
        // What cannot be refused is decided already.
        let Ok(Some(state)) = row.state.advance(CertificateStep::Refuse) else {
            continue;
        };
        row.state = state;
        row.decided_at = Some(hand.now);
        row.decided_by = Some(hand.by.clone());
        row.reason = Some(CLOSED.to_owned());
        records.save_certificate_application(&row)?;
        let ids = (hand.new_id(), hand.new_id());
        let text = notices::refused_as_closed(row.class, CLOSED);
        text.publish(records, ids, (office, row.user), hand.now)?;
        records.append_audit(hand.audit("certificate.refuse", row.id, CLOSED))?;
    }
    records.revoke_certificates_from(office, fetchable_until)
}
