//! Applications are approved or refused, certificates taken back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::CertificateState;
use tasuki_store::RecordId;

use super::view::page_of;
use crate::platform::Platform;
use crate::registry::CertificateError;
use crate::sites::log_in::Nothing;
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

/// How many are approved with one press.
const AT_ONCE: u64 = 500;
/// The most characters of a reason.
const REASON_MAX: usize = 400;

/// Which applications.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Chosen {
    #[serde(default)]
    id: Vec<String>,
    /// Whether all that wait are meant.
    #[serde(default)]
    all: String,
}

/// Approves those that were ticked, or all that wait.
pub(in crate::sites::console) async fn approve(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Chosen>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let ids: Vec<RecordId> = if posted.form.all == "yes" {
        platform
            .records
            .read("waiting_certificates", |records| {
                let waiting = Some(CertificateState::Applied);
                let rows = records.certificate_applications(waiting, 0, AT_ONCE)?;
                Ok(rows.into_iter().map(|row| row.id).collect())
            })
            .await?
    } else {
        let ids = posted.form.id.iter().map(|id| id.parse());
        ids.collect::<Result<_, _>>()
            .map_err(|_| SiteError::NotFound)?
    };
    let (mut approved, mut failed) = (0_u32, 0_u32);
    for id in ids {
        match platform.registry()?.approve_certificate(id, actor).await {
            Ok(()) => approved += 1,
            Err(CertificateError::NoAuthority | CertificateError::Store(_)) => {
                return Err(SiteError::Fault);
            }
            Err(error) => {
                tracing::warn!(%id, %error, "a certificate is not approved");
                failed += 1;
            }
        }
    }
    Ok(see_other(&format!(
        "/certificates?approved={approved}&failed={failed}"
    )))
}

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

/// Takes a certificate back (失効).
pub(in crate::sites::console) async fn revoke(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let record: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    match platform.registry()?.revoke_certificate(record, actor).await {
        Ok(()) => {
            platform.reload_revoked().await?;
            Ok(see_other(&format!("/certificates/{record}?done=revoked")))
        }
        Err(CertificateError::Unknown | CertificateError::Step(_)) => Err(SiteError::NotFound),
        Err(error) => Err(SiteError::fault(&error)),
    }
}
