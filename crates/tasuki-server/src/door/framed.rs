//! Bodies of requests as they come.
//!
//! **Little by little.** hyper reads into buffers of 8 kB or more and hands on parts of them. Whoever
//! sends a body byte by byte would have each byte hold such a buffer as long as the body is gathered:
//! 500 MB for a log-in of 64 kB. So little is copied.
//!
//! **In chunks.** A body in chunks may come with a `Content-Length` that says something else; what
//! HTTP does not hand on cannot be told from here. Whoever stands in between may have gone by that,
//! and have passed on as a body what would be read here as the next request, of somebody else (request
//! smuggling). So nothing is read behind such a body (RFC 9112, 6.1). Clients of the exchange send
//! none.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// What is shorter is copied, in bytes.
const LITTLE: usize = 4 * 1024;

/// Takes a request's body as it comes, and closes the connection behind one in chunks.
pub(crate) async fn framed(request: Request, next: Next) -> Response {
    let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let request = request.map(|body| Body::new(Copied(body)));
    let mut response = next.run(request).await;
    if is_chunked {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// A body whose little pieces hold nothing but themselves.
struct Copied(Body);

impl HttpBody for Copied {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map_ok(|frame| frame.map_data(copied))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

fn copied(piece: Bytes) -> Bytes {
    if piece.len() < LITTLE {
        Bytes::copy_from_slice(&piece)
    } else {
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_pieces_let_go_of_what_they_lay_in() {
        let mut large = Bytes::from(vec![7; 8 * 1024]);
        let little = copied(large.split_to(1));
        let rest = copied(large);
        assert_eq!(little, [7_u8][..]);
        assert!(little.is_unique());
        // Nobody else holds a part of it any more, and what is large is not copied.
        assert!(rest.is_unique());
        assert_eq!(rest.len(), 8 * 1024 - 1);
    }
}
