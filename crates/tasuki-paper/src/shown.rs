//! Dates and money, as letters show them.

use jiff::civil::{Date, date};

/// A date by its era (和暦): 令和8年4月1日, 平成31年4月30日. Before 平成 the western year stands.
pub(crate) fn era_date(day: Date) -> String {
    const ERAS: [(Date, &str); 2] = [(date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成")];
    let (month, of_month) = (day.month(), day.day());
    let era = ERAS.iter().find(|(first, _)| day >= *first);
    match era.map(|(first, name)| (name, day.year() - first.year() + 1)) {
        Some((name, 1)) => format!("{name}元年{month}月{of_month}日"),
        Some((name, year)) => format!("{name}{year}年{month}月{of_month}日"),
        None => format!("{}年{month}月{of_month}日", day.year()),
    }
}

/// An amount: 21,000円, -1,750円.
pub(crate) fn yen(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::new();
    if amount < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push('円');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_era() {
        assert_eq!(era_date(date(2026, 4, 1)), "令和8年4月1日");
        assert_eq!(era_date(date(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(era_date(date(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(era_date(date(1989, 1, 8)), "平成元年1月8日");
        assert_eq!(era_date(date(1989, 1, 7)), "1989年1月7日");
    }

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let all = [0, 999, 1_000, 21_000, 1_234_567, -1_750, i64::MIN].map(yen);
        let expected = [
            "0円",
            "999円",
            "1,000円",
            "21,000円",
            "1,234,567円",
            "-1,750円",
            "-9,223,372,036,854,775,808円",
        ];
        assert_eq!(all, expected);
    }
}
