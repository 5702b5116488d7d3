//! What happens to the payment of a licence.

mod told;

use tasuki_exchange::{Collection, HeldLicence, PaymentFacts, PaymentState, PaymentStep};
use tasuki_store::{LicenceRow, RecordId, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, Date, day_in_japan};

use super::{LicenceError, detail};
use crate::registry::Registry;

impl Registry {
    /// Takes a step in the payment of a licence. False if it was taken before: nothing is changed.
    pub async fn advance_payment(
        &self,
        id: RecordId,
        step: PaymentStep,
        actor: &str,
    ) -> Result<bool, LicenceError> {
        let (registry, actor) = (self.clone(), actor.to_owned());
        self.records
            .change("advance_payment", move |records| {
                let Some(row) = records.licence(id)? else {
                    return Ok(Err(LicenceError::Unknown));
                };
                registry.advance_payment_in(records, &row, step, &actor)
            })
            .await?
    }

    /// The same within a transaction, for who takes many steps at once.
    pub(crate) fn advance_payment_in(
        &self,
        records: &Transaction<'_>,
        row: &LicenceRow,
        step: PaymentStep,
        actor: &str,
    ) -> Result<Result<bool, LicenceError>, StoreError> {
        let (now, today) = (self.now(), day_in_japan(self.now()));
        let payment = match step.take(row.held.payment, &self.payment_facts(row)) {
            Ok(Some(payment)) => payment,
            Ok(None) => return Ok(Ok(false)),
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let before = row;
        let row = changed(records, before, (step, payment), today)?;
        records.save_licence(&row)?;
        let detail = told_of(before, &row, step);
        records.append_audit(self.audit(actor, action(step), row.office, detail))?;
        if let Some(text) = told::text(&row, step) {
            if payment == PaymentState::Unpaid {
                self.write_to_office(records, row.office, &text, now)?;
            } else {
                records.save_notice(&self.notice(row.office, text))?;
            }
        }
        Ok(Ok(true))
    }

    /// What the rules ask of a licence before a step of its payment.
    pub(crate) fn payment_facts(&self, row: &LicenceRow) -> PaymentFacts {
        PaymentFacts {
            today: day_in_japan(self.now()),
            first_day: row.held.term.first_day(),
            invoiced_on: row.invoice.map(|(_, day)| day),
            has_issuer: self.has_issuer,
        }
    }
}

/// The licence with another state of payment, and what follows from it.
fn changed(
    records: &Transaction<'_>,
    row: &LicenceRow,
    (step, payment): (PaymentStep, PaymentState),
    today: Date,
) -> Result<LicenceRow, StoreError> {
    let (claim_month, asked, invoice) = match step {
        // Asked for once more: not with a claim that has passed.
        PaymentStep::RetryDeduction => (Collection::of(today).map(|found| found.claim), None, None),
        PaymentStep::SendInvoice => {
            let invoice = match CalendarMonth::of(today) {
                Ok(month) => Some((records.take_invoice_number(month)?, today)),
                Err(_) => None,
            };
            (None, None, invoice)
        }
        PaymentStep::ReceiveTransfer { .. } => (None, None, row.invoice),
        PaymentStep::TakeBack => (None, None, None),
        _ => (row.claim_month, row.asked, row.invoice),
    };
    Ok(LicenceRow {
        held: HeldLicence {
            payment,
            ..row.held
        },
        claim_month,
        asked,
        settled: step.settlement(),
        invoice,
        ..row.clone()
    })
}

const fn action(step: PaymentStep) -> &'static str {
    match step {
        PaymentStep::RequestDeduction => "licence.request-deduction",
        PaymentStep::Deduct { .. } => "licence.deduct",
        PaymentStep::FailDeduction { .. } => "licence.fail-deduction",
        PaymentStep::RetryDeduction => "licence.retry-deduction",
        PaymentStep::SendInvoice => "licence.send-invoice",
        PaymentStep::ReceiveTransfer { .. } => "licence.receive-transfer",
        PaymentStep::PassDueDay => "licence.pass-due-day",
        PaymentStep::RevertTransfer => "licence.revert-transfer",
        PaymentStep::TakeBack => "licence.take-back",
    }
}

/// The number of the licence, what becomes of its invoice, and what the step is about.
fn told_of(before: &LicenceRow, after: &LicenceRow, step: PaymentStep) -> String {
    let told = detail(Some(before), after);
    match step {
        PaymentStep::Deduct { on } | PaymentStep::ReceiveTransfer { on } => format!("{told} {on}"),
        PaymentStep::FailDeduction { reason } => format!("{told} {}", reason.as_str()),
        _ => told,
    }
}
