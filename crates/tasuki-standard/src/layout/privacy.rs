//! Who may see the values of a column.

/// Who may see the values of a column. Logs and reports that leave the office hold no personal ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Privacy {
    /// Anybody: versions, registers, code tables, names and numbers of offices.
    Public,
    /// The two offices: months, days, times, units and amounts. Without the person it belongs to, a
    /// value says nothing of anybody.
    Business,
    /// Only who serves the person: whatever names, describes or leads to somebody.
    Personal,
}

use Privacy::{Business, Personal, Public};

/// The class of each column by a pattern of its name; the first that fits counts. A star stands for
/// any text. There is no last line for the rest: a test asks that each column is decided.
const CLASSES: &[(&str, Privacy)] = &[
    // Versions, registers and code tables.
    ("csv_version", Public),
    ("identifier", Public),
    ("insurer_no", Public),
    ("service_code", Public),
    ("service_type", Public),
    ("slot*_service_type", Public),
    ("tais_code", Public),
    ("equipment_notification_code", Public),
    ("unit_price", Public),
    // Offices, which are registered with name, number, address and telephone.
    ("*_office_no", Public),
    ("office_code_fixed", Public),
    ("satellite_no", Public),
    ("support_office_*", Public),
    ("author_office_*", Public),
    ("author_center_name", Public),
    ("center_name", Public),
    ("service_office", Public),
    ("service_office_name", Public),
    // Who somebody is and how to reach them.
    ("insured_no", Personal),
    ("birth_date", Personal),
    ("sex", Personal),
    ("*_name_kana", Personal),
    ("equipment_name", Business),
    ("disease_name", Personal),
    ("*_name", Personal),
    ("*address*", Personal),
    ("*postal_code", Personal),
    ("*phone", Personal),
    ("fax", Personal),
    ("*relationship", Personal),
    ("reference_no", Personal),
    ("input_person_code", Personal),
    // How somebody is: certification, illness, way of life, income.
    ("*care_level*", Personal),
    ("support_level", Personal),
    ("certification_*", Personal),
    ("certified_on", Personal),
    ("checklist_*", Personal),
    ("disability_*", Personal),
    ("dementia_*", Personal),
    ("income_*", Personal),
    ("present_status*", Personal),
    ("housing_type", Personal),
    ("home_modification", Personal),
    ("own_room_floor", Personal),
    ("family_image_file", Personal),
    ("family_*", Personal),
    ("user_*activity", Personal),
    ("user_charge_*", Business),
    ("daily_*", Personal),
    ("health_*", Personal),
    ("mobility_*", Personal),
    ("social_*", Personal),
    ("life_history", Personal),
    ("hobbies", Personal),
    ("clinic_*", Personal),
    ("attending_doctor_flag", Personal),
    ("progress", Personal),
    ("treatment_note", Personal),
    ("program_*", Personal),
    ("consult_*", Personal),
    ("housework_reason*", Personal),
    // What is planned for somebody, in free text.
    ("need", Personal),
    ("goal", Personal),
    ("goal_year", Personal),
    ("goal_day", Personal),
    ("long_term_*", Personal),
    ("short_term_*", Personal),
    ("service_content", Personal),
    ("service_kind", Personal),
    ("frequency", Personal),
    ("period", Personal),
    ("proposal", Personal),
    ("overall_*", Personal),
    ("intention*", Personal),
    ("review_board_opinion", Personal),
    ("center_opinion", Personal),
    ("support_point", Personal),
    ("support_policy", Personal),
    ("formal_support", Personal),
    ("informal_*", Personal),
    ("public_services", Personal),
    ("care_service", Personal),
    ("non_weekly_service", Personal),
    ("time_text", Personal),
    ("date_text", Personal),
    // Numbers of rows, days, times, units and amounts.
    ("*_no", Business),
    ("target_ym", Business),
    ("*_on", Business),
    ("*care_plan_date", Business),
    ("support_plan_date", Business),
    ("service_date", Business),
    ("limit_period_*", Business),
    ("prorated_days", Business),
    ("*_start", Business),
    ("*_end", Business),
    ("*_time", Business),
    ("weekday", Business),
    ("count", Business),
    ("count_or_days", Business),
    ("*units*", Business),
    ("*_rate", Business),
    ("total_cost_covered", Business),
    ("insurance_*", Business),
    ("fixed_user_charge_unit_price", Business),
    ("*days*", Business),
    ("plan_category", Business),
    ("plan_kind", Business),
    ("consignment", Business),
];

/// The class of the column that we call `id`, if it is decided.
pub(super) fn of(id: &str) -> Option<Privacy> {
    CLASSES
        .iter()
        .find(|(pattern, _)| fits(pattern, id))
        .map(|(_, class)| *class)
}

/// Whether a pattern with stars fits a name.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| rest.get(at..).is_some_and(|rest| fits(after, rest)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_written() {
        assert!(fits("a*c", "ac") && fits("a*c", "abbc") && fits("*a*", "bab"));
        assert!(!fits("a*c", "abcd") && !fits("a", "ab") && !fits("*_no", "note"));
    }

    #[test]
    fn what_leads_to_somebody_is_personal() {
        for id in [
            "insured_no",
            "user_name",
            "user_name_kana",
            "birth_date",
            "phone",
            "clinic_phone",
            "address1",
            "user_address2",
            "emergency3_name",
            "plan_manager_name",
            "planner_name",
            "consenter_name",
            "user_activity",
            "disease_name",
            "intention_and_assessment",
        ] {
            assert_eq!(of(id), Some(Personal), "{id}");
        }
        assert_eq!(of("service_office_no"), Some(Public));
        assert_eq!(of("units"), Some(Business));
        assert_eq!(of("something_new"), None);
    }

    #[test]
    fn every_pattern_is_of_use() {
        let ids: Vec<_> = super::super::LAYOUTS
            .values()
            .flat_map(|layout| &layout.fields)
            .map(|field| field.id.as_str())
            .collect();
        for (at, (pattern, _)) in CLASSES.iter().enumerate() {
            let used = ids
                .iter()
                .any(|id| CLASSES.iter().position(|(pattern, _)| fits(pattern, id)) == Some(at));
            assert!(used, "{pattern}");
        }
    }
}
