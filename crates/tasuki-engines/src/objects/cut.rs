//! Answers and requests that end in their midst.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use hyper::Response;
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use s3s::{Body, HttpError};

/// An answer whose body ends after some bytes, although its head tells more. One without a body
/// stays as it is.
pub(super) async fn answer(whole: Response<Body>, after: u64) -> Result<Response<Body>, HttpError> {
    let (head, mut body) = whole.into_parts();
    let mut all = Vec::new();
    while let Some(piece) = body.next().await {
        all.extend_from_slice(&piece.map_err(HttpError::new)?);
    }
    let length = all.len();
    if length > 0 {
        // Always in its midst.
        all.truncate(usize::try_from(after).unwrap_or_default() % length);
    }
    let body = match length {
        0 => Body::empty(),
        _ => Body::http_body(Cut {
            first: Some(all.into()),
            is_flushed: false,
            length: length as u64,
        }),
    };
    Ok(Response::from_parts(head, body))
}

/// Reads half of a body; who sends it is then left alone.
pub(super) async fn request(mut body: Incoming) -> HttpError {
    let half = body.size_hint().lower() / 2;
    let mut read = 0;
    while read < half {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        match frame {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len) as u64,
            _ => break,
        }
    }
    HttpError::new("cut on purpose".into())
}

/// The first bytes of a body, and an end that comes too early.
struct Cut {
    first: Option<Bytes>,
    is_flushed: bool,
    length: u64,
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        // What was given goes out only before it is waited for more.
        if !std::mem::replace(&mut self.is_flushed, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
