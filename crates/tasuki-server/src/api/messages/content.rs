//! Downloading.

use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tasuki_exchange::{Operation, Refusal, Step};
use tasuki_store::{Contents, ContentsError, MessageRow, Place};
use tasuki_terms::{MessageId, MessageState, OfficeNumber};
use tasuki_wire::{Code, ENVELOPE_MEDIA_TYPE, Problem, RECEIPT_HEADER};

use super::step::{self, By, Stepped, take};
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::figures::{self, Direction};
use crate::platform::Platform;
use crate::range::wanted;

/// Gives the envelope of one of the caller's messages, or the rest of it (`Range: bytes=N-`).
///
/// The receiver's first request makes the message fetched; the platform's receipt of that comes
/// in the header `Tasuki-Receipt`. The sender may read its own copy, which changes nothing.
#[utoipa::path(
    get, path = "/v1/messages/{id}/content", tag = "messages",
    params(
        (
            "id" = String, Path, description = "The message's id",
            pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        ),
        ("range" = Option<String>, Header, description = "bytes=N- or bytes=N-M"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.tasuki.envelope"),
        (status = 206, body = Vec<u8>, content_type = "application/vnd.tasuki.envelope"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 416, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn fetch_content(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    let asker = visitor.asks(Operation::FetchContent)?;
    let (caller, row) = step::asked(&platform, id, asker).await?;
    let (row, first) = first(&platform, row, caller.office, &headers).await?;
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
    let first = first.ok_or(Code::Internal)?;
    let body = body(&platform.contents, place.clone(), first, from..until);
    let mut response = Response::new(body);
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

/// The message, and the first bytes, read before anything is noted: a range that cannot be given
/// shall not count as fetching, nor contents that cannot be read. No bytes where the content was
/// taken away; then the message's state says so.
async fn first(
    platform: &Platform,
    row: MessageRow,
    caller: OfficeNumber,
    headers: &HeaderMap,
) -> Result<(MessageRow, Option<Bytes>), Rejection> {
    let Some(place) = &row.place else {
        return Ok((row, None));
    };
    let (from, until) =
        wanted(headers, place.length).ok_or(Rejection::NoSuchRange(place.length))?;
    let end = until.min(from + platform.contents.chunk());
    match platform.contents.read(place, from, size(from, end)).await {
        Ok(bytes) => Ok((row, Some(bytes))),
        Err(error) if error.is_passing() => Err(error.into()),
        Err(error) => {
            // Removed in this moment, perhaps: it is so only if the message says it by now.
            let now = step::own(platform, row.id, caller).await?;
            if is_over(&now) {
                Ok((now, None))
            } else {
                Err(error.into())
            }
        }
    }
}

/// Whether a message's content is given to nobody any more, and no step leads to it.
fn is_over(row: &MessageRow) -> bool {
    let is_ended = matches!(row.state, MessageState::Withdrawn | MessageState::Expired);
    is_ended || (row.place.is_none() && row.state != MessageState::Accepted)
}

/// The bytes: at once where they are few, else the rest is read as the connection takes them.
fn body(contents: &Contents, place: Place, first: Bytes, range: Range<u64>) -> Body {
    let (chunk, until) = (contents.chunk(), range.end);
    let at = range.start + first.len() as u64;
    figures::content_bytes(Direction::Out, first.len() as u64);
    if at == until {
        return Body::from(first);
    }
    let contents = contents.clone();
    let rest = stream::try_unfold(
        (contents, place, at),
        move |(contents, place, at)| async move {
            let end = (at + chunk).min(until);
            if at == end {
                return Ok::<_, ContentsError>(None);
            }
            let bytes = contents.read(&place, at, size(at, end)).await?;
            figures::content_bytes(Direction::Out, end - at);
            Ok(Some((bytes, (contents, place, end))))
        },
    );
    Body::from_stream(stream::iter([Ok(first)]).chain(rest))
}

fn size(from: u64, until: u64) -> usize {
    usize::try_from(until - from).unwrap_or(usize::MAX)
}
