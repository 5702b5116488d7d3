//! The platform about itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use tasuki_exchange::Operation;
use tasuki_pki::serial_hex;
use tasuki_store::Transaction;
use tasuki_wire::{ClientVersions, LimitsAnswer, PlatformAnswer, Problem, SystemState};

use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::Platform;

/// Tells what one message and one bulk send may hold.
#[utoipa::path(
    get, path = "/v1/limits", tag = "platform",
    responses(
        (status = 200, body = LimitsAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_limits(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
) -> Result<Json<LimitsAnswer>, Rejection> {
    visitor.may(&platform, Operation::ReadPlatform).await?;
    let limits = &platform.limits;
    Ok(Json(LimitsAnswer {
        files: u32::try_from(limits.files).unwrap_or(u32::MAX),
        bytes: limits.bytes,
        bulk: limits.bulk,
        text_bytes: u32::try_from(limits.text_bytes).unwrap_or(u32::MAX),
        media: limits.media.clone(),
        content_days: platform.settings.retention.content_days,
    }))
}

/// Tells who the platform is, its time and state, the certificate that signs its receipts, those of
/// its authorities that were not taken back, and which versions of the client are served.
#[utoipa::path(
    get, path = "/v1/platform", tag = "platform",
    responses(
        (status = 200, body = PlatformAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_platform(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
) -> Result<Json<PlatformAnswer>, Rejection> {
    visitor.may(&platform, Operation::ReadPlatform).await?;
    let state = platform
        .records
        .read("system_state", |records: &Transaction<'_>| {
            records.system_state()
        })
        .await?;
    Ok(Json(PlatformAnswer {
        name: platform.settings.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        time: platform.clock.now(),
        certificate: BASE64.encode(platform.identity.certificate().der()),
        authorities: platform
            .anchors
            .between()
            .filter(|der| serial_hex(der).is_ok_and(|serial| !platform.is_revoked(&[serial])))
            .map(|der| BASE64.encode(der))
            .collect(),
        state: Some(SystemState {
            is_usable: state.is_usable,
            sentence: state.sentence,
            since: state.changed_at,
        }),
        client: ClientVersions {
            oldest: platform.settings.client.oldest.clone(),
        },
        support: platform
            .settings
            .sites
            .as_ref()
            .map(|sites| sites.support.url.clone()),
    }))
}
