//! Sums.

use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::Add;

use serde::Serialize;

use super::{Match, Service};

/// How often, and how many units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Amount {
    /// The sum of サービス回数.
    pub count: i64,
    /// The sum of 単位数 times サービス回数.
    pub units: i64,
}

/// Sums over rows. Rows that are left out as others' are only counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// What was planned.
    pub planned: Amount,
    /// What was delivered.
    pub delivered: Amount,
    /// What was delivered less what was planned.
    pub difference: Amount,
    /// Rows that were delivered as planned (一致).
    pub matched: u32,
    /// Rows that were delivered otherwise (変更).
    pub changed: u32,
    /// Planned rows that were not delivered (実績なし).
    pub not_delivered: u32,
    /// Delivered rows that were not planned (予定なし).
    pub unplanned: u32,
    /// Delivered add-ons, among the rows above, whose units were left open; they count 0 units.
    pub units_open: u32,
    /// Planned rows that were left out, since others deliver them.
    pub others: u32,
}

/// The sums of one service code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct ServiceTotals {
    /// サービスコード.
    pub service_code: String,
    /// The sums.
    pub totals: Totals,
}

/// The sums for each service code, in the order of the codes.
pub(super) fn of_services(rows: &[Match]) -> Vec<ServiceTotals> {
    let mut sums: BTreeMap<&str, Totals> = BTreeMap::new();
    for row in rows {
        let code = row.service().map_or("", |service| &service.service_code);
        let sum = sums.entry(code).or_default();
        *sum = *sum + Totals::of(row);
    }
    sums.into_iter()
        .map(|(service_code, totals)| ServiceTotals {
            service_code: service_code.to_owned(),
            totals,
        })
        .collect()
}

impl Totals {
    pub(super) fn of(row: &Match) -> Self {
        let planned = row.planned().map(Amount::of).unwrap_or_default();
        let delivered = row.delivered().map(Amount::of).unwrap_or_default();
        let mut totals = Self {
            planned,
            delivered,
            difference: Amount {
                count: delivered.count.saturating_sub(planned.count),
                units: delivered.units.saturating_sub(planned.units),
            },
            ..Self::default()
        };
        match row {
            Match::Matched { units_open, .. } => {
                totals.matched = 1;
                totals.units_open = u32::from(*units_open);
            }
            Match::Changed { units_open, .. } => {
                totals.changed = 1;
                totals.units_open = u32::from(*units_open);
            }
            Match::NotDelivered { .. } => totals.not_delivered = 1,
            Match::Unplanned { .. } => totals.unplanned = 1,
        }
        totals
    }
}

impl Amount {
    fn of(service: &Service) -> Self {
        let count = i64::from(service.count);
        Self {
            count,
            units: service.units.unwrap_or_default().saturating_mul(count),
        }
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            units: self.units.saturating_add(other.units),
        }
    }
}

impl Add for Totals {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            delivered: self.delivered + other.delivered,
            difference: self.difference + other.difference,
            matched: self.matched.saturating_add(other.matched),
            changed: self.changed.saturating_add(other.changed),
            not_delivered: self.not_delivered.saturating_add(other.not_delivered),
            unplanned: self.unplanned.saturating_add(other.unplanned),
            units_open: self.units_open.saturating_add(other.units_open),
            others: self.others.saturating_add(other.others),
        }
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(of: I) -> Self {
        of.fold(Self::default(), Add::add)
    }
}
