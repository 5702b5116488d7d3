//! In which month a fee is deducted.

use tasuki_terms::{CalendarMonth, Date};

/// When the fee is collected by deduction (差引).
///
/// Source: Q&A, システム全般 2: applications from the 1st to the 15th are deducted from that month's
/// claim (paid in the next month); those from the 16th on from the next month's claim (paid in the
/// month after it).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Collection {
    /// The month of the claim (請求月).
    pub claim: CalendarMonth,
    /// The month in which the claim is paid, less the fee (支払月).
    pub payment: CalendarMonth,
}

impl Collection {
    /// The last day of a month on which an application is deducted from that month's claim.
    const LAST_DAY: i8 = 15;

    /// When the fee of an application made on `applied` is collected; for a renewed term, `applied`
    /// is its first day. None only outside the years 2000 to 2999.
    pub fn of(applied: Date) -> Option<Self> {
        let month = CalendarMonth::of(applied).ok()?;
        let claim = if applied.day() <= Self::LAST_DAY {
            month
        } else {
            month.next().ok()?
        };
        Some(Self {
            claim,
            payment: claim.next().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_fifteenth_is_the_last_day_for_the_same_month() {
        for (applied, months) in [
            (date(2026, 11, 1), "202611 202612"),
            (date(2026, 11, 15), "202611 202612"),
            (date(2026, 11, 16), "202612 202701"),
            (date(2026, 12, 15), "202612 202701"),
            (date(2026, 12, 31), "202701 202702"),
            (date(2028, 2, 29), "202803 202804"),
        ] {
            let Collection { claim, payment } = Collection::of(applied).unwrap();
            assert_eq!(format!("{claim} {payment}"), months, "{applied}");
        }
        assert_eq!(Collection::of(date(1999, 12, 31)), None);
    }
}
