//! What certificates cost.

use tasuki_terms::{CertificateClass, Yen};

/// The fee of a certificate for three years (発行手数料) by its class, tax included; data, for an
/// operator to change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CertificateFees {
    /// 介護保険証明書.
    pub care_insurance: Yen,
    /// 介護保険証明書（障害者総合支援と共用）.
    pub care_insurance_shared: Yen,
    /// 請求委任事業所用ケアプラン証明書.
    pub care_plan: Yen,
}

impl CertificateFees {
    /// The fee of a class. What an agent (代理人) pays is in no source of ours and not charged here.
    pub const fn of(&self, class: CertificateClass) -> Yen {
        match class {
            CertificateClass::CareInsurance => self.care_insurance,
            CertificateClass::CareInsuranceShared => self.care_insurance_shared,
            CertificateClass::CarePlan => self.care_plan,
            CertificateClass::Agent => Yen::ZERO,
        }
    }
}

impl Default for CertificateFees {
    /// Sources: the federations' notice of electronic claims (13,200 and 13,900 yen); manual 2.5
    /// (0 yen).
    fn default() -> Self {
        Self {
            care_insurance: Yen::new(13_200),
            care_insurance_shared: Yen::new(13_900),
            care_plan: Yen::ZERO,
        }
    }
}
