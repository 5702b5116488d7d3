//! The patterns of the vendor test (ベンダ試験).

use std::fmt;

use crate::generate::{GenerateError, Parties};

/// What a case is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pattern {
    /// D1 計画書.
    D1,
    /// D2 予定.
    D2,
    /// D3 実績.
    D3,
    /// D4 利用者基本情報.
    D4,
    /// D5 介護予防サービス・支援計画書.
    D5,
    /// D6 予定 of preventive care.
    D6,
    /// D7 実績 of preventive care.
    D7,
}

impl Pattern {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::D1,
        Self::D2,
        Self::D3,
        Self::D4,
        Self::D5,
        Self::D6,
        Self::D7,
    ];

    /// Its name: `D1`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::D1 => "D1",
            Self::D2 => "D2",
            Self::D3 => "D3",
            Self::D4 => "D4",
            Self::D5 => "D5",
            Self::D6 => "D6",
            Self::D7 => "D7",
        }
    }

    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::D1 => "計画書（居宅介護支援事業所 → 介護サービス事業所）",
            Self::D2 => "予定（居宅介護支援事業所 → 介護サービス事業所）",
            Self::D3 => "実績（介護サービス事業所 → 居宅介護支援事業所）",
            Self::D4 => "利用者基本情報（地域包括支援センター → 事業所）",
            Self::D5 => "介護予防サービス・支援計画書（地域包括支援センター → 事業所）",
            Self::D6 => "介護予防の予定（地域包括支援センター → 事業所）",
            Self::D7 => "介護予防の実績（事業所 → 地域包括支援センター）",
        }
    }

    /// The digit of its name.
    pub(super) const fn digit(self) -> u8 {
        match self {
            Self::D1 => 1,
            Self::D2 => 2,
            Self::D3 => 3,
            Self::D4 => 4,
            Self::D5 => 5,
            Self::D6 => 6,
            Self::D7 => 7,
        }
    }

    /// The offices of its cases.
    pub(super) fn parties(self) -> Result<Parties, GenerateError> {
        match self {
            Self::D1 | Self::D2 | Self::D3 => Parties::of_home_care(),
            Self::D4 | Self::D5 | Self::D6 | Self::D7 => Parties::of_prevention(),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
