//! In which month a fee is deducted.

use tasuki_terms::{CalendarMonth, Date, spoken_day};

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

    /// Whether the deduction file of a claim month can be made on `today`: from the 16th of the
    /// month on, when nobody can apply any more whose fee belongs into it. Files of months before
    /// can be made later; a file of a month to come would ask for everything under a wrong month.
    pub fn may_ask(claim: CalendarMonth, today: Date) -> Result<(), ClaimMonthRefusal> {
        let opens = Date::new(claim.year(), claim.month(), Self::LAST_DAY + 1);
        match opens {
            Ok(opens) if opens <= today => Ok(()),
            _ => Err(ClaimMonthRefusal { claim }),
        }
    }
}

/// The deduction file of a month cannot be made yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("fees can still become due in {claim}")]
pub struct ClaimMonthRefusal {
    /// The month.
    pub claim: CalendarMonth,
}

impl ClaimMonthRefusal {
    /// What happened and what to do, in Japanese.
    pub fn what(&self) -> String {
        let opens = Date::new(
            self.claim.year(),
            self.claim.month(),
            Collection::LAST_DAY + 1,
        );
        let opens = opens.map_or_else(|_| "翌月".to_owned(), spoken_day);
        format!(
            "{}分の差引依頼ファイルは、{opens}から作成できます。{}日までに申請された分が、この請求月に含まれるためです。",
            self.claim.spoken(),
            Collection::LAST_DAY
        )
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

    #[test]
    fn a_month_is_asked_for_once_nobody_can_come_in_any_more() {
        let claim: CalendarMonth = "203104".parse().unwrap();
        for (today, is_open) in [
            (date(2030, 4, 20), false),
            (date(2031, 4, 15), false),
            (date(2031, 4, 16), true),
            (date(2031, 6, 1), true),
        ] {
            assert_eq!(
                Collection::may_ask(claim, today).is_ok(),
                is_open,
                "{today}"
            );
        }
        // The year that is typed wrong by one digit.
        let refused = Collection::may_ask("203204".parse().unwrap(), date(2031, 4, 20));
        assert_eq!(
            refused.unwrap_err().what(),
            "2032年4月分の差引依頼ファイルは、2032年4月16日から作成できます。15日までに申請された分が、この請求月に含まれるためです。"
        );
    }

    #[test]
    fn who_applies_after_a_file_can_be_made_belongs_to_a_later_one() {
        for day in 1..=30 {
            let today = date(2031, 4, day);
            let claim = Collection::of(today).unwrap().claim;
            assert!(Collection::may_ask(claim, today).is_err(), "{today}");
        }
    }
}
