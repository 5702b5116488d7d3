//! The receipt (領収書) for a licence that is paid.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_paper::PaymentReceipt;

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
    let paid = bill.row.settled.ok_or(SiteError::NotFound)?;
    answer(&format!("receipt-{}", bill.row.number), move || {
        let (number, ways) = (bill.row.number.to_string(), bill.ways());
        PaymentReceipt::print(&[PaymentReceipt {
            bill: bill.printed(&number, paid.on, &ways),
            purpose: "ケアプランデータ連携システム ライセンス料として",
            paid: paid.on,
            method: paid.method.name(),
        }])
    })
    .await
}
