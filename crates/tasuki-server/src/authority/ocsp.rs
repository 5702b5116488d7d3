//! Questions about single certificates (OCSP over HTTP, RFC 6960 annex A).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_pki::ocsp::{Status, respond, serials, try_later};
use tasuki_store::StoreError;

use super::{HALF_MINUTE, NOT_KEPT, Publication};
use crate::answer::chain;

const ANSWER: &str = "application/ocsp-response";

/// Answers a request in the body.
pub(super) async fn posted(
    State(publication): State<Arc<Publication>>,
    request: Bytes,
) -> Response {
    answer(&publication, &request, NOT_KEPT).await
}

/// Answers a request in the address.
pub(super) async fn asked(
    State(publication): State<Arc<Publication>>,
    Path(request): Path<String>,
) -> Response {
    // What is no base64 is no request, and gets the answer of such.
    let request = BASE64_STANDARD.decode(request).unwrap_or_default();
    answer(&publication, &request, HALF_MINUTE).await
}

async fn answer(publication: &Publication, request: &[u8], keep: &'static str) -> Response {
    let Publication {
        platform,
        authorities,
        ..
    } = publication;
    let (body, keep) = match known(publication, request).await {
        Ok(known) => {
            let lookup = |serial: &str| known.get(serial).copied().unwrap_or(Status::Unknown);
            let all: Vec<_> = authorities.all().collect();
            (respond(request, &all, lookup, platform.clock.now()), keep)
        }
        Err(error) => {
            tracing::error!(error = chain(&error), "a question cannot be answered");
            (try_later(), NOT_KEPT)
        }
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(ANSWER)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, body).into_response()
}

/// What the records know of the serial numbers that are asked about.
async fn known(
    publication: &Publication,
    request: &[u8],
) -> Result<BTreeMap<String, Status>, StoreError> {
    let mut known = BTreeMap::new();
    for serial in serials(request) {
        let asked = serial.clone();
        let found = publication.platform.records.read("ocsp", move |records| {
            // Of an office, or the platform's own.
            let office = records.certificate(&asked)?.map(|row| row.revoked);
            match office {
                None => Ok(records.own_certificate(&asked)?.map(|row| row.revoked)),
                found => Ok(found),
            }
        });
        let status = match found.await? {
            Some(Some(revocation)) => Status::Revoked(revocation),
            Some(None) => Status::Good,
            None => Status::Unknown,
        };
        known.insert(serial, status);
    }
    Ok(known)
}
