//! Why a certificate is refused.

/// Why a certificate (電子証明書) tells nobody's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, thiserror::Error)]
pub enum CertificateRefusal {
    /// It cannot be read.
    #[error("not a well-formed certificate")]
    Malformed,
    /// No authority that is trusted here has issued it.
    #[error("not issued by an authority that is trusted here")]
    Foreign,
    /// Its time is over.
    #[error("the certificate has expired")]
    Expired,
    /// Its time has not come.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// It was issued for another purpose.
    #[error("the certificate is for another purpose")]
    WrongUse,
    /// It is an agent's (代理人証明書), who may claim for offices, but not exchange for them.
    #[error("the certificate is an agent's")]
    Agent,
    /// It names no holder.
    #[error("the certificate names no holder")]
    NoHolder,
    /// It names more than one holder.
    #[error("the certificate names several holders")]
    SeveralHolders,
    /// Its key is too weak, or of a kind that nobody here can use.
    #[error("the certificate's key is too weak or of an unknown kind")]
    UnfitKey,
    /// It was revoked (失効).
    #[error("the certificate has been revoked")]
    Revoked,
}

impl CertificateRefusal {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Malformed,
        Self::Foreign,
        Self::Expired,
        Self::NotYetValid,
        Self::WrongUse,
        Self::Agent,
        Self::NoHolder,
        Self::SeveralHolders,
        Self::UnfitKey,
        Self::Revoked,
    ];

    /// The stable code, for answers, metrics and the catalogue of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "certificate.malformed",
            Self::Foreign => "certificate.foreign",
            Self::Expired => "certificate.expired",
            Self::NotYetValid => "certificate.not-yet-valid",
            Self::WrongUse => "certificate.wrong-use",
            Self::Agent => "certificate.agent",
            Self::NoHolder => "certificate.no-holder",
            Self::SeveralHolders => "certificate.several-holders",
            Self::UnfitKey => "certificate.unfit-key",
            Self::Revoked => "certificate.revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_refusal_has_its_own_code_and_words() {
        let codes: BTreeSet<_> = CertificateRefusal::ALL.map(CertificateRefusal::code).into();
        let words: BTreeSet<_> = CertificateRefusal::ALL.map(|one| one.to_string()).into();
        assert_eq!((codes.len(), words.len()), (10, 10));
    }
}
