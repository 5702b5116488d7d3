//! How long is waited, and how long it has been.

use std::time::Duration;

use tasuki_desk::{DeskError, LineStep, Outcome};
use tokio::time::Instant;

/// For work that is quickly done, so that nobody sees a page that is gone at once.
pub(crate) const MOMENT: Duration = Duration::from_millis(1500);

/// For what a page can do without.
pub(crate) const GLANCE: Duration = Duration::from_secs(2);

/// Before the platform is asked again for the first time.
const FIRST: Duration = Duration::from_secs(1);
/// Before it is asked again, at most.
const LONGEST: Duration = Duration::from_secs(15);

/// From when on it is told how long nothing has happened.
const NOTICEABLE: Duration = Duration::from_secs(5);

/// Whether it is worth trying again without anybody doing anything.
pub(crate) fn may_pass(error: &DeskError) -> bool {
    error.outcome() == Outcome::TryLater
}

/// How long it is waited before the platform is asked again: longer each time, and as in the beginning
/// once something went on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits {
    first: Duration,
    next: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self::from(FIRST)
    }
}

/// Waits that begin with this one.
impl From<Duration> for Waits {
    fn from(first: Duration) -> Self {
        Self { first, next: first }
    }
}

impl Waits {
    /// The wait behind a try in which the work came as far as this.
    pub(crate) fn after(&mut self, pace: Pace) -> Duration {
        if pace.has_moved {
            self.next = self.first;
        }
        let wait = self.next;
        self.next = (wait * 2).min(LONGEST);
        wait
    }
}

/// How one try of bulk work goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Pace {
    /// Since when nothing else has happened.
    since: Option<Instant>,
    /// Whether more has happened than that it was tried.
    has_moved: bool,
}

impl Pace {
    /// One in which the last thing happened so long ago.
    #[cfg(test)]
    pub(crate) fn aged(secs: u64) -> Self {
        Self {
            since: Instant::now().checked_sub(Duration::from_secs(secs)),
            has_moved: false,
        }
    }

    /// This happens with a line.
    pub(crate) fn hear(&mut self, step: &LineStep) {
        self.since = Some(Instant::now());
        self.has_moved |= match step {
            LineStep::Sending { percent } => *percent > 0,
            LineStep::Ended(_) => true,
            _ => false,
        };
    }

    /// For how long nothing has happened, once that is noticeable.
    pub(crate) fn silence(self) -> Option<Duration> {
        let silence = self.since?.elapsed();
        (silence >= NOTICEABLE).then_some(silence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_waited_longer_each_time_until_something_goes_on() {
        let mut waits = Waits::default();
        let mut trying = Pace::default();
        trying.hear(&LineStep::Receiving);
        trying.hear(&LineStep::Sending { percent: 0 });
        let secs = [(); 6].map(|()| waits.after(trying).as_secs());
        assert_eq!(secs, [1, 2, 4, 8, 15, 15]);
        let mut moved = trying;
        moved.hear(&LineStep::Ended(tasuki_desk::LineState::Done));
        // What came behind does not undo it.
        moved.hear(&LineStep::Receiving);
        assert_eq!(waits.after(moved), FIRST);
        assert_eq!(waits.after(trying), FIRST * 2);
    }

    #[test]
    fn a_short_silence_is_not_told() {
        let mut pace = Pace::default();
        assert_eq!(pace.silence(), None);
        pace.hear(&LineStep::Sealing);
        assert_eq!(pace.silence(), None);
        let silence = Pace::aged(12).silence();
        assert_eq!(silence.map(|silence| silence.as_secs()), Some(12));
    }
}
