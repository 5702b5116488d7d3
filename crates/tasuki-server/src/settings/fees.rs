//! What licences and certificates cost.

use serde::{Deserialize, Serialize};
use tasuki_exchange::{FeePeriod, FeeSchedule};
use tasuki_terms::{Date, Yen};

use crate::registry;

/// All fees. Another fee counts for what is applied for, or renews itself, from then on; what was
/// entered before keeps the fee that it had.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fees {
    /// Those of a licence's year, by its first day. Where several periods hold a day, the last one
    /// counts.
    pub licence: Vec<LicenceFee>,
    /// Those of certificates, by class.
    pub certificates: CertificateFeeSettings,
}

/// The fee of the years that begin in a period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceFee {
    /// The first day, `"2027-04-01"`.
    pub from: Date,
    /// The last day; without one it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Yen for one year of one office number, tax included; 0 is free.
    pub yen: u32,
    /// What offices read beside it, in Japanese.
    pub label: String,
}

/// Yen for a certificate of three years (発行手数料), tax included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CertificateFeeSettings {
    /// 介護保険証明書.
    pub care_insurance: u32,
    /// 介護保険証明書（障害者総合支援と共用）.
    pub care_insurance_shared: u32,
    /// 請求委任事業所用ケアプラン証明書.
    pub care_plan: u32,
}

/// Why fees of licences cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeesFault {
    /// A period ends before it begins.
    #[error("the period from {from} ends before it begins")]
    Order {
        /// Its first day.
        from: Date,
    },
    /// A period tells offices nothing, or has control characters.
    #[error("the period from {from} has no label")]
    Label {
        /// Its first day.
        from: Date,
    },
    /// All periods end: a day will come on which nobody can apply.
    #[error("no period goes on without an end")]
    Gap,
}

impl Default for Fees {
    fn default() -> Self {
        let period = |period: FeePeriod| LicenceFee {
            from: period.from,
            to: period.to,
            yen: amount(period.fee),
            label: period.label,
        };
        let schedule = FeeSchedule::default();
        Self {
            licence: schedule.periods.into_iter().map(period).collect(),
            certificates: CertificateFeeSettings::default(),
        }
    }
}

impl Default for CertificateFeeSettings {
    fn default() -> Self {
        let fees = tasuki_exchange::CertificateFees::default();
        Self {
            care_insurance: amount(fees.care_insurance),
            care_insurance_shared: amount(fees.care_insurance_shared),
            care_plan: amount(fees.care_plan),
        }
    }
}

/// The yen of a fee of ours, which is never below nothing.
fn amount(fee: Yen) -> u32 {
    u32::try_from(fee.amount()).unwrap_or_default()
}

impl Fees {
    /// Fails if a period ends before it begins or tells offices nothing, and if none goes on for
    /// ever: a day would come on which nobody could apply.
    pub(super) fn check(&self) -> Result<(), FeesFault> {
        for fee in &self.licence {
            if fee.to.is_some_and(|to| to < fee.from) {
                return Err(FeesFault::Order { from: fee.from });
            }
            if fee.label.trim().is_empty() || fee.label.chars().any(char::is_control) {
                return Err(FeesFault::Label { from: fee.from });
            }
        }
        if self.licence.iter().all(|fee| fee.to.is_some()) {
            return Err(FeesFault::Gap);
        }
        Ok(())
    }

    /// As the rules want them.
    pub(crate) fn rules(&self) -> registry::FeeRules {
        let yen = |amount: u32| Yen::new(amount.into());
        let period = |fee: &LicenceFee| FeePeriod {
            from: fee.from,
            to: fee.to,
            fee: yen(fee.yen),
            label: fee.label.clone(),
        };
        let of = &self.certificates;
        registry::FeeRules {
            licences: FeeSchedule {
                periods: self.licence.iter().map(period).collect(),
            },
            certificates: tasuki_exchange::CertificateFees {
                care_insurance: yen(of.care_insurance),
                care_insurance_shared: yen(of.care_insurance_shared),
                care_plan: yen(of.care_plan),
            },
        }
    }
}
