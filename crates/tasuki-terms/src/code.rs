//! Service types.

use std::fmt;
use std::str::FromStr;

/// The two-character code of a kind of service (サービス種類コード), such as `43` for care
/// management (居宅介護支援) or `11` for home help (訪問介護).
///
/// The list may grow, so any well-formed code is a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceType([u8; 2]);

impl ServiceType {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Its Japanese name, where the standard lists it (main text 1.3 and 1.4).
    pub fn name(&self) -> Option<&'static str> {
        let (_, name) = NAMES.iter().find(|(code, _)| *code == self.as_str())?;
        Some(name)
    }
}

/// The names of the codes in 標準仕様 V4.1, main text 1.3 and 1.4, and of care management.
const NAMES: &[(&str, &str)] = &[
    ("11", "訪問介護"),
    ("12", "訪問入浴介護"),
    ("13", "訪問看護"),
    ("14", "訪問リハビリテーション"),
    ("15", "通所介護"),
    ("16", "通所リハビリテーション"),
    ("17", "福祉用具貸与"),
    ("21", "短期入所生活介護"),
    ("22", "短期入所療養介護（介護老人保健施設）"),
    ("23", "短期入所療養介護（介護療養型医療施設等）"),
    ("24", "介護予防短期入所生活介護"),
    ("25", "介護予防短期入所療養介護（介護老人保健施設）"),
    ("26", "介護予防短期入所療養介護（介護療養型医療施設等）"),
    ("27", "特定施設入居者生活介護（短期利用）"),
    ("28", "地域密着型特定施設入居者生活介護（短期利用）"),
    ("2A", "短期入所療養介護（介護医療院）"),
    ("2B", "介護予防短期入所療養介護（介護医療院）"),
    ("31", "居宅療養管理指導"),
    ("34", "介護予防居宅療養管理指導"),
    ("38", "認知症対応型共同生活介護（短期利用）"),
    ("39", "介護予防認知症対応型共同生活介護（短期利用）"),
    ("43", "居宅介護支援"),
    ("46", "介護予防支援"),
    ("62", "介護予防訪問入浴介護"),
    ("63", "介護予防訪問看護"),
    ("64", "介護予防訪問リハビリテーション"),
    ("66", "介護予防通所リハビリテーション"),
    ("67", "介護予防福祉用具貸与"),
    ("68", "小規模多機能型居宅介護（短期利用）"),
    ("69", "介護予防小規模多機能型居宅介護（短期利用）"),
    ("71", "夜間対応型訪問介護"),
    ("72", "認知症対応型通所介護"),
    ("73", "小規模多機能型居宅介護"),
    ("74", "介護予防認知症対応型通所介護"),
    ("75", "介護予防小規模多機能型居宅介護"),
    ("76", "定期巡回・随時対応型訪問介護看護"),
    ("77", "看護小規模多機能型居宅介護"),
    ("78", "地域密着型通所介護"),
    ("79", "看護小規模多機能型居宅介護（短期利用）"),
    ("A1", "訪問型サービス（みなし）"),
    ("A2", "訪問型サービス（独自）"),
    ("A3", "訪問型サービス（独自／定率）"),
    ("A4", "訪問型サービス（独自／定額）"),
    ("A5", "通所型サービス（みなし）"),
    ("A6", "通所型サービス（独自）"),
    ("A7", "通所型サービス（独自／定率）"),
    ("A8", "通所型サービス（独自／定額）"),
    ("AF", "介護予防ケアマネジメント"),
];

impl FromStr for ServiceType {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 2] = text.as_bytes().try_into().map_err(|_| InvalidCode)?;
        if bytes
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            Ok(Self(bytes))
        } else {
            Err(InvalidCode)
        }
    }
}

impl fmt::Debug for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceType({})", self.as_str())
    }
}

impl fmt::Display for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(ServiceType);

/// The text is not two digits or capital letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected two digits or capital letters")]
pub struct InvalidCode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_have_names_and_unknown_ones_are_still_codes() {
        assert_eq!(
            "43".parse::<ServiceType>().unwrap().name(),
            Some("居宅介護支援")
        );
        assert_eq!("9Z".parse::<ServiceType>().unwrap().name(), None);
        assert_eq!("4".parse::<ServiceType>(), Err(InvalidCode));
        assert_eq!("4a".parse::<ServiceType>(), Err(InvalidCode));
    }
}
