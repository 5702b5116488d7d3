//! A certificate is taken back (失効), for a reason.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::RecordId;
use tasuki_terms::RevocationReason;

use super::view::page_of;
use crate::platform::Platform;
use crate::registry::CertificateError;
use crate::sites::revocation::REVOCATION;
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

/// Why it is taken back.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    revocation: String,
}

/// Takes a certificate back.
pub(in crate::sites::console) async fn revoke(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let record: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let (typed, mut form) = posted.state(&[]);
    let reason = RevocationReason::read(&typed.revocation)
        .filter(|reason| RevocationReason::OF_OPERATORS.contains(reason));
    let Some(reason) = reason else {
        form.refuse(REVOCATION, "失効の理由を選択してください。");
        let page = page_of(&platform, &visit, record, &form, None).await?;
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let registry = platform.registry()?;
    match registry.revoke_certificate(record, reason, actor).await {
        // The exchange learns of it within a second.
        Ok(()) => Ok(see_other(&format!("/certificates/{record}?done=revoked"))),
        Err(CertificateError::Unknown | CertificateError::Step(_)) => Err(SiteError::NotFound),
        Err(error) => Err(SiteError::fault(&error)),
    }
}
