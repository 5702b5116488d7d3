//! The kinds of an office's certificate.

/// The kind of an office's certificate (電子証明書の種類).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CertificateKind {
    /// 介護保険証明書: for offices that claim electronically themselves.
    CareInsurance,
    /// 介護・障害共通証明書: for offices that claim both care and disability services.
    CareAndDisability,
    /// 請求委任事業所用ケアプラン証明書: for offices that let others claim.
    CarePlan,
    /// 代理人証明書: for agents who claim for offices. The exchange refuses it.
    Agent,
}

impl CertificateKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::CareInsurance,
        Self::CareAndDisability,
        Self::CarePlan,
        Self::Agent,
    ];

    /// The organizational unit by which a certificate tells its kind. The first and the third are
    /// the official ones; the others are spelt after them.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CareInsurance => "KaigoJigyousho",
            Self::CareAndDisability => "KaigoShougaiJigyousho",
            Self::CarePlan => "CarePlanJigyousho",
            Self::Agent => "Dairinin",
        }
    }

    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CareInsurance => "介護保険証明書",
            Self::CareAndDisability => "介護・障害共通証明書",
            Self::CarePlan => "請求委任事業所用ケアプラン証明書",
            Self::Agent => "代理人証明書",
        }
    }

    /// What three years of it cost, in yen. `None` where no fee is known.
    ///
    /// Source: a federation's (国保連) page about claiming by the internet.
    pub const fn fee_yen(self) -> Option<u32> {
        match self {
            Self::CareInsurance => Some(13_200),
            Self::CareAndDisability => Some(13_900),
            Self::CarePlan => Some(0),
            Self::Agent => None,
        }
    }

    /// Whether the exchange accepts it.
    pub const fn is_for_exchange(self) -> bool {
        !matches!(self, Self::Agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_kind_has_its_own_unit_and_name() {
        let units: BTreeSet<_> = CertificateKind::ALL.map(CertificateKind::as_str).into();
        let names: BTreeSet<_> = CertificateKind::ALL.map(CertificateKind::name).into();
        assert_eq!((units.len(), names.len()), (4, 4));
    }
}
