//! A year is entered.

use tasuki_exchange::{
    AutoRenewal, Collection, FeeSchedule, HeldLicence, PaymentMethod, PaymentState, Term,
};
use tasuki_store::{LicenceRow, RecordId, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, OfficeNumber, Timestamp, day_in_japan};

use super::super::Registry;
use super::tell_exchange;

/// A year that is to be entered.
pub(crate) struct NewLicence {
    pub(crate) office: OfficeNumber,
    pub(crate) application: RecordId,
    pub(crate) term: Term,
    pub(crate) method: PaymentMethod,
    pub(crate) auto_renewal: AutoRenewal,
}

/// Enters a year: its fee is that of its first day, and an invoice is issued at once where the
/// office pays by one. None where the calendar, the fees or the numbers end.
pub(crate) fn enter(
    registry: &Registry,
    records: &Transaction<'_>,
    new: &NewLicence,
    now: Timestamp,
) -> Result<Option<LicenceRow>, StoreError> {
    let (first_day, today) = (new.term.first_day(), day_in_japan(now));
    let schedule = FeeSchedule::default();
    let (Some(period), Some(collection), Some(number), Ok(month)) = (
        schedule.on(first_day),
        Collection::of(first_day),
        records.take_licence_number()?,
        CalendarMonth::of(today),
    ) else {
        return Ok(None);
    };
    let payment = PaymentState::of_new(period.fee, new.method);
    let invoice = match payment {
        PaymentState::Invoiced => Some((records.take_invoice_number(month)?, today)),
        _ => None,
    };
    let row = LicenceRow {
        id: registry.new_id(),
        number,
        office: new.office,
        application: new.application,
        held: HeldLicence {
            term: new.term,
            method: new.method,
            payment,
            auto_renewal: new.auto_renewal,
        },
        fee: period.fee,
        claim_month: (payment == PaymentState::AwaitingDeduction).then_some(collection.claim),
        asked: None,
        settled: None,
        invoice,
    };
    records.save_licence(&row)?;
    tell_exchange(records, new.office, now)?;
    Ok(Some(row))
}
