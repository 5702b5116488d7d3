//! An address of publication as text.

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer, Serializer};
use tasuki_pki::PublicUrl;

#[expect(clippy::ref_option, reason = "serde hands the field over like this")]
pub(super) fn serialize<S: Serializer>(
    url: &Option<PublicUrl>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match url {
        Some(url) => serializer.serialize_str(url.as_str()),
        None => serializer.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PublicUrl>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let url = text.map(|text| text.parse().map_err(D::Error::custom));
    url.transpose()
}
