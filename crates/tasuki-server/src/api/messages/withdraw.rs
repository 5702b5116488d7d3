//! Taking a message back.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_exchange::{Operation, Step};
use tasuki_terms::{MessageId, MessageState};
use tasuki_wire::{MessageReceipt, Problem};

use super::receipt_answer;
use super::step::{By, asked, take};
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::Platform;

/// Withdraws a message (取消) that nobody has downloaded.
#[utoipa::path(
    post, path = "/v1/messages/{id}/withdrawal", tag = "messages",
    params((
        "id" = String, Path, description = "The message's id",
        pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    )),
    responses(
        (status = 200, body = MessageReceipt),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn withdraw_message(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
) -> Result<Response, Rejection> {
    let asker = visitor.asks(Operation::WithdrawMessage)?;
    let (caller, row) = asked(&platform, id, asker).await?;
    let stepped = take(&platform, row, Step::Withdraw, caller.office, By::Platform).await?;
    receipt_answer(
        StatusCode::OK,
        stepped.row.id,
        MessageState::Withdrawn,
        &stepped.receipt,
    )
}
