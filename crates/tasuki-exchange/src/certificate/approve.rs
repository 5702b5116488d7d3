//! Approving applications by rule.

use tasuki_terms::Date;

use super::{CertificateClass, HeldCertificate};
use crate::OfficeStatus;

/// Which applications are approved without a person; data, for an operator to change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApprovalRule {
    /// The classes. None at first: a person looks at each.
    pub classes: Vec<CertificateClass>,
}

/// What becomes of an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Approval {
    /// It is issued at once.
    Issue,
    /// A person decides, for this reason.
    AskOperator(AskReason),
}

/// Why a person decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AskReason {
    /// The rule does not name the class.
    Class,
    /// The office is suspended or closed.
    Office,
    /// The office holds a valid certificate of this class.
    HoldsOne,
}

impl AskReason {
    /// What the operator reads.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Class => "自動承認の対象外の証明書です。",
            Self::Office => "事業所が利用中ではありません。",
            Self::HoldsOne => "同じ種類の有効な証明書があります。",
        }
    }
}

/// Decides whether an application of `class` is approved by rule; `held` are the office's other
/// applications and certificates.
pub fn approve_by_rule(
    rule: &ApprovalRule,
    class: CertificateClass,
    held: &[HeldCertificate],
    office: OfficeStatus,
    today: Date,
) -> Approval {
    if !rule.classes.contains(&class) || !class.is_for_exchange() {
        Approval::AskOperator(AskReason::Class)
    } else if office != OfficeStatus::Active {
        Approval::AskOperator(AskReason::Office)
    } else if held
        .iter()
        .any(|one| one.class == class && one.is_valid(today))
    {
        Approval::AskOperator(AskReason::HoldsOne)
    } else {
        Approval::Issue
    }
}
