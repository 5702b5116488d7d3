//! Sending units.

use std::fmt;
use std::str::FromStr;

/// What one message carries: the files that the standard sends together (送信単位), or attachments
/// alone.
///
/// Source: V4.1, main text 2.4 and 3.4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SendingUnit {
    /// 計画書（第1表・第2表・第3表・利用者補足） (`plan_docs`).
    PlanDocuments,
    /// 予定（第6表・第7表・利用者補足） (`use_table`).
    UseTable,
    /// 第1表（削除） (`plan_docs_delete`).
    PlanDocumentsDelete,
    /// 第6表（削除） (`use_table_delete`).
    UseTableDelete,
    /// 実績 (`actual`).
    Actual,
    /// 実績（削除） (`actual_delete`).
    ActualDelete,
    /// 利用者基本情報 (`prevention_user`).
    PreventionUser,
    /// 介護予防サービス・支援計画書＋利用者基本情報 (`prevention_plan_and_user`).
    PreventionPlanAndUser,
    /// 介護予防サービス・支援計画書 (`prevention_plan`).
    PreventionPlan,
    /// 利用者基本情報（削除） (`prevention_user_delete`).
    PreventionUserDelete,
    /// 介護予防サービス・支援計画書（削除） (`prevention_plan_delete`).
    PreventionPlanDelete,
    /// 添付のみ (`attachments`).
    Attachments,
}

impl SendingUnit {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::PlanDocuments,
        Self::UseTable,
        Self::PlanDocumentsDelete,
        Self::UseTableDelete,
        Self::Actual,
        Self::ActualDelete,
        Self::PreventionUser,
        Self::PreventionPlanAndUser,
        Self::PreventionPlan,
        Self::PreventionUserDelete,
        Self::PreventionPlanDelete,
        Self::Attachments,
    ];

    /// Its name in manifests and lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlanDocuments => "plan_docs",
            Self::UseTable => "use_table",
            Self::PlanDocumentsDelete => "plan_docs_delete",
            Self::UseTableDelete => "use_table_delete",
            Self::Actual => "actual",
            Self::ActualDelete => "actual_delete",
            Self::PreventionUser => "prevention_user",
            Self::PreventionPlanAndUser => "prevention_plan_and_user",
            Self::PreventionPlan => "prevention_plan",
            Self::PreventionUserDelete => "prevention_user_delete",
            Self::PreventionPlanDelete => "prevention_plan_delete",
            Self::Attachments => "attachments",
        }
    }

    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlanDocuments => "計画書（第1表・第2表・第3表・利用者補足）",
            Self::UseTable => "予定（第6表・第7表・利用者補足）",
            Self::PlanDocumentsDelete => "第1表_削除",
            Self::UseTableDelete => "第6表_削除",
            Self::Actual => "実績",
            Self::ActualDelete => "実績_削除",
            Self::PreventionUser => "利用者基本情報",
            Self::PreventionPlanAndUser => "介護予防サービス・支援計画書＋利用者基本情報",
            Self::PreventionPlan => "介護予防サービス・支援計画書",
            Self::PreventionUserDelete => "利用者基本情報_削除",
            Self::PreventionPlanDelete => "介護予防サービス・支援計画書_削除",
            Self::Attachments => "添付のみ",
        }
    }
}

impl FromStr for SendingUnit {
    type Err = UnknownUnit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownUnit)
    }
}

impl fmt::Display for SendingUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(SendingUnit);

/// The text names no sending unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected the name of a sending unit")]
pub struct UnknownUnit;
