//! Renewing a licence, by itself or by hand, and ending it.

use jiff::ToSpan as _;
use jiff::civil::date;
use tasuki_terms::{Date, Timestamp};

use super::{HeldLicence, LicenceRefusal, Term};

/// Whether the next year follows by itself (自動更新).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AutoRenewal {
    /// It does.
    On,
    /// The office applies by hand.
    Off,
}

impl AutoRenewal {
    /// What people read at 自動更新.
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "する",
            Self::Off => "しない",
        }
    }

    /// Decides whether an office may switch it at `now`: to the end of the term.
    ///
    /// A next year that was entered before its beginning is taken back with the switch to off.
    pub fn switch(self, term: &Term, now: Timestamp) -> Result<Self, LicenceRefusal> {
        if now < term.until() {
            Ok(self)
        } else {
            Err(LicenceRefusal::TermOver {
                last_day: term.last_day(),
            })
        }
    }
}

/// How licences are renewed; data, for an operator to change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RenewalRule {
    /// The first day of application since which licences renew themselves unless the office
    /// switches that off (official FAQ).
    pub automatic_since: Date,
    /// How many days before the last day the next year can be applied for by hand. Officially none:
    /// an office waits until its term is over. We let it apply early, so that there is no gap.
    pub window_days: i16,
    /// How many days before the last day a term that renews itself gets its next year.
    pub lead_days: i16,
}

impl Default for RenewalRule {
    fn default() -> Self {
        Self {
            automatic_since: date(2025, 6, 1),
            window_days: 60,
            lead_days: 1,
        }
    }
}

impl RenewalRule {
    /// The setting of a new licence that was applied for on `applied`.
    pub fn of_new(&self, applied: Date) -> AutoRenewal {
        if applied >= self.automatic_since {
            AutoRenewal::On
        } else {
            AutoRenewal::Off
        }
    }

    /// The first day on which the year after `term` can be applied for by hand.
    pub fn opens(&self, term: &Term) -> Date {
        days_before(term.last_day(), self.window_days)
    }

    /// The next year, if it is time to enter it: the term is about to end or has just ended, renews
    /// itself, and nothing of it is open to pay.
    ///
    /// `latest` must be the office's last licence; a term that ended before yesterday is not
    /// renewed any more, because the office has seen it end.
    pub fn due(&self, latest: &HeldLicence, today: Date) -> Option<Term> {
        let last_day = latest.term.last_day();
        let is_time = days_before(last_day, self.lead_days) <= today
            && last_day.tomorrow().is_ok_and(|after| today <= after);
        let renews = latest.auto_renewal == AutoRenewal::On && latest.payment.is_settled();
        if is_time && renews {
            latest.term.next()
        } else {
            None
        }
    }
}

fn days_before(day: Date, days: i16) -> Date {
    day.checked_sub(i64::from(days).days()).unwrap_or(Date::MIN)
}

/// Decides whether an office may leave its licence at `now`: never within its term.
pub fn cancel_licence(term: &Term, now: Timestamp) -> Result<(), LicenceRefusal> {
    let last_day = term.last_day();
    if now < term.until() {
        Err(LicenceRefusal::NoCancellation { last_day })
    } else {
        Err(LicenceRefusal::TermOver { last_day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PaymentMethod, PaymentState};

    fn held(payment: PaymentState, auto_renewal: AutoRenewal) -> HeldLicence {
        let applied: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        HeldLicence {
            term: Term::applied_at(applied).unwrap(),
            method: PaymentMethod::Deduction,
            payment,
            auto_renewal,
        }
    }

    #[test]
    fn licences_renew_themselves_since_june_2025() {
        let rule = RenewalRule::default();
        assert_eq!(rule.of_new(date(2025, 5, 31)), AutoRenewal::Off);
        assert_eq!(rule.of_new(date(2025, 6, 1)), AutoRenewal::On);
    }

    #[test]
    fn the_next_year_is_entered_about_the_last_day_and_once_paid() {
        let rule = RenewalRule::default();
        let on = held(PaymentState::Deducted, AutoRenewal::On);
        for (day, due) in [
            (date(2027, 11, 18), false),
            (date(2027, 11, 19), true),
            (date(2027, 11, 20), true),
            (date(2027, 11, 21), true),
            (date(2027, 11, 22), false),
        ] {
            assert_eq!(rule.due(&on, day).is_some(), due, "{day}");
        }
        let last = date(2027, 11, 20);
        assert_eq!(rule.due(&on, last).unwrap().first_day(), date(2027, 11, 21));
        let off = held(PaymentState::Deducted, AutoRenewal::Off);
        assert_eq!(rule.due(&off, last), None);
        let unpaid = held(PaymentState::Unpaid, AutoRenewal::On);
        assert_eq!(rule.due(&unpaid, last), None);
    }

    #[test]
    fn it_is_switched_until_the_term_ends_and_never_cancelled_before() {
        let term = held(PaymentState::Free, AutoRenewal::On).term;
        let last: Timestamp = "2027-11-20T14:59:59Z".parse().unwrap();
        let last_day = date(2027, 11, 20);
        assert_eq!(AutoRenewal::Off.switch(&term, last), Ok(AutoRenewal::Off));
        let refused = AutoRenewal::Off.switch(&term, term.until());
        assert_eq!(refused, Err(LicenceRefusal::TermOver { last_day }));
        let cancelled = cancel_licence(&term, last);
        assert_eq!(cancelled, Err(LicenceRefusal::NoCancellation { last_day }));
    }
}
