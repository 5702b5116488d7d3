//! Whether the rest of a request is waited for: then who sends it is slow, and not this program.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Error;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// Tells whether the body of a request is waited for.
#[derive(Clone, Debug, Default)]
pub(super) struct Awaited(Arc<AtomicBool>);

impl Awaited {
    /// Looks at a request from now on.
    pub(super) fn of(request: Request) -> (Self, Request) {
        let awaited = Self::default();
        let told = awaited.clone();
        let request = request.map(|body| Body::new(Watched { body, told }));
        (awaited, request)
    }

    /// Whether whoever reads it waits at this moment.
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

struct Watched {
    body: Body,
    told: Awaited,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.told.0.store(frame.is_pending(), Ordering::Relaxed);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::to_bytes;
    use futures_util::{FutureExt as _, StreamExt as _, stream};

    use super::*;

    #[tokio::test]
    async fn only_what_is_read_and_does_not_come_is_waited_for() {
        let begun = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"a"))]);
        let endless = Body::from_stream(begun.clone().chain(stream::pending()));
        let (awaited, request) = Awaited::of(Request::new(endless));
        assert!(!awaited.is_so());
        assert!(to_bytes(request.into_body(), 9).now_or_never().is_none());
        assert!(awaited.is_so());
        let (awaited, request) = Awaited::of(Request::new(Body::from_stream(begun)));
        let whole = to_bytes(request.into_body(), 9).await.unwrap();
        assert_eq!(whole, "a");
        assert!(!awaited.is_so());
    }
}
