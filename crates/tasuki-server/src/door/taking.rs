//! A connection whose other end must go on taking what is written.
//!
//! Whoever asked for much and read nothing of it would otherwise hold the connection, and what is
//! ready for it, for ever: nothing else limits how long an answer may take once it has begun.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A connection on which writing fails when nothing is taken for too long.
#[derive(Debug)]
pub(crate) struct Taking<S> {
    inner: S,
    patience: Duration,
    /// Runs while something waits, from when the last was taken.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Taking<S> {
    /// Nothing is taken for `patience` at most.
    pub(crate) const fn new(inner: S, patience: Duration) -> Self {
        Self {
            inner,
            patience,
            waiting: None,
        }
    }

    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.waiting = None;
            return polled;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taking<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taking<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.in_time(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.in_time(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_flush(context);
        self.in_time(context, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_shutdown(context);
        self.in_time(context, polled)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
    use tokio::time::{Instant, timeout};

    use super::*;

    /// Longer than anything here takes.
    const LONG: Duration = Duration::from_mins(1);
    /// How long is waited for what does not come.
    const SOON: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn who_takes_nothing_is_left() {
        let (_far, near) = duplex(10);
        let mut near = Taking::new(near, SOON);
        let begun = Instant::now();
        let written = timeout(LONG, near.write_all(&[7; 16])).await;
        let error = written.expect("it is left").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() >= SOON);
    }

    #[tokio::test]
    async fn who_takes_a_little_or_is_told_nothing_has_all_the_time_again() {
        let (mut far, near) = duplex(10);
        let mut near = Taking::new(near, LONG);
        let mut write = |far_reads: usize| {
            let read = far.read_exact(&mut [0; 10][..far_reads]).now_or_never();
            assert!(far_reads == 0 || read.is_some());
            let written = near.write(&[7; 16]).now_or_never().map(Result::unwrap);
            (written, near.waiting.is_some())
        };
        assert_eq!(write(0), (Some(10), false));
        assert_eq!(write(0), (None, true));
        assert_eq!(write(1), (Some(1), false));
        assert_eq!(write(0), (None, true));
        assert_eq!(write(10), (Some(10), false));
    }
}
