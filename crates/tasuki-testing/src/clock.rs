//! A clock that tests move.

use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;
use tasuki_terms::{Clock, SystemClock, Timestamp};

/// A clock that goes as the machine's does, or stands still, and can be put forward.
#[derive(Debug, Default)]
pub struct SetClock {
    stands_at: Option<Timestamp>,
    ahead: Mutex<SignedDuration>,
}

impl SetClock {
    /// A clock that stands still, so that what it dates is the same in every run.
    pub fn standing_at(moment: Timestamp) -> Self {
        Self {
            stands_at: Some(moment),
            ahead: Mutex::default(),
        }
    }

    /// Puts the clock forward.
    pub fn pass(&self, time: SignedDuration) {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.saturating_add(time);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.stands_at.unwrap_or_else(|| SystemClock.now());
        now.saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }
}
