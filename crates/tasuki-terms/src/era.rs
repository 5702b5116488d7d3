//! Dates of the Japanese calendar.

use std::fmt;

use jiff::civil::{Date, date};

/// A day, written in the Japanese calendar (和暦): `令和8年11月21日`, and `令和元年5月1日` for the
/// first year. Letters and invoices write days so.
///
/// Days before the Meiji era's use of the solar calendar (1873) are written in the western one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct JapaneseDate(Date);

/// The first day of each era, newest first. Source: 元号法, 元号を改める政令 and their forerunners;
/// Meiji begins here with the solar calendar.
const ERAS: [(&str, Date, i16); 5] = [
    ("令和", date(2019, 5, 1), 2019),
    ("平成", date(1989, 1, 8), 1989),
    ("昭和", date(1926, 12, 25), 1926),
    ("大正", date(1912, 7, 30), 1912),
    ("明治", date(1873, 1, 1), 1868),
];

impl JapaneseDate {
    /// The day `day` of the western calendar.
    pub const fn new(day: Date) -> Self {
        Self(day)
    }

    /// The day in the western calendar.
    pub const fn day(self) -> Date {
        self.0
    }

    /// Era and year, such as `令和8年` and `令和元年`, or `1872年` before the table begins.
    pub fn year(self) -> String {
        let Some((name, _, first)) = ERAS.iter().find(|(_, from, _)| *from <= self.0) else {
            return format!("{}年", self.0.year());
        };
        match self.0.year() - first + 1 {
            1 => format!("{name}元年"),
            year => format!("{name}{year}年"),
        }
    }
}

impl fmt::Display for JapaneseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}月{}日", self.year(), self.0.month(), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eras_change_on_their_days() {
        for (day, written) in [
            (date(2026, 11, 21), "令和8年11月21日"),
            (date(2020, 1, 1), "令和2年1月1日"),
            (date(2019, 12, 31), "令和元年12月31日"),
            (date(2019, 5, 1), "令和元年5月1日"),
            (date(2019, 4, 30), "平成31年4月30日"),
            (date(1989, 1, 8), "平成元年1月8日"),
            (date(1989, 1, 7), "昭和64年1月7日"),
            (date(1926, 12, 25), "昭和元年12月25日"),
            (date(1926, 12, 24), "大正15年12月24日"),
            (date(1912, 7, 30), "大正元年7月30日"),
            (date(1912, 7, 29), "明治45年7月29日"),
            (date(1873, 1, 1), "明治6年1月1日"),
            (date(1872, 12, 31), "1872年12月31日"),
        ] {
            assert_eq!(JapaneseDate::new(day).to_string(), written);
        }
    }
}
