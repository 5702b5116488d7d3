//! Why certificates are taken back before their end (失効).

use crate::Timestamp;

/// That a certificate was taken back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

/// Why a certificate was taken back (失効の理由).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RevocationReason {
    /// The computer or the medium with the key is lost or stolen.
    Lost,
    /// Others know the key or its password, or may know it.
    KeyCompromise,
    /// Another certificate took its place.
    Superseded,
    /// Nobody uses it any more.
    Unused,
    /// The office has another name.
    NameChanged,
    /// The office closed, or got another number.
    OfficeClosed,
    /// The authority that issued it was taken back.
    AuthorityRevoked,
}

impl RevocationReason {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Lost,
        Self::KeyCompromise,
        Self::Superseded,
        Self::Unused,
        Self::NameChanged,
        Self::OfficeClosed,
        Self::AuthorityRevoked,
    ];

    /// Those among which an office chooses.
    pub const OF_OFFICES: [Self; 4] = [
        Self::Lost,
        Self::KeyCompromise,
        Self::Superseded,
        Self::Unused,
    ];

    /// Those among which an operator chooses.
    pub const OF_OPERATORS: [Self; 6] = [
        Self::Lost,
        Self::KeyCompromise,
        Self::Superseded,
        Self::Unused,
        Self::NameChanged,
        Self::OfficeClosed,
    ];

    /// Those for which the root takes an authority back.
    pub const OF_AUTHORITIES: [Self; 3] = [Self::KeyCompromise, Self::Superseded, Self::Unused];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::KeyCompromise => "key_compromise",
            Self::Superseded => "superseded",
            Self::Unused => "unused",
            Self::NameChanged => "name_changed",
            Self::OfficeClosed => "office_closed",
            Self::AuthorityRevoked => "authority_revoked",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lost => "パソコンの紛失・盗難",
            Self::KeyCompromise => "鍵またはパスワードの漏えい（おそれがある場合を含む）",
            Self::Superseded => "新しい証明書への切り替え",
            Self::Unused => "今後使用しない",
            Self::NameChanged => "事業所の名称などの変更",
            Self::OfficeClosed => "事業所の廃止または事業所番号の変更",
            Self::AuthorityRevoked => "証明書を発行した認証局の失効",
        }
    }

    /// The reason whose [`RevocationReason::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// What lists and answers tell of it (`CRLReason`, RFC 5280 5.3.1): they know no difference
    /// between a key that is lost and one that is known.
    pub const fn code(self) -> u8 {
        match self {
            Self::Lost | Self::KeyCompromise => 1,
            Self::NameChanged => 3,
            Self::Superseded | Self::AuthorityRevoked => 4,
            Self::Unused | Self::OfficeClosed => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_reason_is_read_back_and_has_its_own_words() {
        for reason in RevocationReason::ALL {
            assert_eq!(RevocationReason::read(reason.as_str()), Some(reason));
        }
        let words: BTreeSet<_> = RevocationReason::ALL.map(RevocationReason::name).into();
        assert_eq!(words.len(), RevocationReason::ALL.len());
    }
}
