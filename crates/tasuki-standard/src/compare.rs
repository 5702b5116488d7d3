//! Setting actuals (実績) against the plan (予定): 突合.
//!
//! [`compare`] looks at what the sender of the actuals had to deliver, and pairs each planned row of
//! 第6表 with the delivered one that answers it:
//!
//! 1. rows that say the same;
//! 2. then rows of the same day, service code, office and equipment, those with the nearest start;
//! 3. then rows of the same day and service code, whatever the office and the equipment;
//! 4. then rows of the same service code, office and equipment on the nearest other day.
//!
//! Rows with different service codes are never paired. What is left was planned and not delivered
//! (実績なし), or delivered and not planned (予定なし). The order of the rows in the files does not
//! matter.

use serde::Serialize;
use tasuki_terms::{FileKind, OfficeNumber, ServiceMonth, ServiceType};

use crate::Table;
use crate::pairing::Change;
use crate::table::CareRecipient;

mod error;
mod people;
mod scope;
mod service;
mod setting;
#[cfg(test)]
mod tests;
mod totals;

pub use error::{Caution, CompareError};
pub use service::Service;
pub use totals::{Amount, ServiceTotals, Totals};

use people::people;
use setting::Setting;

/// What came out of setting actuals against a plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The service month (対象年月).
    pub month: ServiceMonth,
    /// The name of the plan's file.
    pub plan: String,
    /// The name of the actuals' file.
    pub actual: String,
    /// The office that sent the actuals.
    pub office: OfficeNumber,
    /// Its service type, where the name of the file tells it (V4.1).
    pub office_service: Option<ServiceType>,
    /// What makes it doubtful that the two files answer each other.
    pub cautions: Vec<Caution>,
    /// The sums over all people.
    pub totals: Totals,
    /// The people of both files, in the order of their numbers.
    pub users: Vec<UserComparison>,
}

/// What was planned for a person, and what was delivered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct UserComparison {
    /// The person, as the plan names them.
    pub user: CareRecipient,
    /// The insurer's number in the actuals, where it is another one than in the plan: for people who
    /// live in a facility elsewhere (住所地特例) the service office corrects it by hand.
    pub delivered_insurer_no: Option<String>,
    /// The sums over the rows.
    pub totals: Totals,
    /// The sums for each service code.
    pub services: Vec<ServiceTotals>,
    /// The rows, by day and time; each row that is compared stands in one of them.
    pub rows: Vec<Match>,
    /// Planned rows that were left out, since others deliver them.
    pub others: Vec<Service>,
}

/// A planned row and the delivered row that answers it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Match {
    /// Delivered as planned (一致).
    Matched {
        /// What was planned.
        planned: Service,
        /// What was delivered.
        delivered: Service,
        /// Whether the units of an add-on were left open in the actuals, as the standard allows.
        units_open: bool,
    },
    /// Delivered, but not as planned (変更).
    Changed {
        /// What was planned.
        planned: Service,
        /// What was delivered.
        delivered: Service,
        /// Whether the units of an add-on were left open in the actuals, as the standard allows.
        units_open: bool,
        /// The items that differ; never none.
        changes: Vec<Change>,
    },
    /// Planned and not delivered (実績なし).
    NotDelivered {
        /// What was planned.
        planned: Service,
    },
    /// Delivered and not planned (予定なし).
    Unplanned {
        /// What was delivered.
        delivered: Service,
    },
}

impl Match {
    /// The planned row, if there is one.
    pub const fn planned(&self) -> Option<&Service> {
        match self {
            Self::Matched { planned, .. }
            | Self::Changed { planned, .. }
            | Self::NotDelivered { planned } => Some(planned),
            Self::Unplanned { .. } => None,
        }
    }

    /// The delivered row, if there is one.
    pub const fn delivered(&self) -> Option<&Service> {
        match self {
            Self::Matched { delivered, .. }
            | Self::Changed { delivered, .. }
            | Self::Unplanned { delivered } => Some(delivered),
            Self::NotDelivered { .. } => None,
        }
    }

    /// The items that differ.
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Changed { changes, .. } => changes,
            _ => &[],
        }
    }

    /// Whether it was delivered as planned.
    pub const fn is_matched(&self) -> bool {
        matches!(self, Self::Matched { .. })
    }

    /// What people call it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Matched { .. } => "一致",
            Self::Changed { .. } => "変更",
            Self::NotDelivered { .. } => "実績なし",
            Self::Unplanned { .. } => "予定なし",
        }
    }

    fn service(&self) -> Option<&Service> {
        self.planned().or_else(|| self.delivered())
    }
}

impl Comparison {
    /// Tells people's names, taken from a 利用者補足情報.
    pub fn name_users(&mut self, supplement: &Table) {
        let names = supplement.names();
        for user in &mut self.users {
            let name = names.get(&user.user).cloned();
            user.user.name = user.user.name.take().or(name);
        }
    }

    /// Whether everything was delivered as planned, and nothing else.
    pub const fn is_as_planned(&self) -> bool {
        self.totals.changed == 0 && self.totals.not_delivered == 0 && self.totals.unplanned == 0
    }
}

/// Sets actuals against the plan that they answer; both may be of V3 or of V4.1.
///
/// ```
/// use tasuki_standard::generate::{Office, Parties, Plan, Stamp};
/// use tasuki_standard::{compare, read_table};
///
/// let office = |number: &str, service: &str| Office {
///     number: number.parse().unwrap(),
///     service: service.parse().unwrap(),
///     name: "架空事業所".to_owned(),
/// };
/// let parties = Parties {
///     manager: office("1370000001", "43"),
///     service: office("1370000002", "11"),
///     others: Vec::new(),
/// };
/// let stamp = Stamp {
///     created_on: jiff::civil::date(2025, 3, 25),
///     sequence: "20250325102000".parse().unwrap(),
/// };
/// let plan = Plan::generate(1, &parties, "202504".parse().unwrap(), 3).unwrap();
/// let planned = plan.files(&stamp).unwrap();
/// let delivered = plan.actual(1).files(&stamp).unwrap();
///
/// let plan = read_table(&planned[0].0, &planned[0].1).table.unwrap();
/// let actual = read_table(&delivered[0].0, &delivered[0].1).table.unwrap();
/// let comparison = compare(&plan, &actual).unwrap();
/// assert_eq!(comparison.users.len(), 3);
/// assert!(comparison.totals.matched > 0);
/// ```
pub fn compare(plan: &Table, actual: &Table) -> Result<Comparison, CompareError> {
    let month = error::month_of_both(plan, actual)?;
    let setting = Setting::new(plan, actual);
    let users: Vec<_> = people(plan, actual)
        .into_iter()
        .map(|(user, rows)| setting.compare(user, &rows))
        .collect();
    Ok(Comparison {
        month,
        plan: plan.name().to_string(),
        actual: actual.name().to_string(),
        office: actual.name().sender,
        office_service: actual.name().sender_service,
        cautions: error::cautions(plan, actual),
        totals: users.iter().map(|user| user.totals).sum(),
        users,
    })
}

/// The kinds that are compared: the plan, and its actuals.
const KINDS: (FileKind, FileKind) = (FileKind::UsePlan, FileKind::UseActual);
