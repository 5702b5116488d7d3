use proptest::prelude::*;
use tasuki_terms::SpecVersion;

use super::*;
use crate::generate::{Office, Parties, Plan, Stamp};
use crate::{Record, layout, read_table, write};

mod generated;

/// The items of a row that differ from the usual one.
type Row = &'static [(&'static str, &'static str)];

const USUAL: &[(&str, &str)] = &[
    ("insurer_no", "139999"),
    ("insured_no", "0000000101"),
    ("created_on", "20250325"),
    ("target_ym", "202504"),
    ("plan_office_no", "1370000001"),
    ("plan_manager_name", "例題 作子"),
    ("units", "244"),
    ("service_date", "20250401"),
    ("start_time", "0900"),
    ("end_time", "0930"),
    ("count", "1"),
    ("service_code", "111111"),
    ("service_office_no", "1370000002"),
    ("over_30_days", "0"),
];
const PLAN: &str = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
const ACTUAL: &str = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";
const V3_PLAN: &str = "UPPLAN_202504_1370000001_1370000002_20250325102000.CSV";
const V3_ACTUAL: &str = "UPJSK_202504_1370000002_1370000001_20250502173000.CSV";

fn table(name: &str, rows: &[Row]) -> Table {
    let parsed: crate::FileName = name.parse().unwrap();
    let layout = layout(parsed.spec, parsed.kind).unwrap();
    let records = rows.iter().map(|row| {
        layout.fields.iter().map(|field| {
            let own = row.iter().find(|(id, _)| *id == field.id);
            let usual = USUAL.iter().find(|(id, _)| *id == field.id);
            let version = ("csv_version", parsed.spec.as_str());
            let usual = usual
                .copied()
                .or((field.id == "csv_version").then_some(version));
            own.copied().or(usual).map_or("", |(_, value)| value)
        })
    });
    let bytes = write(layout, records).unwrap();
    let reading = read_table(name, &bytes);
    assert_eq!(reading.report.errors, 0, "{:?}", reading.report);
    reading.table.unwrap()
}

fn compared(planned: &[Row], delivered: &[Row]) -> Comparison {
    compare(&table(PLAN, planned), &table(ACTUAL, delivered)).unwrap()
}

/// Each row of a comparison on a line: what it is, the days and times, and what differs.
fn told(comparison: &Comparison) -> String {
    let place = |service: Option<&Service>| {
        service.map_or("-".to_owned(), |service| {
            let (_, day) = service.date.split_at(6);
            format!("{day} {} {}", service.start_time, service.service_code)
        })
    };
    let mut lines = Vec::new();
    for user in &comparison.users {
        lines.push(user.user.insured_no.clone());
        for row in &user.rows {
            let changes: Vec<_> = (row.changes().iter())
                .map(|change| format!(" {} {}→{}", change.name, change.before, change.after))
                .collect();
            lines.push(format!(
                "  {} {} | {}{}",
                row.name(),
                place(row.planned()),
                place(row.delivered()),
                changes.concat()
            ));
        }
        for other in &user.others {
            lines.push(format!("  対象外 {}", place(Some(other))));
        }
    }
    lines.join("\n")
}

#[test]
fn rows_that_say_the_same_match_whatever_their_order_and_who_wrote_them() {
    let comparison = compared(
        &[&[], &[("service_date", "20250408")]],
        &[
            &[
                ("service_date", "20250408"),
                ("units", "0244"),
                ("count", "01"),
            ],
            &[
                ("created_on", "20250502"),
                ("updating_office_no", "1370000002"),
            ],
        ],
    );
    insta::assert_snapshot!(told(&comparison));
    assert!(comparison.is_as_planned());
}

#[test]
fn another_time_on_the_same_day_is_a_change_of_the_nearest_visit() {
    let comparison = compared(
        &[&[], &[("start_time", "1500"), ("end_time", "1530")]],
        &[&[("start_time", "1430"), ("end_time", "1500")]],
    );
    insta::assert_snapshot!(told(&comparison));
}

#[test]
fn the_office_may_be_another_on_the_same_day() {
    let comparison = compared(
        &[&[], &[("service_date", "20250408")]],
        &[
            &[("satellite_no", "1")],
            &[
                ("service_date", "20250408"),
                ("service_office_no", "1370000009"),
            ],
        ],
    );
    insta::assert_snapshot!(told(&comparison));
}

