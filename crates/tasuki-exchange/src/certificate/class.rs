//! The classes of certificates that offices and agents know.

use tasuki_terms::Yen;

/// What a certificate is applied for as (証明書の種類), with its price.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CertificateClass {
    /// 介護保険証明書: for offices that claim electronically themselves.
    CareInsurance,
    /// 介護保険証明書（障害者総合支援と共用）.
    CareInsuranceShared,
    /// 請求委任事業所用ケアプラン証明書: for offices that let others claim.
    CarePlan,
    /// 代理人証明書: for those who claim for others. The exchange refuses it.
    Agent,
}

impl CertificateClass {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::CareInsurance,
        Self::CareInsuranceShared,
        Self::CarePlan,
        Self::Agent,
    ];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CareInsurance => "care_insurance",
            Self::CareInsuranceShared => "care_insurance_shared",
            Self::CarePlan => "care_plan",
            Self::Agent => "agent",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CareInsurance => "介護保険証明書",
            Self::CareInsuranceShared => "介護保険証明書（障害者総合支援と共用）",
            Self::CarePlan => "請求委任事業所用ケアプラン証明書",
            Self::Agent => "代理人証明書",
        }
    }

    /// The class whose [`CertificateClass::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The fee for three years (発行手数料), tax included. Sources: the federations' notice of
    /// electronic claims (13,200 and 13,900 yen); manual 2.5 (0 yen). What an agent pays is in no
    /// source of ours and not charged here.
    pub const fn fee(self) -> Yen {
        Yen::new(match self {
            Self::CareInsurance => 13_200,
            Self::CareInsuranceShared => 13_900,
            Self::CarePlan | Self::Agent => 0,
        })
    }

    /// Whether the exchange accepts it (official FAQ).
    pub const fn is_for_exchange(self) -> bool {
        !matches!(self, Self::Agent)
    }
}
