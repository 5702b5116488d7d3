//! The licences that an office has or had.

use tasuki_terms::{Date, Timestamp, written_day};

use super::{AutoRenewal, PaymentMethod, PaymentState, Term};
use crate::Licence;

/// One year's licence of an office, as the portal and the operator see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldLicence {
    /// Its year.
    pub term: Term,
    /// How it is paid.
    pub method: PaymentMethod,
    /// How far that is.
    pub payment: PaymentState,
    /// Whether the next year follows by itself.
    pub auto_renewal: AutoRenewal,
}

impl HeldLicence {
    /// The one of `held` that counts at `at`: the last that has begun.
    pub fn current(held: &[Self], at: Timestamp) -> Option<&Self> {
        held.iter()
            .filter(|one| one.term.from() <= at)
            .max_by_key(|one| one.term)
    }

    /// The last of `held`, which may begin later.
    pub fn latest(held: &[Self]) -> Option<&Self> {
        held.iter().max_by_key(|one| one.term)
    }

    /// What the exchange asks for: the time without a gap around `at`, or none where `at` lies in
    /// no term. `granted` is what an operator gave the office by hand: an application does not
    /// shorten it.
    ///
    /// An open payment does not stop the exchange: an office may use it from its application on,
    /// and deduction follows weeks later.
    pub fn licence(held: &[Self], granted: Option<Licence>, at: Timestamp) -> Option<Licence> {
        let terms = held.iter().map(|one| one.term.licence());
        let mut terms: Vec<Licence> = terms.chain(granted).collect();
        terms.sort_by_key(|term| term.from);
        let mut joined = *terms.iter().find(|term| term.contains(at))?;
        for term in &terms {
            if let Some(until) = joined.until
                && joined.from <= term.from
                && term.from <= until
            {
                joined.until = term.until.map(|end| end.max(until));
            }
        }
        Some(joined)
    }

    /// The last day that the portal may show: that of the last settled licence.
    pub fn settled_until(held: &[Self]) -> Option<Date> {
        held.iter()
            .filter(|one| one.payment.is_settled())
            .map(|one| one.term.last_day())
            .max()
    }
}

/// What the portal shows as 有効期限: `2027/11/20`, or `-` until the first payment is done (Q&A,
/// システム操作 16). While a renewed year is still to be paid, it is the end of the year before.
pub fn shown_expiry(held: &[HeldLicence]) -> String {
    HeldLicence::settled_until(held).map_or_else(|| "-".to_owned(), written_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn held(term: Term, payment: PaymentState) -> HeldLicence {
        HeldLicence {
            term,
            method: PaymentMethod::Deduction,
            payment,
            auto_renewal: AutoRenewal::On,
        }
    }

    #[test]
    fn no_end_is_shown_until_the_first_payment_is_done() {
        let first = Term::applied_at(at("2027-11-21T01:00:00Z")).unwrap();
        let second = first.next().unwrap();
        assert_eq!(shown_expiry(&[]), "-");
        for open in [
            PaymentState::AwaitingDeduction,
            PaymentState::Invoiced,
            PaymentState::Unpaid,
        ] {
            assert_eq!(shown_expiry(&[held(first, open)]), "-");
            let both = [held(first, PaymentState::Deducted), held(second, open)];
            assert_eq!(shown_expiry(&both), "2028/11/20");
        }
        let free = [held(first, PaymentState::Free)];
        assert_eq!(shown_expiry(&free), "2028/11/20");
    }

    #[test]
    fn what_was_granted_is_not_shortened_by_an_application() {
        let applied = at("2027-11-21T01:00:00Z");
        let held = [held(Term::applied_at(applied).unwrap(), PaymentState::Free)];
        let granted = |until| Licence {
            from: at("2026-01-01T00:00:00Z"),
            until,
        };
        let ends = |until| HeldLicence::licence(&held, Some(granted(until)), applied).unwrap();
        assert_eq!(ends(None).until, None);
        let far = at("2031-01-01T00:00:00Z");
        assert_eq!(ends(Some(far)).until, Some(far));
        let near = at("2027-12-01T00:00:00Z");
        assert_eq!(ends(Some(near)).until, Some(held[0].term.until()));
        let over = at("2027-01-01T00:00:00Z");
        assert_eq!(ends(Some(over)), held[0].term.licence());
    }

    #[test]
    fn terms_that_touch_are_one_licence() {
        let first = Term::applied_at(at("2027-11-21T01:00:00Z")).unwrap();
        let second = first.next().unwrap();
        let later = Term::applied_at(at("2030-01-10T01:00:00Z")).unwrap();
        let all = [later, second, first].map(|term| held(term, PaymentState::Paid));
        let now = at("2028-06-01T00:00:00Z");
        let licence = HeldLicence::licence(&all, None, now).unwrap();
        assert_eq!(licence.from, first.from());
        assert_eq!(licence.until, Some(second.until()));
        let gap = at("2029-12-01T00:00:00Z");
        assert_eq!(HeldLicence::licence(&all, None, gap), None);
        assert_eq!(HeldLicence::current(&all, now).unwrap().term, first);
        assert_eq!(HeldLicence::latest(&all).unwrap().term, later);
    }
}
