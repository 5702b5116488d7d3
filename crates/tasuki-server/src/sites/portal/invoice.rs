//! The invoice (請求書) of a licence.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_exchange::invoice_due;
use tasuki_paper::Invoice;

use super::paper::{Bill, answer};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit};

/// Gives it as PDF.
pub(super) async fn print(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let bill = Bill::of(&platform, &visit, &number).await?;
    let (number, date) = bill.row.invoice.ok_or(SiteError::NotFound)?;
    let due = invoice_due(date).ok_or(SiteError::NotFound)?;
    answer(&format!("invoice-{number}"), move || {
        let (number, registration) = (number.to_string(), bill.issuer.registration.to_string());
        let (licence, ways) = (format!("ライセンス番号：{}", bill.row.number), bill.ways());
        Invoice::print(&[Invoice {
            number: &number,
            date,
            to: bill.to(),
            from: bill.from(&registration),
            charges: &[bill.charge()],
            taxes: &[bill.taxes()],
            total: bill.charge().amount,
            due,
            account: &bill.issuer.account,
            remarks: &[&licence, "振込手数料は、事業所のご負担でお願いいたします。"],
            contact: bill.contact(&ways),
        }])
    })
    .await
}
