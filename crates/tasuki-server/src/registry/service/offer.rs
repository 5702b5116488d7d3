//! The year that an office may apply for: when it begins, and what it costs.

use tasuki_exchange::{
    ApplicationState, FeePeriod, HeldLicence, RenewalRule, Term, application_state,
};
use tasuki_store::StoreError;
use tasuki_terms::{OfficeNumber, Timestamp};

use super::super::Registry;
use super::super::licences::held;

/// What is offered to an office on the form of the application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OfferedYear {
    /// Whether it may apply now.
    pub(crate) state: ApplicationState,
    /// The year of an application that is sent now.
    pub(crate) term: Term,
    /// What that year costs: the fee of its first day.
    pub(crate) fee: FeePeriod,
}

impl Registry {
    /// Whether the office may apply now, and if not, why.
    pub(crate) async fn application_state(
        &self,
        office: OfficeNumber,
    ) -> Result<ApplicationState, StoreError> {
        let licences = held(&self.licences(office).await?);
        Ok(application_state(
            &licences,
            self.now(),
            &RenewalRule::default(),
        ))
    }

    /// The year that an application of the office, sent now, is for. None where the calendar or the
    /// fees end.
    pub(crate) async fn offered_year(
        &self,
        office: OfficeNumber,
    ) -> Result<Option<OfferedYear>, StoreError> {
        let (now, licences) = (self.now(), held(&self.licences(office).await?));
        let state = application_state(&licences, now, &RenewalRule::default());
        let Some(term) = term(state, &licences, now) else {
            return Ok(None);
        };
        let fee = self.fees.licences.on(term.first_day()).cloned();
        Ok(fee.map(|fee| OfferedYear { state, term, fee }))
    }
}

/// The year that is applied for: from now on, or behind the running one.
pub(super) fn term(
    state: ApplicationState,
    licences: &[HeldLicence],
    now: Timestamp,
) -> Option<Term> {
    match state {
        ApplicationState::Renewable { .. } => HeldLicence::latest(licences)?.term.next(),
        _ => Term::applied_at(now),
    }
}
