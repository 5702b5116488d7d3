//! Why certificates are revoked, as it is typed.

use clap::ValueEnum;
use tasuki_terms::RevocationReason;

/// Why a certificate is revoked (失効の理由).
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::program) enum Reason {
    /// The computer is lost or stolen.
    Lost,
    /// The key or its password is known, or may be.
    KeyCompromise,
    /// Another one took its place.
    Superseded,
    /// Nobody uses it any more.
    Unused,
    /// The office has another name.
    NameChanged,
    /// The office closed.
    OfficeClosed,
}

impl From<Reason> for RevocationReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Lost => Self::Lost,
            Reason::KeyCompromise => Self::KeyCompromise,
            Reason::Superseded => Self::Superseded,
            Reason::Unused => Self::Unused,
            Reason::NameChanged => Self::AffiliationChanged,
            Reason::OfficeClosed => Self::OfficeClosed,
        }
    }
}

/// Why an authority is taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::program) enum AuthorityReason {
    /// The key is known, or may be.
    KeyCompromise,
    /// Another one took its place.
    Superseded,
    /// Nobody uses it any more.
    Unused,
}

impl From<AuthorityReason> for RevocationReason {
    fn from(reason: AuthorityReason) -> Self {
        match reason {
            AuthorityReason::KeyCompromise => Self::KeyCompromise,
            AuthorityReason::Superseded => Self::Superseded,
            AuthorityReason::Unused => Self::Unused,
        }
    }
}
