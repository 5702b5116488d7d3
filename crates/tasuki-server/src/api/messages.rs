//! Messages.

mod announced;
mod content;
mod incoming;
mod list;
mod open;
mod read;
mod send;
mod step;
mod uploads;
mod withdraw;

pub(crate) use content::*;
pub(crate) use list::*;
pub(crate) use open::*;
pub(crate) use read::*;
pub(crate) use send::*;
pub(crate) use step::{tell, to_the_end};
pub(crate) use uploads::Uploads;
pub(crate) use withdraw::*;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use tasuki_terms::{MessageId, MessageState};
use tasuki_wire::{Code, MessageReceipt};

use crate::answer::Rejection;

/// The answer to a step: the same state and receipt give the same bytes.
fn receipt_answer(
    status: StatusCode,
    id: MessageId,
    state: MessageState,
    receipt: &[u8],
) -> Result<Response, Rejection> {
    let answer = MessageReceipt {
        id,
        state,
        receipt: BASE64.encode(receipt),
    };
    let body = serde_json::to_vec(&answer).map_err(|_| Code::Internal)?;
    let mut response = (status, body).into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}
