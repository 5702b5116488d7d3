//! The invoice (請求書) of a licence.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_exchange::transfer_due_on;
use tasuki_paper::Invoice;

use super::bill::LicenceBill;
use crate::platform::Platform;
use crate::sites::paper::answer;
use crate::sites::{SiteError, Visit};

/// Gives it as PDF.
pub(super) async fn print(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let bill = LicenceBill::of(&platform, &visit, &number).await?;
    let (number, date) = bill.row.invoice.ok_or(SiteError::NotFound)?;
    let due = transfer_due_on(date).ok_or(SiteError::NotFound)?;
    answer(&format!("invoice-{number}"), move || {
        let (number, ways) = (number.to_string(), bill.ways());
        let licence = format!("ライセンス番号：{}", bill.row.number);
        Invoice::print(&[Invoice {
            bill: bill.printed(&number, date, &ways),
            due,
            account: &bill.issuer.account,
            remarks: &[&licence, "振込手数料は、事業所のご負担でお願いいたします。"],
        }])
    })
    .await
}
