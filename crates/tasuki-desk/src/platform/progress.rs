//! How much of a body has gone out.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// How many bytes go out at once.
const PIECE: usize = 64 * 1024;

/// Is told how many percent of a message have gone out, from 0 to 100. It begins again when the
/// message has to be sent once more.
#[derive(Clone)]
pub struct Progress {
    told: Arc<dyn Fn(u8) + Send + Sync>,
    gate: Gate,
}

impl Progress {
    /// Calls `told` with each percentage; it must not block.
    pub fn new(told: impl Fn(u8) + Send + Sync + 'static) -> Self {
        Self {
            told: Arc::new(told),
            gate: Gate::default(),
        }
    }

    /// Lets the last bytes out only through this gate.
    pub(crate) fn through(mut self, gate: Gate) -> Self {
        self.gate = gate;
        self
    }
}

/// What the last bytes of a message go through. Closed before they have, it keeps them here for
/// ever, so that the platform cannot have the whole message. Copies are one and the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(Arc<AtomicU8>);

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const CLOSED: u8 = 2;

impl Gate {
    /// A gate through which the last bytes may have gone already.
    pub(crate) fn passed() -> Self {
        Self(Arc::new(AtomicU8::new(PASSED)))
    }

    /// Closes it; false where it is too late.
    pub(crate) fn close(&self) -> bool {
        self.set(CLOSED)
    }

    fn pass(&self) -> bool {
        self.set(PASSED)
    }

    fn set(&self, next: u8) -> bool {
        let set = self
            .0
            .compare_exchange(OPEN, next, Ordering::AcqRel, Ordering::Acquire);
        set.map_or_else(|found| found == next, |_| true)
    }
}

/// A body that tells how much of it has gone out.
pub(super) struct ToldBody {
    left: Bytes,
    whole: usize,
    told: Progress,
}

impl ToldBody {
    pub(super) const fn new(bytes: Bytes, told: Progress) -> Self {
        Self {
            whole: bytes.len(),
            left: bytes,
            told,
        }
    }
}

impl Body for ToldBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if this.left.is_empty() {
            return Poll::Ready(None);
        }
        let piece = this.left.split_to(this.left.len().min(PIECE));
        let gone = this.whole - this.left.len();
        if this.left.is_empty() && !this.told.gate.pass() {
            return Poll::Ready(Some(Err(io::ErrorKind::Interrupted.into())));
        }
        let percent = gone.saturating_mul(100) / this.whole.max(1);
        (this.told.told)(u8::try_from(percent).unwrap_or(100));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn each_piece_is_told_and_all_bytes_go_out() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let progress = Progress::new(move |percent| heard.lock().unwrap().push(percent));
        let bytes = Bytes::from(vec![7; 3 * PIECE + 1]);
        let mut body = ToldBody::new(bytes.clone(), progress);
        let mut out = Vec::new();
        let mut context = Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) {
            out.extend(frame.into_data().unwrap());
        }
        assert_eq!(out, bytes);
        assert!(body.is_end_stream());
        assert_eq!(*told.lock().unwrap(), [33, 66, 99, 100]);
    }

    #[test]
    fn behind_a_closed_gate_the_last_bytes_stay_here() {
        let gate = Gate::default();
        let progress = Progress::new(|_| ()).through(gate.clone());
        let mut body = ToldBody::new(Bytes::from(vec![7; PIECE + 1]), progress);
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut next = || Pin::new(&mut body).poll_frame(&mut context);
        assert!(matches!(next(), Poll::Ready(Some(Ok(_)))));
        assert!(gate.close());
        assert!(matches!(next(), Poll::Ready(Some(Err(_)))));
        assert!(!gate.pass() && gate.close());
        assert!(!Gate::passed().close());
    }
}
