//! Traces of requests, for whoever looks for what takes long: `telemetry` in the settings says where
//! they go (OpenTelemetry). Without it nothing is recorded and nothing costs.
//!
//! A span tells what was done, how long it took and how it ended, under the id that stands in the log.
//! It tells of no office and no person.

mod export;

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Method};
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::settings::Telemetry;

pub(crate) use export::{Exporter, TelemetryError};

/// The target of all spans that are traced, and of nothing else. The log leaves them out.
pub(crate) const TRACES: &str = "tasuki::traces";

/// Begins the span of a request. `path` is the pattern of its path. The trace that the headers name
/// (W3C `traceparent`) goes on here only if the settings trust where the request comes from: strangers
/// shall not choose what is sampled, nor write into traces of others.
pub(crate) fn begin(
    telemetry: Option<&Telemetry>,
    from: Option<IpAddr>,
    headers: &HeaderMap,
    method: &Method,
    path: &str,
    request: &str,
) -> Span {
    let Some(telemetry) = telemetry else {
        return Span::none();
    };
    // Whoever invents methods shall not invent names.
    let is_known = [Method::GET, Method::POST, Method::PUT].contains(method);
    let method = if is_known { method.as_str() } else { "-" };
    let span = tracing::info_span!(
        target: TRACES,
        "request",
        otel.name = format_args!("{method} {path}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = path,
        http.response.status_code = Empty,
        tasuki.request = request,
        tasuki.code = Empty,
    );
    if from.is_some_and(|from| telemetry.is_followed(from)) {
        let known = TraceContextPropagator::new().extract(&Headers(headers));
        if known.span().span_context().is_valid() {
            // It is only refused where nothing is recorded.
            drop(span.set_parent(known));
        }
    }
    span
}

/// Notes how a request was answered; a code that is empty is none.
pub(crate) fn end(span: &Span, status: u16, code: &'static str) {
    span.record("http.response.status_code", status);
    if !code.is_empty() {
        span.record("tasuki.code", code);
    }
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

/// The headers of a request, as the propagator reads them.
struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}
