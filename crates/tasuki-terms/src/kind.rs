//! The kinds of files of the standard, and its versions.

use std::fmt;
use std::str::FromStr;

/// The kind of a file of the standard, told by the first part of its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    /// 利用者補足情報 (`UPHOSOKU`).
    UserSupplement,
    /// 居宅サービス計画1表 (`UP1KYO`).
    CarePlan1,
    /// 居宅サービス計画1表（削除） (`DLT1KYO`).
    CarePlan1Delete,
    /// 居宅サービス計画2表 (`UP2KYO`).
    CarePlan2,
    /// 居宅サービス計画3表 (`UP3KYO`).
    CarePlan3,
    /// 第6表（サービス利用票）予定 (`UPPLAN`).
    UsePlan,
    /// 第6表実績情報 (`UPJSK`).
    UseActual,
    /// 第6表（サービス利用票）予定（削除） (`DLTPLAN`).
    UsePlanDelete,
    /// 第6表実績情報（削除） (`DLTJSK`).
    UseActualDelete,
    /// 第7表（サービス利用票別表） (`UPSIKYU`).
    UseAnnex,
    /// 利用者基本情報 (`UPKIHON`).
    PreventionUser,
    /// 利用者基本情報（削除） (`DLTKIHON`).
    PreventionUserDelete,
    /// 利用者基本情報（別表1） (`UPKIHON_SUB1`).
    PreventionUserAnnex1,
    /// 利用者基本情報（別表2） (`UPKIHON_SUB2`).
    PreventionUserAnnex2,
    /// 利用者基本情報（画像） (`UPKIHON_IMAGE`).
    PreventionUserImage,
    /// 介護予防サービス・支援計画書 (`UPYOBO`).
    PreventionPlan,
    /// 介護予防サービス・支援計画書（削除） (`DLTYOBO`).
    PreventionPlanDelete,
    /// 介護予防サービス・支援計画書（別表） (`UPYOBO_SUB`).
    PreventionPlanAnnex,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::UserSupplement,
        Self::CarePlan1,
        Self::CarePlan1Delete,
        Self::CarePlan2,
        Self::CarePlan3,
        Self::UsePlan,
        Self::UseActual,
        Self::UsePlanDelete,
        Self::UseActualDelete,
        Self::UseAnnex,
        Self::PreventionUser,
        Self::PreventionUserDelete,
        Self::PreventionUserAnnex1,
        Self::PreventionUserAnnex2,
        Self::PreventionUserImage,
        Self::PreventionPlan,
        Self::PreventionPlanDelete,
        Self::PreventionPlanAnnex,
    ];

    /// The first part of the file name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserSupplement => "UPHOSOKU",
            Self::CarePlan1 => "UP1KYO",
            Self::CarePlan1Delete => "DLT1KYO",
            Self::CarePlan2 => "UP2KYO",
            Self::CarePlan3 => "UP3KYO",
            Self::UsePlan => "UPPLAN",
            Self::UseActual => "UPJSK",
            Self::UsePlanDelete => "DLTPLAN",
            Self::UseActualDelete => "DLTJSK",
            Self::UseAnnex => "UPSIKYU",
            Self::PreventionUser => "UPKIHON",
            Self::PreventionUserDelete => "DLTKIHON",
            Self::PreventionUserAnnex1 => "UPKIHON_SUB1",
            Self::PreventionUserAnnex2 => "UPKIHON_SUB2",
            Self::PreventionUserImage => "UPKIHON_IMAGE",
            Self::PreventionPlan => "UPYOBO",
            Self::PreventionPlanDelete => "DLTYOBO",
            Self::PreventionPlanAnnex => "UPYOBO_SUB",
        }
    }

    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserSupplement => "利用者補足情報",
            Self::CarePlan1 => "居宅サービス計画1表",
            Self::CarePlan1Delete => "居宅サービス計画1表_削除",
            Self::CarePlan2 => "居宅サービス計画2表",
            Self::CarePlan3 => "居宅サービス計画3表",
            Self::UsePlan => "第6表（サービス利用票）予定",
            Self::UseActual => "第6表実績情報",
            Self::UsePlanDelete => "第6表（サービス利用票）予定_削除",
            Self::UseActualDelete => "第6表実績情報_削除",
            Self::UseAnnex => "第7表（サービス利用票別表）",
            Self::PreventionUser => "利用者基本情報",
            Self::PreventionUserDelete => "利用者基本情報_削除",
            Self::PreventionUserAnnex1 => "利用者基本情報_別表1",
            Self::PreventionUserAnnex2 => "利用者基本情報_別表2",
            Self::PreventionUserImage => "利用者基本情報_画像",
            Self::PreventionPlan => "介護予防サービス・支援計画書",
            Self::PreventionPlanDelete => "介護予防サービス・支援計画書_削除",
            Self::PreventionPlanAnnex => "介護予防サービス・支援計画書_別表",
        }
    }
}

impl FromStr for FileKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownKind)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(FileKind);

/// The text names no kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected the name of a kind of file, such as UPPLAN")]
pub struct UnknownKind;

/// A version of the ケアプランデータ連携標準仕様 that can be sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SpecVersion {
    /// V3（202208） (`202208`).
    V3,
    /// V4.1（202407） (`202407`).
    V4_1,
}

impl SpecVersion {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::V3, Self::V4_1];

    /// The value of item 1 of each record (CSVバージョン).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V3 => "202208",
            Self::V4_1 => "202407",
        }
    }

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3 => "V3（202208）",
            Self::V4_1 => "V4.1（202407）",
        }
    }
}

impl FromStr for SpecVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownVersion)
    }
}

impl fmt::Display for SpecVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(SpecVersion);

/// The text names no version.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected 202208 or 202407")]
pub struct UnknownVersion;
