//! The payment of a certificate's fee (発行手数料) is entered.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::RecordId;

use super::view::page_of;
use crate::platform::Platform;
use crate::registry::FeeError;
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

/// When it was paid.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    /// Empty where an entry is taken back.
    #[serde(default)]
    day: String,
}

/// Enters the day, or takes it back.
pub(in crate::sites::console) async fn settle(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let record: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let (typed, mut form) = posted.state(&[]);
    let day = match typed.day.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    };
    match day {
        Err(_) => form.refuse("day", "日付を入力してください。"),
        Ok(day) => {
            let registry = platform.registry()?;
            match registry.settle_certificate_fee(record, day, actor).await {
                Ok(()) => return Ok(see_other(&format!("/certificates/{record}?done=fee"))),
                Err(FeeError::Day) => {
                    form.refuse("day", "入金日は、申請日から今日までの日付にしてください。");
                }
                Err(FeeError::Unknown | FeeError::NothingToPay) => return Err(SiteError::NotFound),
                Err(error) => return Err(SiteError::fault(&error)),
            }
        }
    }
    let page = page_of(&platform, &visit, record, &form, None).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
