//! Valid sets of invented people, for demonstrations, tests and loads.
//!
//! A [`Plan`] is what a care-management office (居宅介護支援事業所) plans for the people whom one
//! service office serves in one month; its files are those of the sending unit 予定. An [`Actual`]
//! (実績) answers it: most visits as planned, some at another time or on another day, some
//! cancelled. The same seed gives the same bytes.
//!
//! Nobody in these files exists: people are called 例題, 架空 and the like, their insurer is 139999.
//! Service codes and amounts only show the format.

use jiff::civil::Date;
use tasuki_terms::{OfficeNumber, Sequence, ServiceMonth, ServiceType};

use crate::WriteError;

mod actual;
mod chance;
mod forms;
mod people;
mod plan;
mod services;
#[cfg(test)]
mod tests;

pub use actual::{Actual, Changes};
pub use plan::Plan;

/// The offices of a set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parties {
    /// The care-management office, which plans.
    pub manager: Office,
    /// The service office, which receives the plan and delivers.
    pub service: Office,
    /// Other service offices that some of the people use, too. A plan shows all services of a
    /// person, whichever office it goes to.
    pub others: Vec<Office>,
}

/// An office as it stands in files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    /// Its number.
    pub number: OfficeNumber,
    /// Its service type: of a service office 11 訪問介護, 15 通所介護 or 17 福祉用具貸与.
    pub service: ServiceType,
    /// Its name.
    pub name: String,
}

/// When a set is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The day that stands in the records (作成年月日).
    pub created_on: Date,
    /// The sequence (ファイル連番) that all files share.
    pub sequence: Sequence,
}

/// A file: its name and its bytes.
pub type File = (String, Vec<u8>);

/// Why no set can be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// No visits are known for the service type.
    #[error("no services are known for the service type {0}")]
    Service(ServiceType),
    /// The name of an office cannot be written in MS932.
    #[error("cannot write a set")]
    Write(#[source] WriteError),
}

/// One line of a person's month, before it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    /// The index of the office: 0 is the service office, the others follow.
    office: usize,
    /// Lines of one visit share its number; each thing that is rented is a visit of its own.
    visit: u32,
    day: i8,
    /// Minutes of the day from and until; `None` for services without a time.
    time: Option<(u16, u16)>,
    code: &'static str,
    units: u32,
    equipment: Option<&'static services::Equipment>,
}

/// A person and what they receive in the month.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Client {
    person: people::Person,
    lines: Vec<Line>,
}

/// What all records of a set have in common.
#[derive(Clone, Copy, Debug)]
struct Heading<'a> {
    parties: &'a Parties,
    month: ServiceMonth,
    stamp: &'a Stamp,
}

impl Parties {
    /// The service offices; the first is the one that the plan goes to.
    fn services(&self) -> impl Iterator<Item = &Office> {
        [&self.service].into_iter().chain(&self.others)
    }
}
