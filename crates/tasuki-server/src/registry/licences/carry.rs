//! Licences go from an office's number to the one that follows it (事業所番号の変更).

use tasuki_exchange::{HeldLicence, PaymentState};
use tasuki_store::{LicenceRow, ServiceApplicationRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId, Yen};

use super::tell_exchange;
use crate::registry::Registry;
use crate::registry::app_users::AppPassword;

/// No number of a licence is left.
const EXHAUSTED: StoreError = StoreError::Inconsistent {
    table: "licence",
    column: "number",
};

/// Gives a new number what the old one has: the application on which its licences rest, a user of
/// the client, what was granted by hand, the rest of what is settled, and all that is open to pay,
/// with its invoice. A fee for which a federation has been asked under the old number goes, too:
/// the answer finds it by the number of the licence.
///
/// What is settled stays in the old number's history as well, with its receipts.
pub(crate) fn carry_over(
    registry: &Registry,
    records: &Transaction<'_>,
    old: OfficeNumber,
    (new, user): (OfficeNumber, UserId),
    app_password: &AppPassword,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(grant) = records.grant(old)? {
        records.save_grant(new, grant)?;
    }
    if let Some(known) = records.service_applications(old)?.into_iter().next() {
        let application = ServiceApplicationRow {
            id: registry.new_id(),
            office: new,
            user,
            ..known
        };
        records.save_service_application(&application)?;
        if let Some(app_user) = registry.app_user_for(records, new, app_password, now)? {
            records.save_app_user(&app_user)?;
        }
        for licence in records.licences(old)? {
            let licence = LicenceRow {
                office: new,
                application: application.id,
                ..licence
            };
            if !licence.held.payment.is_settled() {
                records.save_licence(&licence)?;
            } else if licence.held.term.until() > now {
                records.save_licence(&settled(registry, records, &licence)?)?;
            }
        }
    }
    tell_exchange(records, new, now)
}

/// The rest of a settled licence: nothing is to be paid for it.
fn settled(
    registry: &Registry,
    records: &Transaction<'_>,
    licence: &LicenceRow,
) -> Result<LicenceRow, StoreError> {
    Ok(LicenceRow {
        id: registry.new_id(),
        number: records.take_licence_number()?.ok_or(EXHAUSTED)?,
        held: HeldLicence {
            payment: PaymentState::Free,
            ..licence.held
        },
        fee: Yen::ZERO,
        claim_month: None,
        asked: None,
        settled: None,
        invoice: None,
        ..licence.clone()
    })
}
