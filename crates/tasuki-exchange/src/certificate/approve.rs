//! Approving applications by rule.

use tasuki_terms::{CertificateClass, Date};

use super::HeldCertificate;
use crate::OfficeStatus;

/// For how many days after a change of the account a person decides: long enough that an office
/// which did not make the change reads of it.
pub const DAYS_AFTER_CHANGE: i16 = 7;

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
    /// The password for certificates was given anew, or a certificate revoked, a few days ago: the
    /// thief of a log-in password would do so.
    Changed,
}

impl AskReason {
    /// What the operator reads.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Class => "自動承認の対象外の証明書です。",
            Self::Office => "事業所が利用中ではありません。",
            Self::HoldsOne => "同じ種類の有効な証明書があります。",
            Self::Changed => {
                "証明書発行用パスワードの再発行、または証明書の失効から7日を過ぎていません。"
            }
        }
    }
}

/// Decides whether an application of `class` is approved by rule; `held` are the office's other
/// applications and certificates, and `changed` is the last day on which a password for certificates
/// was given anew or a certificate revoked.
pub fn approve_by_rule(
    rule: &ApprovalRule,
    class: CertificateClass,
    held: &[HeldCertificate],
    office: OfficeStatus,
    changed: Option<Date>,
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
    } else if changed.is_some_and(|changed| is_recent(changed, today)) {
        Approval::AskOperator(AskReason::Changed)
    } else {
        Approval::Issue
    }
}

fn is_recent(changed: Date, today: Date) -> bool {
    let until = changed.checked_add(jiff::Span::new().days(DAYS_AFTER_CHANGE));
    until.is_ok_and(|until| today < until)
}
