//! Invoices whose last day of payment (支払期限) has passed.

use tasuki_exchange::PaymentStep;
use tasuki_store::StoreError;
use tasuki_terms::{Date, day_in_japan};

use crate::registry::{BY_RULE, Registry};

impl Registry {
    /// Makes overdue invoices unpaid and tells their offices; tells how many.
    pub async fn pass_due_days(&self) -> Result<usize, StoreError> {
        let Some(before) = first_of_last_month(day_in_japan(self.now())) else {
            return Ok(0);
        };
        let overdue = self
            .records
            .read("overdue_invoices", move |records| {
                records.licences_invoiced_before(before)
            })
            .await?;
        let mut passed = 0;
        for row in overdue {
            let registry = self.clone();
            let is_passed = self
                .records
                .change("pass_due_day", move |records| {
                    let Some(row) = records.licence(row.id)? else {
                        return Ok(false);
                    };
                    let step = PaymentStep::PassDueDay;
                    let taken = registry.advance_payment_in(records, &row, step, BY_RULE)?;
                    // It was paid meanwhile where a rule refuses.
                    Ok(taken.unwrap_or(false))
                })
                .await?;
            passed += usize::from(is_passed);
        }
        Ok(passed)
    }
}

/// Invoices of this day and later can be paid today still: they are due at the end of the month
/// after that of their issue.
fn first_of_last_month(today: Date) -> Option<Date> {
    let last_month = today.first_of_month().yesterday().ok()?;
    Some(last_month.first_of_month())
}
