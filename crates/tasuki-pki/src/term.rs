//! How long certificates are valid.

use jiff::ToSpan as _;
use tasuki_terms::{Timestamp, day_in_japan, start_of_day};

/// The end of an office's certificate issued at `now`: the last second, Japanese time, of the same
/// day three years later.
///
/// Source: official manual: a certificate of 2023-04-01 is usable until 2026-04-01 23:59:59.
/// `None` only where the calendar ends.
pub fn three_years_from(now: Timestamp) -> Option<Timestamp> {
    let last_day = day_in_japan(now).checked_add(3.years()).ok()?;
    let day_after = start_of_day(last_day.tomorrow().ok()?);
    day_after.checked_sub(1.second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_whole_in_japan() {
        for (now, end) in [
            ("2023-04-01T03:00:00Z", "2026-04-01T14:59:59Z"),
            // Already the next day in Japan.
            ("2023-03-31T15:00:00Z", "2026-04-01T14:59:59Z"),
            ("2023-03-31T14:59:59Z", "2026-03-31T14:59:59Z"),
            // No 29 February three years later.
            ("2024-02-29T00:00:00Z", "2027-02-28T14:59:59Z"),
        ] {
            let end: Timestamp = end.parse().unwrap();
            assert_eq!(three_years_from(now.parse().unwrap()), Some(end), "{now}");
        }
        assert_eq!(three_years_from(Timestamp::MAX), None);
    }
}
