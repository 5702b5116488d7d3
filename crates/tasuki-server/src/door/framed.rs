//! Requests whose length cannot be told before their end.
//!
//! A body in chunks may come with a `Content-Length` that says something else; what HTTP does not
//! hand on cannot be told from here. Whoever stands in between may have gone by that, and have passed
//! on as a body what would be read here as the next request, of somebody else (request smuggling).
//! So nothing is read behind such a body (RFC 9112, 6.1). Clients of the exchange send none.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Closes the connection behind the answer to a body in chunks.
pub(crate) async fn close_behind_chunks(request: Request, next: Next) -> Response {
    let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = next.run(request).await;
    if is_chunked {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}
