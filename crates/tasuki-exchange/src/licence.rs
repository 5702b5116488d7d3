//! Licences (ライセンス): their dates, what they cost, how they are paid, and when the next one may be
//! applied for.
//!
//! One office number has one licence a year. [`Licence`] is what the exchange asks at each message;
//! [`HeldLicence`] is what the portal and the operator see. The field's rules are written down in
//! `docs/licences.md`.

mod fee;
mod held;
mod payment;
mod refusal;
mod renewal;
mod state;
mod term;
mod timing;

use tasuki_terms::Timestamp;

pub use fee::{FeePeriod, FeeSchedule};
pub use held::{HeldLicence, shown_expiry};
pub use payment::{PaymentFacts, PaymentMethod, PaymentState, PaymentStep, Settlement};
pub use refusal::LicenceRefusal;
pub use renewal::{AutoRenewal, RenewalRule, cancel_licence};
pub use state::{ApplicationState, application_state};
pub use term::Term;
pub use timing::{ClaimMonthRefusal, Collection};

/// The time for which an office may exchange (ライセンス), half open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Licence {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it, or none while it has no end.
    pub until: Option<Timestamp>,
}

impl Licence {
    /// Whether `at` lies in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// What the platform knows of an office when a message names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The office number is not registered (利用申請 not done).
    Unregistered,
    /// It is registered, with the licence it has, if any.
    Registered(Option<Licence>),
}

impl Standing {
    /// Whether the office is registered and licensed at `at`.
    pub fn is_licensed(&self, at: Timestamp) -> bool {
        matches!(self, Self::Registered(Some(licence)) if licence.contains(at))
    }
}
