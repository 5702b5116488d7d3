//! Licences (ライセンス): how one is entered, paid, renewed and ended.

mod carry;
mod enter;
mod overdue;
mod payment;
mod reminders;
mod renewal;
mod switch;
mod trail;

use tasuki_exchange::{HeldLicence, LicenceRefusal, OfficeStatus};
use tasuki_store::{LicenceRow, OfficeRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, last_day_before, written_day};

pub(super) use carry::carry_over;
pub(super) use enter::{NewLicence, enter};
pub(super) use trail::detail;
pub(crate) use trail::void_invoices;

/// Why nothing is done to a licence.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LicenceError {
    /// There is no such licence.
    #[error("no such licence")]
    Unknown,
    /// A rule refuses.
    #[error(transparent)]
    Refused(#[from] LicenceRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the rules see of licences.
pub(crate) fn held(rows: &[LicenceRow]) -> Vec<HeldLicence> {
    rows.iter().map(|row| row.held).collect()
}

/// Lets the exchange know until when an office may use it, after its licences, or what was granted to
/// it by hand, have changed.
pub(super) fn tell_exchange(
    records: &Transaction<'_>,
    number: OfficeNumber,
    now: Timestamp,
) -> Result<(), StoreError> {
    let held = held(&records.licences(number)?);
    let Some(office) = records.office(number)? else {
        return Ok(());
    };
    let licence = HeldLicence::licence(&held, records.grant(number)?, now);
    records.save_office(&OfficeRow {
        licensed_from: licence.map(|licence| licence.from),
        licensed_until: licence.and_then(|licence| licence.until),
        ..office
    })
}

/// Until when an office may use the exchange, as lists say it.
pub(crate) fn licence_end(office: &OfficeRow) -> String {
    if office.status == OfficeStatus::Closed {
        return "なし".to_owned();
    }
    match (office.licensed_from, office.licensed_until) {
        (None, _) => "なし".to_owned(),
        (Some(_), None) => "期限なし".to_owned(),
        (Some(_), Some(until)) => format!("{}まで", written_day(last_day_before(until))),
    }
}
