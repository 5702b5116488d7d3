//! The fee of a certificate (発行手数料) is paid.

use tasuki_store::{RecordId, StoreError};
use tasuki_terms::{Date, day_in_japan};

use crate::registry::Registry;

/// Why a payment is not entered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeeError {
    /// There is no such application.
    #[error("no such application for a certificate")]
    Unknown,
    /// There is nothing to pay: no certificate was issued, or it is free.
    #[error("there is no fee to pay")]
    NothingToPay,
    /// The day lies before the application, or ahead.
    #[error("no payment can have come then")]
    Day,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Enters on which day the fee of a certificate was paid; none takes back what was entered by
    /// mistake.
    pub async fn settle_certificate_fee(
        &self,
        id: RecordId,
        paid_on: Option<Date>,
        by: &str,
    ) -> Result<(), FeeError> {
        let today = day_in_japan(self.now());
        let detail = paid_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let entry = self.audit(by, "certificate.fee", id, detail);
        self.records
            .change("settle_certificate_fee", move |records| {
                let Some(mut row) = records.certificate_application(id)? else {
                    return Ok(Err(FeeError::Unknown));
                };
                if row.state.fee_balance(row.fee, None).is_zero() {
                    return Ok(Err(FeeError::NothingToPay));
                }
                let first = day_in_japan(row.applied_at);
                if paid_on.is_some_and(|day| day < first || today < day) {
                    return Ok(Err(FeeError::Day));
                }
                row.fee_paid_on = paid_on;
                records.save_certificate_application(&row)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }
}
