//! When certificates are issued, and by whom.

use serde::{Deserialize, Serialize};
use tasuki_exchange::{ApprovalRule, ReissueRule};
use tasuki_terms::CertificateClass;

use crate::registry::CertificateRules;

/// The rules of certificates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Certificates {
    /// The classes that are approved without a person: `care_insurance`, `care_insurance_shared`,
    /// `care_plan`.
    #[serde(with = "names")]
    pub approve: Vec<CertificateClass>,
    /// How many days before its end another certificate of a class may be applied for.
    pub renewal_days: u16,
}

impl Default for Certificates {
    fn default() -> Self {
        Self {
            approve: Vec::new(),
            renewal_days: u16::try_from(ReissueRule::default().window_days).unwrap_or_default(),
        }
    }
}

impl Certificates {
    /// As the rules want them.
    pub(crate) fn rules(&self) -> CertificateRules {
        CertificateRules {
            approval: ApprovalRule {
                classes: self.approve.clone(),
            },
            reissue: ReissueRule {
                window_days: i16::try_from(self.renewal_days).unwrap_or(i16::MAX),
            },
        }
    }
}

/// Classes by their names.
mod names {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use tasuki_terms::CertificateClass;

    pub(super) fn serialize<S: Serializer>(
        classes: &[CertificateClass],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let names: Vec<_> = classes.iter().map(|class| class.as_str()).collect();
        names.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<CertificateClass>, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|name| {
                CertificateClass::read(name)
                    .ok_or_else(|| D::Error::custom(format!("no class of certificates: {name}")))
            })
            .collect()
    }
}
