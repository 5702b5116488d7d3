//! A year is entered.

use tasuki_exchange::{AutoRenewal, Collection, HeldLicence, PaymentMethod, PaymentState, Term};
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

impl NewLicence {
    /// The year as it is to be saved: its fee is that of its first day, and it has an invoice where
    /// the office pays by one. None where the calendar, the fees or the numbers end.
    pub(crate) fn row(
        &self,
        registry: &Registry,
        records: &Transaction<'_>,
        now: Timestamp,
    ) -> Result<Option<LicenceRow>, StoreError> {
        let (first_day, today) = (self.term.first_day(), day_in_japan(now));
        let (Some(period), Some(collection), Some(number), Ok(month)) = (
            registry.fees.licences.on(first_day),
            Collection::of(first_day),
            records.take_licence_number()?,
            CalendarMonth::of(today),
        ) else {
            return Ok(None);
        };
        let payment = PaymentState::of_new(period.fee, self.method);
        let invoice = match payment {
            PaymentState::Invoiced => Some((records.take_invoice_number(month)?, today)),
            _ => None,
        };
        Ok(Some(LicenceRow {
            id: registry.new_id(),
            number,
            office: self.office,
            application: self.application,
            held: HeldLicence {
                term: self.term,
                method: self.method,
                payment,
                auto_renewal: self.auto_renewal,
            },
            fee: period.fee,
            claim_month: (payment == PaymentState::AwaitingDeduction).then_some(collection.claim),
            asked: None,
            settled: None,
            invoice,
        }))
    }
}

/// Enters a year.
pub(crate) fn enter(
    records: &Transaction<'_>,
    row: &LicenceRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    records.save_licence(row)?;
    tell_exchange(records, row.office, now)
}
