//! Lock-out after wrong passwords.

use jiff::SignedDuration;
use tasuki_terms::Timestamp;

/// How lock-out grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lockout {
    /// Wrong passwords in a row that have no consequence.
    pub free_failures: u32,
    /// The first delay; each further failure doubles it.
    pub first: SignedDuration,
    /// The longest delay.
    pub longest: SignedDuration,
}

impl Default for Lockout {
    fn default() -> Self {
        Self {
            free_failures: 4,
            first: SignedDuration::from_secs(30),
            longest: SignedDuration::from_hours(1),
        }
    }
}

/// Until when a user is locked out who has just failed for the `failures`th time in a row.
pub fn locked_until(failures: u32, at: Timestamp, rule: &Lockout) -> Option<Timestamp> {
    let beyond = failures.checked_sub(rule.free_failures)?.checked_sub(1)?;
    let factor = 1_i64
        .checked_shl(beyond)
        .filter(|factor| *factor > 0)
        .unwrap_or(i64::MAX);
    let seconds = rule
        .first
        .as_secs()
        .saturating_mul(factor)
        .min(rule.longest.as_secs());
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_an_hour() {
        let at = Timestamp::UNIX_EPOCH;
        let delay =
            |failures| locked_until(failures, at, &Lockout::default()).map(Timestamp::as_second);
        let delays: Vec<_> = [1, 4, 5, 6, 7, 11, 12, 80].into_iter().map(delay).collect();
        assert_eq!(
            delays,
            [
                None,
                None,
                Some(30),
                Some(60),
                Some(120),
                Some(1920),
                Some(3600),
                Some(3600)
            ]
        );
    }
}
