//! National holidays of Japan (国民の祝日).

use jiff::civil::{Date, Weekday};

/// Whether a day from 2020 on is a national holiday (国民の祝日, 休日).
///
/// Source: 国民の祝日に関する法律 (昭和23年法律第178号), articles 2 and 3, as in force since 2020, and the
/// days that 令和三年東京オリンピック競技大会・東京パラリンピック競技大会特別措置法 moved in 2020 and 2021.
/// The equinoxes are computed by the formula that is known for 1980 to 2099 (海上保安庁水路部
/// 「新こよみ便利帳」); the binding days are those of 暦要項, published each February for the next year.
pub fn is_holiday(day: Date) -> bool {
    is_named(day) || is_substitute(day) || is_between(day)
}

/// Article 2: the days with a name.
fn is_named(day: Date) -> bool {
    let (year, month, of_month) = (i64::from(day.year()), day.month(), day.day());
    match (year, month) {
        (2020, 7) => return matches!(of_month, 23 | 24),
        (2020, 8) => return of_month == 10,
        (2021, 7) => return matches!(of_month, 22 | 23),
        (2021, 8) => return of_month == 8,
        (2020 | 2021, 10) => return false,
        _ => {}
    }
    match month {
        1 => of_month == 1 || is_monday(day, 2),
        2 => matches!(of_month, 11 | 23),
        3 => i64::from(of_month) == equinox(year, 20_843_100),
        4 => of_month == 29,
        5 => matches!(of_month, 3..=5),
        7 => is_monday(day, 3),
        8 => of_month == 11,
        9 => is_monday(day, 3) || i64::from(of_month) == equinox(year, 23_248_800),
        10 => is_monday(day, 2),
        11 => matches!(of_month, 3 | 23),
        _ => false,
    }
}

/// The day of an equinox in its month; `base` is that of 1980, in millionths of a day.
const fn equinox(year: i64, base: i64) -> i64 {
    let years = year - 1980;
    (base + 242_194 * years).div_euclid(1_000_000) - years.div_euclid(4)
}

/// Whether a day is the `nth` Monday of its month.
fn is_monday(day: Date, nth: i8) -> bool {
    day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == nth
}

/// Article 3, 2 (振替休日): the first day without a name behind one that fell on a Sunday.
fn is_substitute(day: Date) -> bool {
    let before = std::iter::successors(day.yesterday().ok(), |day| day.yesterday().ok());
    let named = before.take_while(|day| is_named(*day));
    !is_named(day)
        && named
            .into_iter()
            .any(|day| day.weekday() == Weekday::Sunday)
}

/// Article 3, 3 (国民の休日): a day without a name between two that have one.
fn is_between(day: Date) -> bool {
    let is_named = |day: Result<Date, _>| day.is_ok_and(is_named);
    is_named(day.yesterday()) && is_named(day.tomorrow())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Month and day of all holidays of a year: up to 2027 as 内閣府 publishes them
    /// (「国民の祝日」について, syukujitsu.csv), later ones as the law and the forecast of the equinoxes
    /// give them; compared with the packages `jpholiday` and `holidays` in November 2026.
    const KNOWN: [(i16, &str); 16] = [
        (
            2020,
            "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
        ),
        (
            2021,
            "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
        ),
        (
            2022,
            "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
        ),
        (
            2023,
            "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
        ),
        (
            2024,
            "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
        ),
        (
            2025,
            "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
        ),
        (
            2026,
            "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
        ),
        (
            2027,
            "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
        ),
        (
            2028,
            "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23",
        ),
        (
            2029,
            "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23",
        ),
        (
            2030,
            "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 11/4 11/23",
        ),
        (
            2031,
            "1/1 1/13 2/11 2/23 2/24 3/21 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
        ),
        (
            2032,
            "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/21 9/22 10/11 11/3 11/23",
        ),
        (
            2033,
            "1/1 1/10 2/11 2/23 3/20 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
        ),
        (
            2034,
            "1/1 1/2 1/9 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
        ),
        (
            2035,
            "1/1 1/8 2/11 2/12 2/23 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23",
        ),
    ];

    #[test]
    fn holidays_are_those_that_are_published() {
        for (year, known) in KNOWN {
            let first = date(year, 1, 1);
            let days = first.series(jiff::ToSpan::days(1));
            let found: Vec<_> = days
                .take_while(|day| day.year() == year)
                .filter(|day| is_holiday(*day))
                .map(|day| format!("{}/{}", day.month(), day.day()))
                .collect();
            assert_eq!(found.join(" "), known, "{year}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trap() {
        assert!(!is_holiday(Date::MIN.tomorrow().unwrap()));
        assert!(!is_holiday(Date::MAX));
    }
}
