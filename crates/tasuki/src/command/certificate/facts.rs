//! What a certificate says, for people and for other programs.

use serde::Serialize;
use tasuki_pki::{CertificateFacts, Holder};
use tasuki_terms::Timestamp;

use crate::show;

/// The lines about a certificate.
pub(super) fn lines(facts: &CertificateFacts) -> Vec<(&'static str, String)> {
    let (office, user) = match facts.holder {
        Some(Holder::Office { office, user }) => (office.to_string(), user.to_string()),
        _ => (String::new(), String::new()),
    };
    vec![
        (
            "種類",
            facts
                .class
                .map_or_else(String::new, |class| class.name().to_owned()),
        ),
        ("事業所名", facts.organization.clone()),
        ("事業所番号", office),
        ("ユーザID", user),
        (
            "有効期間",
            format!(
                "{} から {} まで",
                show::exact_moment(facts.valid_from),
                show::exact_moment(facts.valid_until)
            ),
        ),
        ("シリアル番号", facts.serial_hex.clone()),
        ("発行者", facts.issuer.clone()),
        ("拇印（SHA-256）", hex::encode_upper(facts.sha256)),
        ("拇印（SHA-1）", hex::encode_upper(facts.sha1)),
    ]
}

/// The same for other programs.
#[derive(Serialize)]
pub(super) struct FactsJson {
    kind: Option<&'static str>,
    office_name: String,
    office: Option<String>,
    user: Option<String>,
    valid_from: Timestamp,
    valid_until: Timestamp,
    serial: String,
    issuer: String,
    sha256: String,
    sha1: String,
}

impl FactsJson {
    pub(super) fn of(facts: &CertificateFacts) -> Self {
        let holder = match facts.holder {
            Some(Holder::Office { office, user }) => Some((office, user)),
            _ => None,
        };
        Self {
            kind: facts.class.map(tasuki_terms::CertificateClass::unit),
            office_name: facts.organization.clone(),
            office: holder.map(|(office, _)| office.to_string()),
            user: holder.map(|(_, user)| user.to_string()),
            valid_from: facts.valid_from,
            valid_until: facts.valid_until,
            serial: facts.serial_hex.clone(),
            issuer: facts.issuer.clone(),
            sha256: hex::encode_upper(facts.sha256),
            sha1: hex::encode_upper(facts.sha1),
        }
    }
}
