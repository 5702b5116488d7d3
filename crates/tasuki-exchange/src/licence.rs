//! Licences and their dates.

use tasuki_terms::Timestamp;

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