#[test]
fn a_visit_on_another_day_is_a_change_and_the_nearest_day_counts() {
    let comparison = compared(
        &[&[], &[("service_date", "20250429")]],
        &[&[("service_date", "20250428")]],
    );
    insta::assert_snapshot!(told(&comparison));
}

#[test]
fn another_service_code_is_another_service() {
    let comparison = compared(
        &[&[]],
        &[&[
            ("service_code", "111211"),
            ("end_time", "1000"),
            ("units", "387"),
        ]],
    );
    insta::assert_snapshot!(told(&comparison));
    let services: Vec<_> = (comparison.users[0].services.iter())
        .map(|sum| (sum.service_code.as_str(), sum.totals.difference))
        .collect();
    let amount = |count, units| Amount { count, units };
    assert_eq!(
        services,
        [("111111", amount(-1, -244)), ("111211", amount(1, 387))]
    );
    assert_eq!(comparison.totals.difference, amount(0, 143));
}

const RENTAL: Row = &[
    ("service_code", "171007"),
    ("service_office_no", "1370000002"),
    ("start_time", "9999"),
    ("end_time", "9999"),
    ("units", "300"),
    ("tais_code", "00001-000010"),
    ("detail_no", "1"),
];
const OTHER_RENTAL: Row = &[
    ("service_code", "171007"),
    ("service_office_no", "1370000002"),
    ("start_time", "9999"),
    ("end_time", "9999"),
    ("units", "300"),
    ("equipment_notification_code", "00001-000099"),
    ("detail_no", "2"),
];
const OTHER_RENTAL_ALONE: Row = &[
    ("service_code", "171007"),
    ("service_office_no", "1370000002"),
    ("start_time", "9999"),
    ("end_time", "9999"),
    ("units", "150"),
    ("prorated_days", "0000000000000001111111111111110"),
    ("service_date", "20250416"),
    ("equipment_notification_code", "00001-000099"),
];

#[test]
fn equipment_is_told_apart_by_its_codes_not_by_the_number_of_the_row() {
    let comparison = compared(&[RENTAL, OTHER_RENTAL], &[OTHER_RENTAL_ALONE]);
    insta::assert_snapshot!(told(&comparison));
}

#[test]
fn without_its_codes_equipment_is_told_apart_by_the_number_of_the_row() {
    let comparison = compare(
        &table(V3_PLAN, &[RENTAL, OTHER_RENTAL]),
        &table(V3_ACTUAL, &[OTHER_RENTAL]),
    );
    let left = &comparison.unwrap().users[0].rows;
    assert_eq!(left[0].planned().unwrap().detail_no, "1");
    assert!(!left[0].is_matched() && left[1].is_matched());
}

#[test]
fn units_of_an_add_on_may_be_left_open_in_actuals() {
    const ADD_ON: Row = &[
        ("service_code", "116275"),
        ("start_time", "9999"),
        ("end_time", "9999"),
        ("units", "175"),
    ];
    const OPEN: Row = &[
        ("service_code", "116275"),
        ("start_time", "9999"),
        ("end_time", "9999"),
        ("units", "0"),
    ];
    let comparison = compared(&[ADD_ON], &[OPEN]);
    assert!(comparison.is_as_planned());
    assert_eq!(comparison.totals.units_open, 1);
    assert_eq!(comparison.totals.difference.units, -175);
    // The other way round, or of a visit, it is a change.
    assert!(!compared(&[OPEN], &[ADD_ON]).is_as_planned());
    assert!(!compared(&[&[]], &[&[("units", "0")]]).is_as_planned());
}

#[test]
fn what_others_deliver_is_left_out_and_told() {
    let comparison = compared(
        &[
            &[],
            &[
                ("service_office_no", "1370000003"),
                ("service_code", "155241"),
            ],
            &[("service_code", "131111")],
        ],
        &[&[]],
    );
    insta::assert_snapshot!(told(&comparison));
    assert_eq!(
        (comparison.totals.others, comparison.totals.matched),
        (2, 1)
    );
}

