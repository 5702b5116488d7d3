//! The receiver's receipt.

use std::sync::Arc;

use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use tasuki_exchange::{Operation, Step};
use tasuki_seal::{SignedReceipt, read_receipt};
use tasuki_terms::{MessageId, MessageState};
use tasuki_wire::{Code, MessageReceipt, Problem};

use super::receipt_answer;
use super::step::{By, asked, take};
use crate::answer::Rejection;
use crate::api::unreadable;
use crate::door::{Asker, Visitor};
use crate::platform::Platform;

/// Confirms that the caller opened and verified a message: its own signed receipt (受領証).
#[utoipa::path(
    put, path = "/v1/messages/{id}/receipts/opened", tag = "messages",
    params((
        "id" = String, Path, description = "The message's id",
        pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    )),
    request_body(content = Vec<u8>, content_type = "application/pkcs7-mime"),
    responses(
        (status = 200, body = MessageReceipt),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn confirm_opening(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Rejection> {
    let asker = visitor.asks(Operation::ConfirmOpening)?;
    let (der, signed) = asker.says(&platform, own_receipt(body, &asker)).await?;
    let (caller, row) = asked(&platform, id, asker).await?;
    let by = By::Receiver(&der, &signed);
    let stepped = take(&platform, row, Step::Open, caller.office, by).await?;
    receipt_answer(
        StatusCode::OK,
        stepped.row.id,
        MessageState::Opened,
        &stepped.receipt,
    )
}

/// The receipt that a request brings, signed with the certificate that who asks shows.
fn own_receipt(
    body: Result<Bytes, BytesRejection>,
    asker: &Asker,
) -> Result<(Bytes, SignedReceipt), Rejection> {
    let der = body.map_err(unreadable)?;
    let signed = read_receipt(&der).map_err(|_| Code::ReceiptInvalid)?;
    if signed.signer.fingerprint() == asker.certificate() {
        Ok((der, signed))
    } else {
        Err(Code::ReceiptInvalid.into())
    }
}
