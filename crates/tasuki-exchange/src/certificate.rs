//! Applying for certificates (証明書の発行申請): who may apply, which are approved by rule, and their
//! states.
//!
//! What a certificate is, and how one is made, is no matter of this crate.

mod approve;
mod fees;
mod refusal;
mod state;

use jiff::ToSpan as _;
use tasuki_terms::{CertificateClass, Date};

use crate::OfficeStatus;

pub use approve::{Approval, ApprovalRule, AskReason, DAYS_AFTER_CHANGE, approve_by_rule};
pub use fees::CertificateFees;
pub use refusal::ApplyRefusal;
pub use state::{CertificateState, CertificateStep, InvalidCertificateStep};

/// One line of an office's history of certificates (発行履歴).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldCertificate {
    /// Its class.
    pub class: CertificateClass,
    /// Its state.
    pub state: CertificateState,
    /// Its last day (有効終了年月日), usable to 23:59:59 Japanese time; none before it is issued.
    pub last_day: Option<Date>,
}

impl HeldCertificate {
    /// Whether it can be used on `today`.
    pub fn is_valid(&self, today: Date) -> bool {
        self.state == CertificateState::Issued && self.last_day.is_some_and(|last| today <= last)
    }

    /// What the column 状況 says: the state, or that its time is over.
    pub fn shown_state(&self, today: Date) -> &'static str {
        if self.state == CertificateState::Issued && !self.is_valid(today) {
            "有効期限切れ"
        } else {
            self.state.name()
        }
    }
}

/// When a certificate may be applied for again; data, for an operator to change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReissueRule {
    /// How many days before its last day another one of its class may be applied for (更新). Ours.
    pub window_days: i16,
}

impl Default for ReissueRule {
    fn default() -> Self {
        Self { window_days: 90 }
    }
}

impl ReissueRule {
    /// The first day on which a certificate that is good to `last_day` may be renewed.
    pub fn opens(&self, last_day: Date) -> Date {
        last_day
            .checked_sub(i64::from(self.window_days).days())
            .unwrap_or(Date::MIN)
    }
}

/// Decides whether an office may apply for a certificate of `class` today.
///
/// One application of a class may be open; a valid certificate stands in the way until its renewal
/// opens. After a revocation or a refusal the office may apply at once.
pub fn may_apply_for_certificate(
    class: CertificateClass,
    held: &[HeldCertificate],
    office: OfficeStatus,
    today: Date,
    rule: &ReissueRule,
) -> Result<(), ApplyRefusal> {
    if office != OfficeStatus::Active {
        return Err(ApplyRefusal::OfficeNotActive { status: office });
    }
    if class == CertificateClass::Agent {
        return Err(ApplyRefusal::ForAgents);
    }
    let mut same = held.iter().filter(|one| one.class == class);
    if same
        .clone()
        .any(|one| one.state == CertificateState::Applied)
    {
        return Err(ApplyRefusal::AlreadyApplied);
    }
    let valid_until = same
        .by_ref()
        .filter(|one| one.is_valid(today))
        .filter_map(|one| one.last_day)
        .max();
    match valid_until {
        Some(last_day) if today < rule.opens(last_day) => Err(ApplyRefusal::StillValid {
            last_day,
            opens: rule.opens(last_day),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
