//! Who issues invoices and receipts.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tasuki_exchange::RegistrationNumber;

/// Who issues invoices (請求書) and receipts (領収書). Without one, offices cannot choose to pay by
/// invoice, and there are no receipts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Name (氏名又は名称).
    pub name: String,
    /// Postal code, `123-4567`.
    pub postal_code: String,
    /// Address; it may have several lines.
    pub address: String,
    /// Registration number of an issuer of qualified invoices (登録番号): `T` and thirteen digits.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub registration: RegistrationNumber,
    /// The account for transfers (振込先), a line for each part.
    pub account: String,
    /// The desk that answers questions (お問い合わせ先).
    pub contact: String,
    /// How it can be reached, a line for each way.
    pub contact_ways: Vec<String>,
}

fn write<S: Serializer>(number: &RegistrationNumber, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}

fn read<'de, D: Deserializer<'de>>(from: D) -> Result<RegistrationNumber, D::Error> {
    String::deserialize(from)?
        .parse()
        .map_err(de::Error::custom)
}
