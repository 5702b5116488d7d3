//! What hyper answers by itself to a request that it cannot read: a status and nothing more. Nobody
//! above sees such a request; so the answer is replaced on its way out by a problem with an id of
//! its own, which is in the log, too.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::task::{Context, Poll, ready};

use axum::Error;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Nothing is answered: what is written now, hyper says by itself.
const IDLE: u8 = 0;
/// A request was read, and what is written belongs to its answer.
const ANSWERING: u8 = 1;
/// The answer has ended, and hyper may still hold the last of it.
const ENDED: u8 = 2;

/// Whether an answer is under way on a connection. Clones share it; one task has them all.
///
/// Bytes alone do not tell: those of a message may look like an answer of hyper's, too.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay(Arc<State>);

#[derive(Debug, Default)]
struct State {
    state: AtomicU8,
    /// The number of the newest request.
    newest: AtomicU32,
}

impl UnderWay {
    /// A request was read; until what this gives is dropped, it is answered.
    pub(super) fn begin(&self) -> Answering {
        self.0.state.store(ANSWERING, Ordering::Relaxed);
        let before = self.0.newest.fetch_add(1, Ordering::Relaxed);
        Answering {
            under_way: self.clone(),
            number: before.wrapping_add(1),
        }
    }

    /// All that was written is on its way.
    fn flushed(&self) {
        if self.0.state.load(Ordering::Relaxed) == ENDED {
            self.0.state.store(IDLE, Ordering::Relaxed);
        }
    }

    /// Whether nothing is answered.
    pub(super) fn is_idle(&self) -> bool {
        self.0.state.load(Ordering::Relaxed) == IDLE
    }
}

/// An answer that is under way until this is dropped.
#[derive(Debug)]
pub(super) struct Answering {
    under_way: UnderWay,
    number: u32,
}

impl Answering {
    /// Goes on until the body of the answer is dropped.
    pub(super) fn until_the_end(self, answer: Response) -> Response {
        let answering = self;
        answer.map(|body| {
            Body::new(Held {
                body,
                _answering: answering,
            })
        })
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        // hyper may hold the body of an answer until it answers the next.
        let state = &self.under_way.0;
        if state.newest.load(Ordering::Relaxed) == self.number {
            state.state.store(ENDED, Ordering::Relaxed);
        }
    }
}

struct Held {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection on which `refuse` says what hyper would say by itself, told its status.
#[derive(Debug)]
pub(super) struct Unread<S, R> {
    inner: S,
    under_way: UnderWay,
    refuse: R,
    /// What is said instead, and how much of it was; nothing follows it.
    said: Option<(Vec<u8>, usize)>,
}

impl<S, R> Unread<S, R> {
    pub(super) const fn new(inner: S, under_way: UnderWay, refuse: R) -> Self {
        Self {
            inner,
            under_way,
            refuse,
            said: None,
        }
    }

    pub(super) fn into_inner(self) -> S {
        self.inner
    }

    /// What is said of a status.
    pub(super) const fn refuse(&self) -> &R {
        &self.refuse
    }

    /// Whether a request was refused here.
    pub(super) const fn has_refused(&self) -> bool {
        self.said.is_some()
    }
}

impl<S: AsyncWrite + Unpin, R: Fn(u16) -> Vec<u8>> Unread<S, R> {
    /// Whether hyper speaks by itself, so that its words are not passed on.
    fn is_hypers(&mut self, bytes: &[u8]) -> bool {
        if self.said.is_none()
            && let Some(status) = refusal(bytes)
            && self.under_way.is_idle()
        {
            self.said = Some(((self.refuse)(status), 0));
        }
        self.said.is_some()
    }

    /// Writes what is said instead, if anything is.
    fn poll_say(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some((bytes, at)) = &mut self.said {
            while let Some(rest @ [_, ..]) = bytes.get(*at..) {
                match ready!(Pin::new(&mut self.inner).poll_write(context, rest))? {
                    0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    written => *at += written,
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The status of an answer that begins so, if it is a refusal.
fn refusal(bytes: &[u8]) -> Option<u16> {
    let status = bytes.strip_prefix(b"HTTP/1.")?.get(1..5)?;
    let status = status
        .strip_prefix(b" ")
        .filter(|status| status.starts_with(b"4"))?;
    std::str::from_utf8(status).ok()?.parse().ok()
}

impl<S: AsyncRead + Unpin, R: Unpin> AsyncRead for Unread<S, R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin, R: Fn(u16) -> Vec<u8> + Unpin> AsyncWrite for Unread<S, R> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_hypers(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.is_hypers(slices.first().map_or(&[], |first| first)) {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_say(context))?;
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.under_way.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_say(context))?;
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_under_way_until_its_end_is_flushed() {
        let under_way = UnderWay::default();
        assert!(under_way.is_idle());
        let answering = under_way.begin();
        under_way.flushed();
        assert!(!under_way.is_idle());
        drop(answering);
        assert!(!under_way.is_idle());
        under_way.flushed();
        assert!(under_way.is_idle());
    }

    #[test]
    fn an_answer_that_is_held_for_too_long_does_not_end_the_next() {
        let under_way = UnderWay::default();
        let (first, second) = (under_way.begin(), under_way.begin());
        drop(first);
        under_way.flushed();
        assert!(!under_way.is_idle());
        drop(second);
        under_way.flushed();
        assert!(under_way.is_idle());
    }
}
