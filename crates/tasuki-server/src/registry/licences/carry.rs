//! Licences go from an office's number to the one that follows it (事業所番号の変更).

use tasuki_exchange::HeldLicence;
use tasuki_store::{LicenceRow, ServiceApplicationRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::tell_exchange;
use crate::registry::Registry;
use crate::registry::app_users::AppPassword;

/// No number of a licence is left.
const EXHAUSTED: StoreError = StoreError::Inconsistent {
    table: "licence",
    column: "number",
};

/// Gives a new number what the old one has: the last application and those on which its licences rest,
/// a user of the client, what was granted by hand, the rest of what is settled, and all that is open
/// to pay, with its invoice. A fee for which a federation has been asked under the old number goes,
/// too: the answer finds it by the number of the licence.
///
/// Licences of one application stay of one application: a year that renewed itself can be taken
/// back, one that the office applied for cannot.
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
    let known = records.service_applications(old)?;
    if let Some(last) = known.first() {
        let mut licences = records.licences(old)?;
        licences.retain(|row| !row.held.payment.is_settled() || row.held.term.until() > now);
        for before in known.iter().rev() {
            let of_it = licences.iter().filter(|row| row.application == before.id);
            let of_it: Vec<_> = of_it.collect();
            if of_it.is_empty() && before.id != last.id {
                continue;
            }
            let application = ServiceApplicationRow {
                id: registry.new_id(),
                office: new,
                user,
                ..before.clone()
            };
            records.save_service_application(&application)?;
            for licence in of_it {
                let licence = carried(registry, records, licence)?;
                records.save_licence(&LicenceRow {
                    office: new,
                    application: application.id,
                    ..licence
                })?;
            }
        }
        if let Some(app_user) = registry.app_user_for(records, new, app_password, now)? {
            records.save_app_user(&app_user)?;
        }
    }
    tell_exchange(records, new, now)
}

/// The licence under the new number: what is open as it is, of what is settled its rest, for which
/// nothing more is to be paid.
fn carried(
    registry: &Registry,
    records: &Transaction<'_>,
    licence: &LicenceRow,
) -> Result<LicenceRow, StoreError> {
    let payment = licence.held.payment;
    if !payment.is_settled() {
        return Ok(licence.clone());
    }
    Ok(LicenceRow {
        id: registry.new_id(),
        number: records.take_licence_number()?.ok_or(EXHAUSTED)?,
        held: HeldLicence {
            payment: payment.carried(),
            ..licence.held
        },
        claim_month: None,
        asked: None,
        settled: None,
        invoice: None,
        ..licence.clone()
    })
}
