//! The people of a plan and its actuals, and their rows.

use std::collections::BTreeMap;

use super::scope::Scope;
use crate::table::CareRecipient;
use crate::{Record, Table};

/// The rows of a person.
#[derive(Default)]
pub(super) struct Rows<'t> {
    pub(super) planned: Vec<&'t Record>,
    pub(super) others: Vec<&'t Record>,
    pub(super) delivered: Vec<&'t Record>,
    pub(super) delivered_insurer_no: Option<String>,
}

/// The people of both files with their rows.
pub(super) fn people<'t>(plan: &'t Table, actual: &'t Table) -> BTreeMap<CareRecipient, Rows<'t>> {
    let scope = Scope::of(actual);
    let mut people: BTreeMap<CareRecipient, Rows<'_>> = BTreeMap::new();
    for record in plan.records() {
        let rows = people.entry(CareRecipient::of(plan, record)).or_default();
        if scope.holds(plan, record) {
            rows.planned.push(record);
        } else {
            rows.others.push(record);
        }
    }
    for record in actual.records() {
        let rows = people.entry(CareRecipient::of(actual, record)).or_default();
        rows.delivered.push(record);
    }
    join_corrected(&mut people);
    people
}

/// Joins the two halves of people whose insurer's number was corrected (住所地特例): one in
/// the plan only, one in the actuals only, the same number of the insured person, and no third.
fn join_corrected(people: &mut BTreeMap<CareRecipient, Rows<'_>>) {
    let mut alike: BTreeMap<String, Vec<CareRecipient>> = BTreeMap::new();
    for user in people.keys() {
        let users = alike.entry(user.insured_no.clone()).or_default();
        users.push(user.clone());
    }
    for users in alike.into_values() {
        let [one, other] = users.as_slice() else {
            continue;
        };
        let is_half = |user, planned: bool| {
            people.get(user).is_some_and(|rows| {
                rows.planned.is_empty() != planned
                    && rows.delivered.is_empty() == planned
                    && (planned || rows.others.is_empty())
            })
        };
        let (planned, delivered) = if is_half(one, true) && is_half(other, false) {
            (one, other)
        } else if is_half(other, true) && is_half(one, false) {
            (other, one)
        } else {
            continue;
        };
        let Some(moved) = people.remove(delivered) else {
            continue;
        };
        if let Some(rows) = people.get_mut(planned) {
            rows.delivered = moved.delivered;
            rows.delivered_insurer_no = Some(delivered.insurer_no.clone());
        }
    }
}
