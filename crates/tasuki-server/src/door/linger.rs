//! The rest of a body that the answer did not need.
//!
//! Many clients on HTTP/1.1 write their whole body before they read. If the answer comes earlier
//! and the connection closes behind it, as it must with a rest that nobody reads, they see a broken
//! line instead of the answer: a refusal, or the receipt of a message that is sent again. So the
//! answer goes out at once, and the rest is read and dropped.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt as _;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::{Connection, Peer};
use crate::platform::Platform;

/// The most that is read for nothing; whoever sends more is cut off.
const MOST: u64 = 32 * 1024 * 1024;

/// Goes on reading the request's body behind the answer.
pub(crate) async fn linger(
    State(platform): State<Arc<Platform>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let connection = parts.extensions.get::<Arc<Connection>>();
    let is_office = connection.is_some_and(|one| matches!(one.peer, Peer::Office(_)));
    // Who asks whether to go on waits for the answer, and sends no body when it is a refusal.
    // Nothing is read for whoever is no office.
    if !is_office || body.is_end_stream() || parts.headers.contains_key(header::EXPECT) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let body = Shared(Arc::new(Mutex::new(body)));
    let rest = Body::new(Shared(Arc::clone(&body.0)));
    let response = next.run(Request::from_parts(parts, Body::new(body))).await;
    if !rest.is_end_stream() && response.status() != StatusCode::REQUEST_TIMEOUT {
        let limits = &platform.settings.limits;
        let stall = Duration::from_secs(limits.stall_seconds);
        let all = Duration::from_secs(limits.upload_seconds);
        // Whoever is too slow is cut off.
        tokio::spawn(tokio::time::timeout(all, drain(rest, stall)));
    }
    response
}

async fn drain(body: Body, stall: Duration) {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    while let Ok(Some(Ok(bytes))) = tokio::time::timeout(stall, stream.next()).await {
        read += bytes.len() as u64;
        if read > MOST {
            break;
        }
    }
}

/// A body that is read first by a handler, then to its end.
struct Shared(Arc<Mutex<Body>>);

impl Shared {
    fn with<T>(&self, look: impl FnOnce(&mut Body) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.with(|body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.with(|body| body.size_hint())
    }
}
