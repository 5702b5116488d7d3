//! What surrounds each request: its id, its time, its rate, its trace in log and metrics.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tasuki_seal::SystemEntropy;
use tasuki_terms::{Entropy as _, OfficeNumber};
use tasuki_wire::{Code, PROBLEM_MEDIA_TYPE};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Connection;
use super::rates::Asking;
use crate::answer::Rejection;
use crate::platform::Platform;
use crate::{figures, traces};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the layer keeps between requests.
pub(crate) struct Door {
    platform: Arc<Platform>,
    request_time: Duration,
    upload_time: Duration,
}

impl Door {
    pub(crate) fn new(platform: &Arc<Platform>) -> Self {
        let limits = &platform.settings.limits;
        Self {
            platform: Arc::clone(platform),
            request_time: Duration::from_secs(limits.request_seconds),
            upload_time: Duration::from_secs(limits.upload_seconds),
        }
    }
}

/// Lets a request in, and writes out what became of it.
pub(crate) async fn enter(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let id = request_id();
    let started = Instant::now();
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let connection = request.extensions().get::<Arc<Connection>>();
    let now = door.platform.clock.now();
    let office = connection
        .and_then(|connection| connection.office(&door.platform, now).ok())
        .map(|peer| peer.office);
    let address = connection.and_then(|connection| connection.address);
    let asking = office.map_or(Asking::Address(address), Asking::Office);
    let time = if method == Method::PUT {
        door.upload_time
    } else {
        door.request_time
    };
    // Errors that are logged on the way name the request.
    let span = tracing::error_span!("request", id);
    let telemetry = door.platform.settings.telemetry.as_ref();
    let trace = traces::begin(telemetry, address, request.headers(), &method, &path, &id);
    // What never ends is found by what was asked and not answered.
    tracing::debug!(request = id, method = method.as_str(), path, "asked");
    let mut response = if door.platform.is_outdated() {
        Rejection::Later(Code::Unavailable, 1).into_response()
    } else if !door.platform.rates.admit(asking) {
        Rejection::Later(Code::TooManyRequests, 1).into_response()
    } else if method == Method::HEAD {
        // No answer here is the same without its body: fetching changes a message.
        Rejection::Code(Code::MethodNotAllowed).into_response()
    } else {
        match tokio::time::timeout(
            time,
            next.run(request).instrument(trace.clone()).instrument(span),
        )
        .await
        {
            Ok(response) => response,
            Err(_) => Rejection::Code(Code::TooSlow).into_response(),
        }
    };
    let mut code = "";
    if let Some(rejection) = response.extensions_mut().remove::<Rejection>() {
        code = rejection.code();
        door.platform.refusals.count(code);
        response = rejection.answer(&id);
    }
    let status = response.status().as_u16();
    record(&method, &path, status, started.elapsed());
    traces::end(&trace, status, code);
    tracing::info!(
        request = id,
        method = method.as_str(),
        path,
        status,
        code,
        office = office.as_ref().map(OfficeNumber::as_str),
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What is answered to something that cannot be read as a request, told the status that HTTP has for
/// it: whole, from the first line to the end of a problem.
pub(super) fn refused(platform: &Platform, connection: &Connection, status: u16) -> Vec<u8> {
    let code = match status {
        400 => Code::RequestMalformed,
        _ => Code::HeadTooLarge,
    };
    let (id, now) = (request_id(), platform.clock.now());
    let office = connection.office(platform, now).ok();
    let status = code.status();
    platform.refusals.count(code.as_str());
    figures::answered("-", "-", status, 0.0);
    tracing::info!(
        request = id,
        method = "-",
        path = "-",
        status,
        code = code.as_str(),
        office = office.map(|peer| peer.office.as_str()),
        duration_us = 0_u64,
        "answered"
    );
    let body = serde_json::to_vec(&code.problem(&id)).unwrap_or_default();
    let reason = StatusCode::from_u16(status).ok();
    let reason = reason.and_then(|status| status.canonical_reason());
    let head = format!(
        "HTTP/1.1 {status} {}\r\ncontent-type: {PROBLEM_MEDIA_TYPE}\r\n{REQUEST_ID}: {id}\r\n\
         cache-control: no-store\r\nconnection: close\r\ncontent-length: {}\r\n\
         date: {}\r\n\r\n",
        reason.unwrap_or_default(),
        body.len(),
        now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    );
    [head.as_bytes(), &body].concat()
}

/// Counts an answer.
pub(crate) fn record(method: &Method, path: &str, status: u16, took: Duration) {
    // Whoever invents methods shall not invent metrics.
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        _ => "-",
    };
    figures::answered(method, path, status, took.as_secs_f64());
}

/// Sixteen hexadecimal digits.
pub(crate) fn request_id() -> String {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    hex::encode(bytes)
}
