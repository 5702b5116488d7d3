//! Time and chance as arguments.

use crate::Timestamp;

/// Tells the time. Programs hand in [`SystemClock`], tests one that they move.
pub trait Clock: Send + Sync + 'static {
    /// The moment, cut to microseconds, so that what is stored equals what was told.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// Gives random bytes. Programs hand in the cryptographic source, tests a seeded one.
pub trait Entropy: Send + Sync {
    /// Fills the whole of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}
