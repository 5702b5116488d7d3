//! One message with its proof.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use tasuki_exchange::Operation;
use tasuki_terms::MessageId;
use tasuki_wire::{Code, MessageDetail, Problem, ReceiptEntry};

use super::{step, summary};
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::Platform;

/// Gives one of the caller's messages with its manifest and all its receipts.
#[utoipa::path(
    get, path = "/v1/messages/{id}", tag = "messages",
    params((
        "id" = String, Path, description = "The message's id",
        pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    )),
    responses(
        (status = 200, body = MessageDetail),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_message(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
) -> Result<Json<MessageDetail>, Rejection> {
    let asker = visitor.asks(Operation::ReadMessage)?;
    let (_, row) = step::asked(&platform, id, asker).await?;
    let proofs = platform.records.proofs(row.id).await?;
    let manifest = proofs
        .iter()
        .find(|proof| proof.state.is_none())
        .ok_or(Code::Internal)?;
    let receipts = proofs.iter().filter_map(|proof| {
        Some(ReceiptEntry {
            state: proof.state?,
            receipt: BASE64.encode(&proof.der),
        })
    });
    Ok(Json(MessageDetail {
        manifest: BASE64.encode(&manifest.der),
        receipts: receipts.collect(),
        summary: summary(row),
    }))
}
