//! Renewing a licence, by itself or by hand, and ending it.

use jiff::ToSpan as _;
use jiff::civil::date;
use tasuki_terms::{Date, Timestamp, day_in_japan};

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
    /// For how many days after the last day it still gets one, where its payment, its office or the
    /// platform was not ready on time. Later the office applies by hand: it has done without for
    /// long, and need not want another year.
    pub late_days: i16,
}

impl Default for RenewalRule {
    fn default() -> Self {
        Self {
            automatic_since: date(2025, 6, 1),
            window_days: 60,
            lead_days: 1,
            late_days: 60,
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

    /// The last days between which those terms lie whose next year may be entered on `today`.
    pub fn last_days(&self, today: Date) -> (Date, Date) {
        (
            days_before(today, self.late_days),
            days_after(today, self.lead_days),
        )
    }

    /// The next year, if it is time to enter it: the term is about to end or has ended not long ago,
    /// renews itself, and nothing of it is open to pay. It follows without a gap, or, entered late,
    /// begins `now`: nobody pays for days on which nothing could be exchanged.
    ///
    /// `latest` must be the office's last licence.
    pub fn due(&self, latest: &HeldLicence, now: Timestamp) -> Option<Term> {
        let (first, last) = self.last_days(day_in_japan(now));
        let is_time = (first..=last).contains(&latest.term.last_day());
        let renews = latest.auto_renewal == AutoRenewal::On && latest.payment.is_settled();
        if !is_time || !renews {
            return None;
        }
        let next = latest.term.next()?;
        if day_in_japan(now) <= next.first_day() {
            Some(next)
        } else {
            Term::applied_at(now)
        }
    }
}

fn days_after(day: Date, days: i16) -> Date {
    day.checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
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

    fn noon(day: Date) -> Timestamp {
        tasuki_terms::start_of_day(day) + jiff::SignedDuration::from_hours(12)
    }

    #[test]
    fn the_next_year_is_entered_about_the_last_day_and_once_paid() {
        let rule = RenewalRule::default();
        let on = held(PaymentState::Deducted, AutoRenewal::On);
        for (day, first_day) in [
            (date(2027, 11, 18), None),
            (date(2027, 11, 19), Some(date(2027, 11, 21))),
            (date(2027, 11, 20), Some(date(2027, 11, 21))),
            (date(2027, 11, 21), Some(date(2027, 11, 21))),
        ] {
            let due = rule.due(&on, noon(day));
            assert_eq!(due.map(|term| term.first_day()), first_day, "{day}");
        }
        let last = noon(date(2027, 11, 20));
        let off = held(PaymentState::Deducted, AutoRenewal::Off);
        assert_eq!(rule.due(&off, last), None);
        for open in [PaymentState::Unpaid, PaymentState::Requested] {
            assert_eq!(rule.due(&held(open, AutoRenewal::On), last), None);
        }
    }

    #[test]
    fn what_is_late_begins_when_it_is_entered_and_not_for_ever() {
        let rule = RenewalRule::default();
        let on = held(PaymentState::Paid, AutoRenewal::On);
        for (day, is_due) in [
            (date(2027, 11, 22), true),
            (date(2027, 11, 25), true),
            (date(2028, 1, 19), true),
            (date(2028, 1, 20), false),
        ] {
            let begins = rule.due(&on, noon(day)).map(|term| term.from());
            assert_eq!(begins, is_due.then(|| noon(day)), "{day}");
        }
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
