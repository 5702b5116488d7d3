//! The way out of HTTP for an answer that stands for hours.
//!
//! hyper keeps two buffers of 8 kB for the heads of a connection as long as it serves it, and the
//! connections that wait for news are nearly all that there are. An answer that is told to be
//! [`Standing`] is therefore begun by hyper, head and first piece; then the connection leaves it,
//! and the pieces that follow, each of them a chunk (RFC 9112, 7.1), are written by
//! [`Standing connections`](StandingConnection), which hold no buffer while nothing happens.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Error;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt as _;
use hyper::body::{Body as HttpBody, Frame};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;

/// What a handler lays into an answer that stands for hours and brings little.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing;

/// The way out of one connection. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Exit(Arc<Mutex<State>>);

#[derive(Debug, Default)]
enum State {
    /// Whatever is answered goes through hyper.
    #[default]
    Shut,
    /// The rest of an answer is to go without hyper, which may still hold its beginning.
    Waiting(Body),
    /// The same, and hyper holds nothing any more.
    Open(Body),
}

impl Exit {
    /// Lets the body of an answer leave if it stands. Whoever asks anything behind it asks on
    /// another connection, and is told so.
    pub(super) fn lead(&self, mut response: Response) -> Response {
        if response.extensions_mut().remove::<Standing>().is_none() {
            return response;
        }
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        let exit = self.clone();
        response.map(|body| {
            Body::new(Leaving {
                body: Some(body),
                has_begun: false,
                exit,
            })
        })
    }

    /// What is to be answered without hyper, once it can be.
    pub(super) fn take(&self) -> Option<Body> {
        let mut state = self.state();
        match std::mem::take(&mut *state) {
            State::Open(body) => Some(body),
            other => {
                *state = other;
                None
            }
        }
    }

    /// All that was written before is on its way.
    fn flushed(&self) {
        let mut state = self.state();
        *state = match std::mem::take(&mut *state) {
            State::Waiting(body) => State::Open(body),
            other => other,
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body of which hyper gets the first piece, and the exit what follows.
struct Leaving {
    body: Option<Body>,
    has_begun: bool,
    exit: Exit,
}

impl HttpBody for Leaving {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.has_begun {
            if let Some(body) = self.body.take() {
                *self.exit.state() = State::Waiting(body);
            }
            // Whoever polls the connection looks at the exit then.
            return Poll::Pending;
        }
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(context));
        self.has_begun = matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }
}

/// A connection as hyper sees it; it notices when hyper has handed everything on.
#[derive(Debug)]
pub(super) struct Passage<S> {
    inner: S,
    exit: Exit,
}

impl<S> Passage<S> {
    pub(super) const fn new(inner: S, exit: Exit) -> Self {
        Self { inner, exit }
    }

    pub(super) fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Passage<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Passage<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    /// hyper asks for this only when it has written all that it holds.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.exit.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// A connection that left hyper in the midst of an answer.
#[derive(Debug)]
pub(super) struct StandingConnection<S> {
    stream: S,
    rest: BodyDataStream,
    /// How long a piece may take to be written.
    patience: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> StandingConnection<S> {
    pub(super) fn new(stream: S, rest: Body, patience: Duration) -> Self {
        let rest = rest.into_data_stream();
        Self {
            stream,
            rest,
            patience,
        }
    }

    /// Writes the rest of the answer, piece by piece, and closes the connection behind it. Whoever
    /// goes, takes nothing for too long, or says anything more is left.
    pub(super) async fn go_on(mut self) -> io::Result<()> {
        let mut said = [0; 1];
        loop {
            let piece = tokio::select! {
                piece = self.rest.next() => piece,
                // Nothing is expected any more: it is the end, or it is not understood.
                read = self.stream.read(&mut said) => return read.map(drop),
            };
            match piece {
                Some(Ok(piece)) => self.write(&chunk(&piece)).await?,
                // Without the last chunk: whoever reads sees that more was to come.
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => break,
            }
        }
        self.write(LAST_CHUNK).await?;
        timeout(self.patience, self.stream.shutdown()).await?
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        timeout(self.patience, written).await?
    }
}

const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// A piece of a body as it goes over the line; nothing of one that is empty, since that would be
/// the end.
fn chunk(piece: &[u8]) -> Vec<u8> {
    if piece.is_empty() {
        return Vec::new();
    }
    let size = format!("{:X}\r\n", piece.len());
    [size.as_bytes(), piece, b"\r\n"].concat()
}
