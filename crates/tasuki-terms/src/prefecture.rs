//! Prefectures.

use std::fmt;
use std::str::FromStr;

use crate::OfficeNumber;

/// The code of a prefecture (都道府県コード, JIS X 0401): `01` to `47`. The number of an office begins
/// with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Prefecture(u8);

impl Prefecture {
    /// All of them, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=47).map(Self)
    }

    /// Its name: `東京都`.
    pub fn name(self) -> &'static str {
        let at = usize::from(self.0).saturating_sub(1);
        NAMES.get(at).copied().unwrap_or_default()
    }

    /// The code as a number: 1 to 47.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The prefecture of an office; none where its number begins with no code.
    pub fn of(office: OfficeNumber) -> Option<Self> {
        office.as_str().get(..2)?.parse().ok()
    }
}

/// The names in the order of the codes, from 01 on.
const NAMES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

impl FromStr for Prefecture {
    type Err = InvalidPrefecture;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = match text.as_bytes() {
            [tens @ b'0'..=b'4', ones @ b'0'..=b'9'] => (tens - b'0') * 10 + (ones - b'0'),
            _ => return Err(InvalidPrefecture),
        };
        (1..=47)
            .contains(&code)
            .then_some(Self(code))
            .ok_or(InvalidPrefecture)
    }
}

impl fmt::Display for Prefecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

crate::serde_as_text!(Prefecture);

/// The text is none of `01` to `47`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a prefecture's code, 01 to 47")]
pub struct InvalidPrefecture;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_two_digits_from_hokkaido_to_okinawa() {
        for (text, is_good) in [
            ("01", true),
            ("47", true),
            ("00", false),
            ("48", false),
            ("1", false),
            ("013", false),
            ("１３", false),
        ] {
            let read = text.parse::<Prefecture>();
            assert_eq!(read.is_ok(), is_good, "{text}");
            assert!(read.is_err() || read.unwrap().to_string() == text);
        }
        assert_eq!("13".parse::<Prefecture>().unwrap().number(), 13);
        let of = |number: &str| Prefecture::of(number.parse().unwrap());
        assert_eq!(of("1370000001"), "13".parse().ok());
        assert_eq!(of("9970000001"), None);
    }

    #[test]
    fn each_has_its_name() {
        let named = |text: &str| text.parse::<Prefecture>().unwrap().name();
        assert_eq!(
            (named("01"), named("13"), named("47")),
            ("北海道", "東京都", "沖縄県")
        );
        assert_eq!(Prefecture::all().count(), NAMES.len());
    }
}
