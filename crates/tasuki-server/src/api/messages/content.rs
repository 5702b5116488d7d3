//! Downloading.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use futures_util::stream;
use tasuki_exchange::{Operation, Refusal, Step};
use tasuki_store::{Contents, ContentsError, MessageRow, Place};
use tasuki_terms::{MessageId, MessageState};
use tasuki_wire::{ENVELOPE_MEDIA_TYPE, Problem, RECEIPT_HEADER};

use super::step::{self, By, Stepped, take};
use crate::answer::Rejection;
use crate::api::unreadable;
use crate::door::Visitor;
use crate::figures::{self, Direction};
use crate::platform::Platform;
use crate::range::wanted;

/// How much is read at once.
const CHUNK: u64 = 64 * 1024;

/// Gives the envelope of one of the caller's messages, or the rest of it (`Range: bytes=N-`).
///
/// The receiver's first request makes the message fetched; the platform's receipt of that comes
/// in the header `Tasuki-Receipt`. The sender may read its own copy, which changes nothing.
#[utoipa::path(
    get, path = "/v1/messages/{id}/content", tag = "messages",
    params(
        ("id" = String, Path, description = "The message's id"),
        ("range" = Option<String>, Header, description = "bytes=N- or bytes=N-M"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.tasuki.envelope"),
        (status = 206, body = Vec<u8>, content_type = "application/vnd.tasuki.envelope"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 416, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn fetch_content(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    let caller = visitor.may(Operation::FetchContent)?;
    let Path(id) = id.map_err(unreadable)?;
    let row = step::own(&platform, id, caller.office).await?;
    if let Some(place) = &row.place {
        // A range that cannot be given shall not count as fetching.
        wanted(&headers, place.length).ok_or(Rejection::NoSuchRange(place.length))?;
    }
    let (row, receipt) = if row.receiver == caller.office {
        let Stepped { row, receipt } =
            take(&platform, row, Step::Fetch, caller.office, By::Platform).await?;
        (row, Some(receipt))
    } else {
        (readable_by_sender(row)?, None)
    };
    let place = row.place.clone().ok_or(Refusal::Expired)?;
    let (from, until) =
        wanted(&headers, place.length).ok_or(Rejection::NoSuchRange(place.length))?;
    let mut response = Response::new(body(&platform.contents, place.clone(), from, until).await?);
    let told = response.headers_mut();
    told.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(ENVELOPE_MEDIA_TYPE),
    );
    told.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    told.insert(header::CONTENT_LENGTH, HeaderValue::from(until - from));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", row.digest)) {
        told.insert(header::ETAG, tag);
    }
    if let Some(receipt) = receipt
        && let Ok(receipt) = HeaderValue::from_str(&BASE64.encode(receipt))
    {
        told.insert(RECEIPT_HEADER, receipt);
    }
    if until - from < place.length {
        let range = format!("bytes {from}-{}/{}", until - 1, place.length);
        if let Ok(range) = HeaderValue::from_str(&range) {
            told.insert(header::CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn readable_by_sender(row: MessageRow) -> Result<MessageRow, Rejection> {
    match row.state {
        MessageState::Withdrawn => Err(Refusal::Withdrawn.into()),
        MessageState::Expired => Err(Refusal::Expired.into()),
        _ => Ok(row),
    }
}

/// The bytes: at once where they are few, else read as the connection takes them.
async fn body(
    contents: &Contents,
    place: Place,
    from: u64,
    until: u64,
) -> Result<Body, ContentsError> {
    if until - from <= CHUNK {
        let bytes = contents.read(&place, from, size(from, until)).await?;
        figures::content_bytes(Direction::Out, until - from);
        return Ok(Body::from(bytes));
    }
    let contents = contents.clone();
    let chunks = stream::try_unfold(
        (contents, place, from),
        move |(contents, place, at)| async move {
            let end = (at + CHUNK).min(until);
            if at == end {
                return Ok::<_, ContentsError>(None);
            }
            let bytes = contents.read(&place, at, size(at, end)).await?;
            figures::content_bytes(Direction::Out, end - at);
            Ok(Some((bytes, (contents, place, end))))
        },
    );
    Ok(Body::from_stream(chunks))
}

fn size(from: u64, until: u64) -> usize {
    usize::try_from(until - from).unwrap_or(usize::MAX)
}
