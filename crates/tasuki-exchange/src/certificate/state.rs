//! The states of a certificate, from its application on.

use tasuki_terms::{Date, Yen};

/// How far an application for a certificate is (状況).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CertificateState {
    /// 発行申請中.
    Applied,
    /// 発行済み.
    Issued,
    /// 失効: taken back before its end.
    Revoked,
    /// 却下: not issued.
    Refused,
}

/// What happens to an application or a certificate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CertificateStep {
    /// The operator, or a rule, approves it, and it is issued.
    Issue,
    /// The operator refuses it.
    Refuse,
    /// Office or operator take it back, as when a computer is lost.
    Revoke,
}

impl CertificateStep {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Issue, Self::Refuse, Self::Revoke];

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "発行",
            Self::Refuse => "却下",
            Self::Revoke => "失効",
        }
    }
}

impl CertificateState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Applied, Self::Issued, Self::Revoked, Self::Refused];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Issued => "issued",
            Self::Revoked => "revoked",
            Self::Refused => "refused",
        }
    }

    /// What people read; the first two are official (manual 3.7.1).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "発行申請中",
            Self::Issued => "発行済み",
            Self::Revoked => "失効",
            Self::Refused => "却下",
        }
    }

    /// The state whose [`CertificateState::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// What of the fee is still to be paid (発行手数料残高). A fee arises when a certificate is issued,
    /// and stays when it is taken back.
    pub const fn fee_balance(self, fee: Yen, paid_on: Option<Date>) -> Yen {
        match (self, paid_on) {
            (Self::Issued | Self::Revoked, None) => fee,
            _ => Yen::ZERO,
        }
    }

    /// The state after `step`, or none where the step was taken already.
    pub const fn advance(
        self,
        step: CertificateStep,
    ) -> Result<Option<Self>, InvalidCertificateStep> {
        match (self, step) {
            (Self::Applied, CertificateStep::Issue) => Ok(Some(Self::Issued)),
            (Self::Applied, CertificateStep::Refuse) => Ok(Some(Self::Refused)),
            (Self::Issued, CertificateStep::Revoke) => Ok(Some(Self::Revoked)),
            (Self::Issued, CertificateStep::Issue)
            | (Self::Refused, CertificateStep::Refuse)
            | (Self::Revoked, CertificateStep::Revoke) => Ok(None),
            (state, step) => Err(InvalidCertificateStep { state, step }),
        }
    }
}

/// A step that does not lead on from this state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{step:?} is no step from {state:?}")]
pub struct InvalidCertificateStep {
    /// The state.
    pub state: CertificateState,
    /// The step.
    pub step: CertificateStep,
}

impl InvalidCertificateStep {
    /// The stable code.
    pub const CODE: &'static str = "certificate.step";

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        format!(
            "証明書の状況が「{}」のため、{}できません。",
            self.state.name(),
            self.step.name()
        )
    }

    /// What to do, in Japanese.
    pub const fn hint(&self) -> &'static str {
        "画面を開き直し、最新の状況をご確認ください。"
    }
}
