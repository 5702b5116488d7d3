//! What happened in each second.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;

/// The counts of a second.
#[derive(Default, Debug)]
pub(crate) struct Counts {
    /// Messages that were meant to go out.
    pub(crate) intended: AtomicU64,
    /// Messages of which the receipt came.
    pub(crate) accepted: AtomicU64,
    /// Messages that were received and confirmed.
    pub(crate) received: AtomicU64,
}

/// What is told of a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Second {
    pub(crate) intended: u64,
    pub(crate) accepted: u64,
    pub(crate) received: u64,
}

/// The counts of all seconds; many count at once.
#[derive(Debug)]
pub(crate) struct Series(Vec<Counts>);

impl Series {
    /// For so many seconds.
    pub(crate) fn new(seconds: f64) -> Self {
        let seconds = Duration::from_secs_f64(seconds).as_secs() + 2;
        Self((0..seconds).map(|_| Counts::default()).collect())
    }

    /// Counts one at a time since the beginning.
    pub(crate) fn add(&self, at: Duration, which: impl Fn(&Counts) -> &AtomicU64) {
        let second = usize::try_from(at.as_secs()).ok();
        if let Some(counts) = second.and_then(|second| self.0.get(second)) {
            which(counts).fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All seconds up to the last in which something happened.
    pub(crate) fn told(&self) -> Vec<Second> {
        let told = self.0.iter().map(|counts| Second {
            intended: counts.intended.load(Ordering::Relaxed),
            accepted: counts.accepted.load(Ordering::Relaxed),
            received: counts.received.load(Ordering::Relaxed),
        });
        let mut told: Vec<Second> = told.collect();
        let is_quiet = |second: &Second| second.intended + second.accepted + second.received == 0;
        while told.last().is_some_and(is_quiet) {
            told.pop();
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_told_up_to_the_last_one_with_something() {
        let series = Series::new(5.0);
        series.add(Duration::from_millis(1_999), |second| &second.intended);
        series.add(Duration::from_secs(2), |second| &second.accepted);
        series.add(Duration::from_secs(100), |second| &second.received);
        let told = series.told();
        assert_eq!(told.len(), 3);
        assert_eq!((told[1].intended, told[2].accepted), (1, 1));
        assert_eq!(told[0].intended + told[2].received, 0);
    }
}
