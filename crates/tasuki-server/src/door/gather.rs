//! Reads much at once, and holds no memory while there is nothing to read.
//!
//! Most connections wait for news and bring nothing for hours: a buffer of each, kept as
//! [`tokio::io::BufReader`] keeps it, would be most of the memory that such a connection takes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much is read from a connection at once, in bytes: about a TLS record (RFC 8446, 5.1). TLS
/// itself would ask the kernel for a quarter of that.
const READ: usize = 16 * 1024;

/// A connection that is read in large pieces.
#[derive(Debug)]
pub(crate) struct Gather<S> {
    inner: S,
    /// What was read and not handed on yet begins at `at`; no memory is held when nothing was.
    piece: Vec<u8>,
    at: usize,
}

impl<S> Gather<S> {
    pub(crate) const fn new(inner: S) -> Self {
        Self {
            inner,
            piece: Vec::new(),
            at: 0,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gather<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let own = self.get_mut();
        if own.piece.is_empty() {
            if into.remaining() >= READ {
                return Pin::new(&mut own.inner).poll_read(context, into);
            }
            let mut piece = vec![0; READ];
            let mut read = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut own.inner).poll_read(context, &mut read))?;
            let length = read.filled().len();
            piece.truncate(length);
            (own.piece, own.at) = (piece, 0);
        }
        let left = own.piece.get(own.at..).unwrap_or_default();
        let now = left.get(..into.remaining()).unwrap_or(left);
        into.put_slice(now);
        own.at += now.len();
        if own.at >= own.piece.len() {
            own.piece = Vec::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gather<S> {
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
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test]
    async fn all_bytes_come_in_order_in_pieces_of_any_size() {
        let sent: Vec<u8> = (0..100_000_u32).map(|one| one.to_le_bytes()[0]).collect();
        for size in [1_000, READ, 40_000] {
            let (mut far, near) = duplex(30_000);
            let bytes = sent.clone();
            let sending = tokio::spawn(async move {
                far.write_all(&bytes).await.unwrap();
            });
            let mut near = Gather::new(near);
            let mut got = Vec::new();
            let mut piece = vec![0; size];
            loop {
                match near.read(&mut piece).await.unwrap() {
                    0 => break,
                    length => got.extend_from_slice(&piece[..length]),
                }
            }
            sending.await.unwrap();
            assert!(got == sent, "{size}");
        }
    }

    #[tokio::test]
    async fn nothing_is_held_while_nothing_is_there() {
        let (mut far, near) = duplex(64);
        let mut near = Gather::new(near);
        let mut letter = [0; 1];
        far.write_all(b"ab").await.unwrap();
        near.read_exact(&mut letter).await.unwrap();
        assert_eq!((&letter, near.piece.len()), (b"a", 2));
        near.read_exact(&mut letter).await.unwrap();
        assert_eq!((&letter, near.piece.capacity()), (b"b", 0));
        let waiting = tokio::time::timeout(std::time::Duration::ZERO, near.read(&mut letter));
        waiting.await.unwrap_err();
        assert_eq!(near.piece.capacity(), 0);
        // What is written goes through.
        near.write_all(b"c").await.unwrap();
        far.read_exact(&mut letter).await.unwrap();
        assert_eq!(&letter, b"c");
    }
}
