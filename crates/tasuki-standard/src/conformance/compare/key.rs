//! What tells the records of a kind apart.

use tasuki_terms::FileKind;

/// The items by which a record is found.
pub(super) struct Key {
    /// The document of a person that it belongs to.
    pub(super) document: &'static [&'static str],
    /// Its place in the document.
    pub(super) row: &'static [&'static str],
}

/// The key of a kind.
pub(super) const fn of(kind: FileKind) -> Key {
    let (document, row): (&[&str], &[&str]) = match kind {
        FileKind::UserSupplement => (
            &["insurer_no", "insured_no", "care_plan_date", "target_ym"],
            &[],
        ),
        FileKind::CarePlan1 | FileKind::CarePlan1Delete => {
            (&["insurer_no", "insured_no", "care_plan_date"], &[])
        }
        FileKind::CarePlan2 => (
            &["insurer_no", "insured_no", "care_plan_date"],
            &["need_no", "goal_no", "support_no"],
        ),
        FileKind::CarePlan3 => (
            &["insurer_no", "insured_no", "care_plan_date"],
            &[
                "weekday",
                "service_start",
                "care_service",
                "activity_start",
                "daily_activity",
                "non_weekly_service",
            ],
        ),
        FileKind::UsePlan | FileKind::UseActual => (
            &["insurer_no", "insured_no", "target_ym"],
            &[
                "service_date",
                "start_time",
                "service_office_no",
                "satellite_no",
                "service_code",
                "tais_code",
                "equipment_notification_code",
                "detail_no",
            ],
        ),
        FileKind::UseAnnex => (
            &["insurer_no", "insured_no", "target_ym"],
            &[
                "service_office_no",
                "satellite_no",
                "service_code",
                "tais_code",
                "equipment_notification_code",
            ],
        ),
        FileKind::UsePlanDelete => (&["insurer_no", "insured_no", "target_ym"], &[]),
        FileKind::UseActualDelete => (
            &["insurer_no", "insured_no", "target_ym"],
            &["service_office_no", "service_type"],
        ),
        FileKind::PreventionUser
        | FileKind::PreventionUserDelete
        | FileKind::PreventionUserImage => (&["insurer_no", "insured_no", "consulted_on"], &[]),
        FileKind::PreventionUserAnnex1 => (
            &["insurer_no", "insured_no", "consulted_on"],
            &["time_text", "user_activity"],
        ),
        FileKind::PreventionUserAnnex2 => (
            &["insurer_no", "insured_no", "consulted_on"],
            &["date_text", "disease_name"],
        ),
        FileKind::PreventionPlan | FileKind::PreventionPlanDelete => {
            (&["insurer_no", "insured_no", "support_plan_date"], &[])
        }
        FileKind::PreventionPlanAnnex => (
            &["insurer_no", "insured_no", "support_plan_date"],
            &["need_no", "support_plan_no", "service_no"],
        ),
    };
    Key { document, row }
}

/// Cells that may be filled on the first row alone: what they belong to, and which they are.
pub(super) type Carried = (&'static [&'static str], &'static [&'static str]);

/// The cells of a kind that are carried down (第2表の構成, 別表の構成).
pub(super) const fn carried(kind: FileKind) -> &'static [Carried] {
    match kind {
        FileKind::CarePlan2 => &[
            (
                &["need_no"],
                &["need", "long_term_goal", "long_term_period"],
            ),
            (
                &["need_no", "goal_no"],
                &["short_term_goal", "short_term_period"],
            ),
        ],
        FileKind::PreventionPlanAnnex => &[
            (
                &["need_no"],
                &["overall_issue", "proposal", "intention", "goal"],
            ),
            (
                &["need_no", "support_plan_no"],
                &["support_point", "informal_support", "formal_support"],
            ),
        ],
        _ => &[],
    }
}
