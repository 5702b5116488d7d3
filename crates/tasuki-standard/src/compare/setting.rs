//! Pairing the rows of a person.

use std::collections::BTreeSet;

use super::people::Rows;
use super::{Match, Service, Totals, UserComparison, totals};
use crate::Table;
use crate::pairing::{self, Columns, Near, Row, Step};
use crate::table::CareRecipient;

/// The items in which a planned and a delivered row may differ. Names, dates of making and who
/// updated are not among them, nor is 明細判別コード, by which each office numbers its own rows.
const COMPARED: &[&str] = &[
    "units",
    "service_date",
    "prorated_days",
    "start_time",
    "end_time",
    "count",
    "service_code",
    "tais_code",
    "equipment_notification_code",
    "service_office_no",
    "satellite_no",
    "over_30_days",
];

/// Tells rows of the same equipment apart, where nothing else does.
const DETAIL: &str = "detail_no";

/// The two files, and how their rows are paired.
pub(super) struct Setting<'t> {
    plan: &'t Table,
    actual: &'t Table,
    columns: Columns,
    steps: Vec<Step>,
}

impl<'t> Setting<'t> {
    pub(super) fn new(plan: &'t Table, actual: &'t Table) -> Self {
        let columns = Columns::common(plan.layout(), actual.layout(), |field| {
            field.id == DETAIL || COMPARED.contains(&field.id.as_str())
        });
        let steps = [(COMPARED, Near::Order)].into_iter().chain(pairing::FORM_6);
        let steps = steps
            .map(|(same, near)| Step {
                same: columns.indexes(same),
                near,
            })
            .collect();
        Self {
            plan,
            actual,
            columns,
            steps,
        }
    }

    pub(super) fn compare(&self, user: CareRecipient, rows: &Rows<'_>) -> UserComparison {
        let planned = self.columns.left(&rows.planned);
        let delivered = self.columns.right(&rows.delivered);
        let pairs = pairing::pairs(&self.columns, &planned, &delivered, &self.steps);
        let (answered, answers): (BTreeSet<_>, BTreeSet<_>) = pairs.iter().copied().unzip();
        let mut matches: Vec<Match> = pairs
            .iter()
            .filter_map(|(left, right)| {
                Some(self.pair(planned.get(*left)?, delivered.get(*right)?))
            })
            .collect();
        let left_over = |rows: &[Row<'_>], used: &BTreeSet<usize>, table: &Table| -> Vec<Service> {
            (rows.iter().enumerate())
                .filter(|(at, _)| !used.contains(at))
                .map(|(_, row)| Service::of(table, row.record))
                .collect()
        };
        matches.extend(
            left_over(&planned, &answered, self.plan)
                .into_iter()
                .map(|planned| Match::NotDelivered { planned }),
        );
        matches.extend(
            left_over(&delivered, &answers, self.actual)
                .into_iter()
                .map(|delivered| Match::Unplanned { delivered }),
        );
        matches.sort_by(|one, other| one.service().cmp(&other.service()));
        let mut others: Vec<_> = (rows.others.iter())
            .map(|record| Service::of(self.plan, record))
            .collect();
        others.sort();
        UserComparison {
            totals: Totals {
                others: count(others.len()),
                ..matches.iter().map(Totals::of).sum()
            },
            services: totals::of_services(&matches),
            user,
            delivered_insurer_no: rows.delivered_insurer_no.clone(),
            rows: matches,
            others,
        }
    }

    fn pair(&self, left: &Row<'_>, right: &Row<'_>) -> Match {
        let planned = Service::of(self.plan, left.record);
        let delivered = Service::of(self.actual, right.record);
        let units_open = delivered.leaves_units_open(&planned);
        let uncompared = units_open || planned.units.is_none() || delivered.units.is_none();
        let changes = pairing::changes(&self.columns, left, right, |item| {
            item != DETAIL && !(item == "units" && uncompared)
        });
        if changes.is_empty() {
            Match::Matched {
                planned,
                delivered,
                units_open,
            }
        } else {
            Match::Changed {
                planned,
                delivered,
                units_open,
                changes,
            }
        }
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
