//! When an office is reminded of an end that comes near.

use tasuki_terms::Date;

/// How many days before the end of a licence or a certificate its office is reminded.
pub const REMINDER_DAYS: [i32; 3] = [60, 30, 7];

/// The reminder whose time has come on `today` for what ends with `last_day`: the nearest one that
/// is due, as days before the end. None before the first one, and none after the end.
///
/// Whoever was not there on the day gets one reminder later, not all that were missed.
pub fn due_reminder(last_day: Date, today: Date) -> Option<i32> {
    let left = days_between(today, last_day);
    let due = REMINDER_DAYS.into_iter().filter(|days| left <= *days);
    due.min().filter(|_| left >= 0)
}

/// How many days lie between two days; negative where `to` is the earlier one.
pub fn days_between(from: Date, to: Date) -> i32 {
    // Without a largest unit, jiff counts a span between dates in days.
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_reminder_comes_on_its_day_and_the_nearest_one_counts() {
        let end = date(2027, 11, 20);
        let on = |today| due_reminder(end, today);
        assert_eq!(on(date(2027, 9, 20)), None);
        assert_eq!(on(date(2027, 9, 21)), Some(60));
        assert_eq!(on(date(2027, 10, 20)), Some(60));
        assert_eq!(on(date(2027, 10, 21)), Some(30));
        assert_eq!(on(date(2027, 11, 12)), Some(30));
        assert_eq!(on(date(2027, 11, 13)), Some(7));
        assert_eq!(on(end), Some(7));
        assert_eq!(on(date(2027, 11, 21)), None);
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        assert_eq!(days_between(date(2026, 11, 21), date(2027, 11, 21)), 365);
        assert_eq!(days_between(date(2026, 11, 21), date(2026, 11, 20)), -1);
    }
}
