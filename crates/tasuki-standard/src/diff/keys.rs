//! What tells rows of a person apart.

use tasuki_terms::FileKind;

use crate::pairing::{FORM_6, Near};

/// How rows of a kind are found again in another version.
#[derive(Debug)]
pub(super) struct Keys {
    /// The items that tell a reader which row is meant.
    pub(super) about: &'static [&'static str],
    /// The items that must be the same, strongest first; after rows that are equal.
    pub(super) steps: Vec<(&'static [&'static str], Near)>,
}

impl Keys {
    pub(super) fn of(kind: FileKind) -> Self {
        use FileKind::{
            CarePlan1, CarePlan1Delete, CarePlan2, CarePlan3, PreventionPlan, PreventionPlanAnnex,
            PreventionPlanDelete, PreventionUser, PreventionUserAnnex1, PreventionUserAnnex2,
            PreventionUserDelete, PreventionUserImage, UseActual, UseActualDelete, UseAnnex,
            UsePlan, UsePlanDelete, UserSupplement,
        };
        let (about, steps): (&[&str], &[&[&str]]) = match kind {
            UsePlan | UseActual => return form_6(),
            // One row for each person and month, or plan.
            UserSupplement => (&[], &[&["care_plan_date", "target_ym"], &[]]),
            CarePlan1 => (&["care_plan_date"], &[&["care_plan_date"], &[]]),
            PreventionUser => (&["consulted_on"], &[&["consulted_on"], &[]]),
            PreventionPlan => (&["support_plan_date"], &[&["support_plan_date"], &[]]),
            CarePlan2 => (
                &["need_no", "goal_no", "support_no"],
                &[
                    &["care_plan_date", "need_no", "goal_no", "support_no"],
                    &["need_no", "goal_no", "support_no"],
                ],
            ),
            PreventionPlanAnnex => (
                &["need_no", "support_plan_no", "service_no"],
                &[
                    &[
                        "support_plan_date",
                        "need_no",
                        "support_plan_no",
                        "service_no",
                    ],
                    &["need_no", "support_plan_no", "service_no"],
                ],
            ),
            // Rows of form 3 have no numbers: only the date of the plan may differ.
            CarePlan3 => (FORM_3, &[FORM_3]),
            PreventionUserAnnex1 => (
                &["time_text"],
                &[&["consulted_on", "time_text"], &["time_text"]],
            ),
            PreventionUserAnnex2 => (
                &["date_text", "disease_name"],
                &[
                    &["consulted_on", "date_text", "disease_name"],
                    &["date_text", "disease_name"],
                ],
            ),
            UseAnnex => (
                &[
                    "service_office_no",
                    "satellite_no",
                    "service_code",
                    "equipment_name",
                ],
                &[
                    &[
                        "service_office_no",
                        "satellite_no",
                        "service_code",
                        "tais_code",
                        "equipment_notification_code",
                        "over_30_days",
                    ],
                    &[
                        "service_office_no",
                        "service_code",
                        "tais_code",
                        "equipment_notification_code",
                    ],
                ],
            ),
            // Deletions are nothing but keys.
            CarePlan1Delete => (&["care_plan_date"], &[]),
            UsePlanDelete => (&["target_ym"], &[]),
            UseActualDelete => (&["target_ym", "service_office_no", "service_type"], &[]),
            PreventionUserDelete => (&["consulted_on"], &[]),
            PreventionPlanDelete => (&["support_plan_date"], &[]),
            // An image has no rows.
            PreventionUserImage => (&[], &[]),
        };
        let steps = steps.iter().map(|same| (*same, Near::Order)).collect();
        Self { about, steps }
    }
}

/// Everything that a row of form 3 says.
const FORM_3: &[&str] = &[
    "care_service",
    "weekday",
    "service_start",
    "service_end",
    "daily_activity",
    "activity_start",
    "activity_end",
    "non_weekly_service",
];

fn form_6() -> Keys {
    let same: &[&str] = &[
        "service_date",
        "start_time",
        "service_code",
        "tais_code",
        "equipment_notification_code",
        "detail_no",
        "service_office_no",
        "satellite_no",
    ];
    Keys {
        about: &[
            "service_date",
            "start_time",
            "end_time",
            "service_code",
            "equipment_name",
            "service_office_no",
            "satellite_no",
        ],
        steps: [(same, Near::Order)].into_iter().chain(FORM_6).collect(),
    }
}

#[cfg(test)]
mod tests {
    use tasuki_terms::SpecVersion;

    use super::*;
    use crate::layout;

    #[test]
    fn every_key_is_an_item_of_its_kind() {
        for kind in FileKind::ALL {
            let Some(layout) = layout(SpecVersion::V4_1, kind) else {
                continue;
            };
            let keys = Keys::of(kind);
            let ids = keys.steps.iter().flat_map(|(same, _)| same.iter());
            for id in ids.chain(keys.about) {
                assert!(layout.field(id).is_some(), "{kind} {id}");
            }
        }
    }
}
