//! The combinations of the standard.

use tasuki_terms::{FileKind, SendingUnit, SpecVersion};

use crate::FileName;
use crate::file_name::exists_in_v3;

/// What a set of kinds is.
pub(super) enum Found {
    /// All files of a unit.
    Whole(SendingUnit),
    /// Part of a unit.
    Lacks {
        unit: SendingUnit,
        missing: Vec<FileKind>,
    },
    /// A unit and files that do not belong to it.
    TooMany {
        unit: SendingUnit,
        extra: Vec<FileKind>,
    },
    /// No unit is recognised.
    Nothing,
}

/// One combination.
struct Combination {
    unit: SendingUnit,
    /// Kinds that must be there.
    needed: &'static [FileKind],
    /// Kinds that may be there too.
    allowed: &'static [FileKind],
}

impl Combination {
    fn needed(&self, spec: SpecVersion) -> impl Iterator<Item = FileKind> {
        self.needed
            .iter()
            .copied()
            .filter(move |kind| spec == SpecVersion::V4_1 || exists_in_v3(*kind))
    }

    fn may_hold(&self, kind: FileKind) -> bool {
        self.needed.contains(&kind) || self.allowed.contains(&kind)
    }
}

const ANNEXES: &[FileKind] = &[
    FileKind::PreventionUserAnnex1,
    FileKind::PreventionUserAnnex2,
    FileKind::PreventionUserImage,
];

const COMBINATIONS: &[Combination] = &[
    Combination {
        unit: SendingUnit::PlanDocuments,
        needed: &[
            FileKind::CarePlan1,
            FileKind::CarePlan2,
            FileKind::CarePlan3,
            FileKind::UserSupplement,
        ],
        allowed: &[],
    },
    Combination {
        unit: SendingUnit::UseTable,
        needed: &[
            FileKind::UsePlan,
            FileKind::UseAnnex,
            FileKind::UserSupplement,
        ],
        allowed: &[],
    },
    alone(
        SendingUnit::PlanDocumentsDelete,
        &[FileKind::CarePlan1Delete],
    ),
    alone(SendingUnit::UseTableDelete, &[FileKind::UsePlanDelete]),
    alone(SendingUnit::Actual, &[FileKind::UseActual]),
    alone(SendingUnit::ActualDelete, &[FileKind::UseActualDelete]),
    Combination {
        unit: SendingUnit::PreventionUser,
        needed: &[FileKind::PreventionUser],
        allowed: ANNEXES,
    },
    Combination {
        unit: SendingUnit::PreventionPlan,
        needed: &[FileKind::PreventionPlan, FileKind::PreventionPlanAnnex],
        allowed: &[],
    },
    Combination {
        unit: SendingUnit::PreventionPlanAndUser,
        needed: &[
            FileKind::PreventionPlan,
            FileKind::PreventionPlanAnnex,
            FileKind::PreventionUser,
        ],
        allowed: ANNEXES,
    },
    alone(
        SendingUnit::PreventionUserDelete,
        &[FileKind::PreventionUserDelete],
    ),
    alone(
        SendingUnit::PreventionPlanDelete,
        &[FileKind::PreventionPlanDelete],
    ),
];

const fn alone(unit: SendingUnit, needed: &'static [FileKind]) -> Combination {
    Combination {
        unit,
        needed,
        allowed: &[],
    }
}

/// Whether all files of the unit name the service month (送信単位 with 年月).
pub(super) const fn has_month(unit: SendingUnit) -> bool {
    matches!(
        unit,
        SendingUnit::UseTable
            | SendingUnit::UseTableDelete
            | SendingUnit::Actual
            | SendingUnit::ActualDelete
    )
}

/// Whether the kinds are those of the unit.
pub(super) fn is_whole(unit: SendingUnit, spec: SpecVersion, kinds: &[FileKind]) -> bool {
    COMBINATIONS
        .iter()
        .filter(|one| one.unit == unit)
        .any(|one| {
            one.needed(spec).all(|kind| kinds.contains(&kind))
                && kinds.iter().all(|kind| one.may_hold(*kind))
        })
}

/// Finds the unit of the kinds, or the one that was most likely meant.
pub(super) fn find(spec: SpecVersion, kinds: &[FileKind], names: &[FileName]) -> Found {
    let missing = |one: &Combination| -> Vec<FileKind> {
        one.needed(spec)
            .filter(|kind| !kinds.contains(kind))
            .collect()
    };
    let extra = |one: &Combination| -> Vec<FileKind> {
        kinds
            .iter()
            .copied()
            .filter(|kind| !one.may_hold(*kind))
            .collect()
    };
    if let Some(one) = COMBINATIONS
        .iter()
        .find(|one| missing(one).is_empty() && extra(one).is_empty())
    {
        return Found::Whole(one.unit);
    }
    // A 利用者補足情報 alone belongs to the unit that its month tells.
    let without_month = names.iter().all(|name| name.month.is_none());
    let lacking = COMBINATIONS
        .iter()
        .filter(|one| extra(one).is_empty())
        .min_by_key(|one| (has_month(one.unit) == without_month, missing(one).len()));
    if let Some(one) = lacking {
        return Found::Lacks {
            unit: one.unit,
            missing: missing(one),
        };
    }
    let whole = COMBINATIONS
        .iter()
        .filter(|one| missing(one).is_empty())
        .min_by_key(|one| extra(one).len());
    match whole {
        Some(one) => Found::TooMany {
            unit: one.unit,
            extra: extra(one),
        },
        None => Found::Nothing,
    }
}
