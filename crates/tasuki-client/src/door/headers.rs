//! The headers of every answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::visit::Nonce;

/// Forbids a browser everything that our pages do not need.
pub(super) fn protect(headers: &mut HeaderMap, nonce: &Nonce) {
    let policy = format!(
        "default-src 'none'; style-src 'self' 'nonce-{0}'; script-src 'nonce-{0}'; \
         img-src 'self'; frame-src 'self'; font-src 'self'; connect-src 'self'; \
         form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        nonce.0
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // Files of messages have a stricter one.
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not even our own pages may tell others where they are; forms need the origin.
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A PDF of a message stands in a frame of our own page.
    headers
        .entry(header::X_FRAME_OPTIONS)
        .or_insert(HeaderValue::from_static("DENY"));
    // Assets say for how long they may be kept; pages may not be kept at all.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}