#[test]
fn every_type_that_the_file_holds_is_compared_and_in_v3_every_type() {
    const NURSE: Row = &[("service_code", "131111")];
    const LATER: Row = &[("service_code", "131111"), ("service_date", "20250408")];
    let both = compared(&[&[], NURSE, LATER], &[&[], NURSE]);
    assert_eq!((both.totals.not_delivered, both.totals.others), (1, 0));
    let v3 = compare(&table(V3_PLAN, &[&[], NURSE]), &table(V3_ACTUAL, &[&[]])).unwrap();
    assert_eq!((v3.totals.not_delivered, v3.totals.others), (1, 0));
    // The official example keeps 43 / 11 in the name of actuals, which tells nothing.
    let slip = ACTUAL
        .replace("_11_", "_XX_")
        .replace("_43_", "_11_")
        .replace("_XX_", "_43_");
    let slip = compare(&table(PLAN, &[&[], NURSE]), &table(&slip, &[&[]])).unwrap();
    assert_eq!((slip.totals.not_delivered, slip.totals.others), (1, 0));
}

#[test]
fn of_who_passes_actuals_on_the_offices_in_the_file_count() {
    const DAY_CARE: Row = &[
        ("service_office_no", "1370000003"),
        ("service_code", "155241"),
    ];
    const LATER: Row = &[
        ("service_office_no", "1370000003"),
        ("service_code", "155241"),
        ("service_date", "20250408"),
    ];
    let passed_on = "UPJSK_202504_1370000007_43_1300000006_46_20250502173000.CSV";
    let plan = "UPPLAN_202504_1300000006_46_1370000007_43_20250325102000.CSV";
    let comparison = compare(
        &table(plan, &[&[], DAY_CARE, LATER]),
        &table(passed_on, &[DAY_CARE]),
    );
    let comparison = comparison.unwrap();
    assert_eq!(comparison.cautions, []);
    let totals = comparison.totals;
    assert_eq!(
        (totals.matched, totals.not_delivered, totals.others),
        (1, 1, 1)
    );
}

#[test]
fn a_corrected_insurer_is_the_same_person() {
    let comparison = compared(
        &[&[], &[("insured_no", "0000000202")]],
        &[&[("insurer_no", "138888")], &[("insured_no", "0000000202")]],
    );
    assert!(comparison.is_as_planned());
    let user = &comparison.users[0];
    assert_eq!(user.user.insurer_no, "139999");
    assert_eq!(user.delivered_insurer_no.as_deref(), Some("138888"));
    assert_eq!(comparison.users[1].delivered_insurer_no, None);
    // Who is in both files is nobody else.
    let two = compared(&[&[]], &[&[], &[("insurer_no", "138888")]]);
    assert_eq!(two.users.len(), 2);
}

#[test]
fn versions_may_differ_and_only_common_items_are_compared() {
    let comparison = compare(&table(V3_PLAN, &[RENTAL]), &table(ACTUAL, &[RENTAL])).unwrap();
    assert!(comparison.is_as_planned());
    assert_eq!(comparison.cautions, [Caution::OtherVersion]);
    assert_eq!(
        crate::FileName::parse(&comparison.plan).unwrap().spec,
        SpecVersion::V3
    );
}

#[test]
fn other_files_are_refused_and_other_parties_are_doubtful() {
    let (plan, actual) = (table(PLAN, &[&[]]), table(ACTUAL, &[&[]]));
    let may = table(
        &ACTUAL.replace("202504", "202505"),
        &[&[("target_ym", "202505"), ("service_date", "20250501")]],
    );
    let errors = [
        compare(&actual, &actual),
        compare(&plan, &plan),
        compare(&plan, &may),
    ]
    .map(Result::unwrap_err);
    insta::assert_snapshot!(
        errors
            .map(|error| format!("{} {}{}", error.code(), error.what(), error.hint()))
            .join("\n")
    );

    let other = table(
        &PLAN.replace("1370000001_43_1370000002_11", "1370000005_43_1370000003_15"),
        &[&[]],
    );
    let cautions = compare(&other, &actual).unwrap().cautions;
    assert_eq!(
        cautions,
        [Caution::OtherServiceOffice, Caution::OtherPlanOffice]
    );
}

#[test]
fn what_is_personal_is_not_in_debug_output() {
    let comparison = compared(&[&[("insured_no", "0000000777")]], &[&[]]);
    let debug = format!("{comparison:?}");
    assert!(!debug.contains("0000000777"), "{debug}");
}
