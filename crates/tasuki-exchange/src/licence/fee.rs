//! What a licence costs.

use jiff::civil::date;
use tasuki_terms::{Date, Yen};

/// The fee of a year that begins in a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeePeriod {
    /// The first day.
    pub from: Date,
    /// The last day, or none while it has no end.
    pub to: Option<Date>,
    /// The fee of one year for one office number, tax included.
    pub fee: Yen,
    /// What the portal says of it, in Japanese.
    pub label: String,
}

/// All fees, as data: the settings of the platform may hold others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeeSchedule {
    /// The periods. Where several hold a day, the last one counts.
    pub periods: Vec<FeePeriod>,
}

impl FeeSchedule {
    /// The period that counts on `day`, or none where none holds it.
    pub fn on(&self, day: Date) -> Option<&FeePeriod> {
        self.periods
            .iter()
            .rev()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
    }
}

impl Default for FeeSchedule {
    /// 21,000 yen a year, tax included (Q&A, システム全般 1); free from 2025-06-01
    /// (フリーパスキャンペーン) to the end of the fiscal year 2026 (the campaign's extension).
    ///
    /// Our sources do not tell the campaign's first end, and it does not matter: the extension
    /// follows it without a gap, so that the first period ends with the fiscal year 2025 here.
    fn default() -> Self {
        let period = |from, to, fee, label: &str| FeePeriod {
            from,
            to,
            fee: Yen::new(fee),
            label: label.to_owned(),
        };
        Self {
            periods: vec![
                period(date(2023, 4, 1), None, 21_000, "年間ライセンス料（税込）"),
                period(
                    date(2025, 6, 1),
                    Some(date(2026, 3, 31)),
                    0,
                    "フリーパスキャンペーン（無料）",
                ),
                period(
                    date(2026, 4, 1),
                    Some(date(2027, 3, 31)),
                    0,
                    "2026年度（無料）",
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_depends_on_the_day_of_application() {
        let schedule = FeeSchedule::default();
        let fee = |year, month, day| {
            schedule
                .on(date(year, month, day))
                .map(|period| period.fee.amount())
        };
        assert_eq!(fee(2023, 3, 31), None);
        assert_eq!(fee(2023, 4, 1), Some(21_000));
        assert_eq!(fee(2025, 5, 31), Some(21_000));
        assert_eq!(fee(2025, 6, 1), Some(0));
        assert_eq!(fee(2026, 3, 31), Some(0));
        assert_eq!(fee(2026, 4, 1), Some(0));
        assert_eq!(fee(2027, 3, 31), Some(0));
        assert_eq!(fee(2027, 4, 1), Some(21_000));
    }
}
