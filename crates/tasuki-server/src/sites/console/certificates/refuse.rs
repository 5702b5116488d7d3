//! Applications are refused.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::RecordId;

use super::view::page_of;
use crate::platform::Platform;
use crate::registry::CertificateError;
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

/// The most characters of a reason.
const REASON_MAX: usize = 400;

/// Why an application is refused.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Reason {
    #[serde(default)]
    reason: String,
}

/// Refuses an application with a reason, which the office reads.
pub(in crate::sites::console) async fn refuse(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Reason>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let record: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let (typed, mut form) = posted.state(&[]);
    let reason = typed.reason.trim().to_owned();
    if reason.is_empty() {
        form.refuse("reason", "却下の理由を入力してください。");
    } else if reason.chars().count() > REASON_MAX {
        form.refuse("reason", "400文字以内で入力してください。");
    } else {
        let registry = platform.registry()?;
        match registry.refuse_certificate(record, actor, &reason).await {
            Ok(()) => return Ok(see_other(&format!("/certificates/{record}?done=refused"))),
            Err(CertificateError::Unknown) => return Err(SiteError::NotFound),
            Err(CertificateError::Step(_)) => {
                form.refuse("reason", "すでに処理された申請のため、却下できません。");
            }
            Err(error) => return Err(SiteError::fault(&error)),
        }
    }
    let page = page_of(&platform, &visit, record, &form, None).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
