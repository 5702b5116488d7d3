//! The classes of an office's certificate.

/// A class of certificates (証明書の種類): for what an office may use it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CertificateClass {
    /// 介護保険証明書: for offices that claim electronically themselves.
    CareInsurance,
    /// 介護保険証明書（障害者総合支援と共用）: for offices that claim both care and disability services.
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

    /// The organizational unit (OU) by which a certificate tells its class. The first and the third
    /// are the official ones; the others are spelt after them.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::CareInsurance => "KaigoJigyousho",
            Self::CareInsuranceShared => "KaigoShougaiJigyousho",
            Self::CarePlan => "CarePlanJigyousho",
            Self::Agent => "Dairinin",
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

    /// The class whose [`CertificateClass::unit`] is `text`.
    pub fn of_unit(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.unit() == text)
    }

    /// Whether the exchange accepts it (official FAQ).
    pub const fn is_for_exchange(self) -> bool {
        !matches!(self, Self::Agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_class_has_its_own_names_and_is_found_by_them() {
        for class in CertificateClass::ALL {
            assert_eq!(CertificateClass::read(class.as_str()), Some(class));
            assert_eq!(CertificateClass::of_unit(class.unit()), Some(class));
        }
        let names: BTreeSet<_> = CertificateClass::ALL.map(CertificateClass::name).into();
        assert_eq!(names.len(), 4);
    }
}
