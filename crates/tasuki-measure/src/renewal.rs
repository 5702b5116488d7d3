//! When a session is exchanged for a fresh one, and how.

use jiff::SignedDuration;
use tasuki_terms::Timestamp;
use tasuki_wire::Session;

use crate::figures::usize_to_f64;

/// Multiples of it, without their whole part, are spread evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// At which part of their sessions' lives offices renew them.
///
/// Not all at the same: offices that logged in one behind the other would come all at once where the
/// platform was slow meanwhile, and log-ins cost it much.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Renewal {
    /// Nobody does before.
    pub earliest: f64,
    /// Everybody has then; what is left is for a platform that has much to do.
    pub latest: f64,
}

impl Default for Renewal {
    fn default() -> Self {
        Self {
            earliest: 0.5,
            latest: 0.8,
        }
    }
}

impl Renewal {
    /// When the office at a place among all renews a session.
    pub fn due(self, life: Life, place: usize) -> Timestamp {
        let turn = (usize_to_f64(place) * GOLDEN).fract();
        let part = self.earliest + turn * (self.latest - self.earliest);
        let whole = life.until.duration_since(life.from).as_secs_f64();
        let after = SignedDuration::try_from_secs_f64(whole.max(0.0) * part).unwrap_or_default();
        life.from.saturating_add(after).unwrap_or(life.until)
    }
}

/// From when until when a session lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Life {
    from: Timestamp,
    until: Timestamp,
    refresh_until: Timestamp,
}

/// How a session is renewed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Its token is exchanged for a fresh one.
    Refresh,
    /// With the password.
    LogIn,
}

impl Life {
    /// That of a session which was opened or refreshed at `from`.
    pub const fn new(session: &Session, from: Timestamp) -> Self {
        Self {
            from,
            until: session.expires_at,
            refresh_until: session.refresh_until,
        }
    }

    /// How it is renewed: a token that would live no longer than this one is of no use.
    pub fn way(self) -> Way {
        if self.until < self.refresh_until {
            Way::Refresh
        } else {
            Way::LogIn
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: i64 = 1_743_000_000;

    fn life(seconds: i64, refresh: i64) -> Life {
        let at = |seconds| Timestamp::from_second(BEGAN + seconds).unwrap();
        Life {
            from: at(0),
            until: at(seconds),
            refresh_until: at(refresh),
        }
    }

    #[test]
    fn sessions_are_renewed_in_good_time_and_not_all_at_once() {
        let (mut minutes, offices) = (vec![0_u32; 60], 21_600);
        for place in 0..offices {
            let due = Renewal::default().due(life(3_600, 28_800), place);
            let minute = usize::try_from((due.as_second() - BEGAN) / 60).unwrap();
            minutes[minute] += 1;
        }
        // 18 minutes, from half an hour on.
        let busy = &minutes[30..48];
        assert_eq!(busy.iter().sum::<u32>(), 21_600);
        assert!(
            busy.iter().all(|count| (1_150..1_250).contains(count)),
            "{busy:?}"
        );
        // The shortest that a platform allows has a minute left.
        let shortest = (0..1_000).map(|place| Renewal::default().due(life(300, 3_600), place));
        let last = shortest.max().unwrap().as_second();
        assert!((BEGAN + 239..=BEGAN + 240).contains(&last), "{last}");
    }

    #[test]
    fn the_password_is_asked_for_where_a_token_cannot_live_longer() {
        assert_eq!(life(3_600, 28_800).way(), Way::Refresh);
        assert_eq!(life(3_600, 3_601).way(), Way::Refresh);
        assert_eq!(life(3_600, 3_600).way(), Way::LogIn);
    }
}
