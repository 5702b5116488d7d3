//! Valid sets of invented people, for demonstrations, tests and loads.
//!
//! A [`Plan`] is what a care-management office (居宅介護支援事業所) plans for the people whom one
//! service office serves in one month; its files are those of the sending unit 予定. An [`Actual`]
//! (実績) answers it: most visits as planned, some at another time or on another day, some
//! cancelled. The same seed gives the same bytes.
//!
//! A [`Set`] makes the files of any sending unit (送信単位), of home care and of preventive care, and
//! [`LargeUsePlan`] a 第6表 of any size for measurements.
//!
//! Nobody in these files exists: people are called 例題, 架空 and the like, their insurer is 139999.
//! Service codes and amounts only show the format.

use jiff::civil::Date;
use tasuki_terms::{
    InvalidMonth, InvalidSequence, OfficeNumber, SendingUnit, Sequence, ServiceMonth, ServiceType,
    SpecVersion,
};

use crate::WriteError;

mod actual;
mod chance;
mod draft;
mod examples;
mod forms;
mod large;
mod people;
mod plan;
mod services;
mod set;
#[cfg(test)]
mod tests;
mod usual;

pub use actual::{Actual, Changes};
pub use chance::Chance;
pub use large::{LargeUsePlan, large_use_plan};
pub use plan::Plan;
pub use set::Set;

pub(crate) use draft::{Draft, Sheet};
pub(crate) use forms::Filled;
pub(crate) use people::Person;
pub(crate) use services::Equipment;

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
    /// Its service type: of a service office 11 訪問介護, 13 訪問看護, 15 通所介護, 17 福祉用具貸与 or,
    /// in preventive care, 62, 63, 67, A2 訪問型サービス or A6 通所型サービス.
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
    /// The version has no such sending unit, or it holds no files of the standard.
    #[error("version {spec} has no files for the sending unit {unit}")]
    Unit {
        /// The sending unit.
        unit: SendingUnit,
        /// The version.
        spec: SpecVersion,
    },
    /// The version knows no preventive care (介護予防), which the service office delivers.
    #[error("version {spec} has no preventive care, so no such sending unit {unit}")]
    Preventive {
        /// The sending unit.
        unit: SendingUnit,
        /// The version.
        spec: SpecVersion,
    },
    /// The number or the service type of an office has not its form.
    #[error("malformed office {0}")]
    Office(String),
    /// The month is none.
    #[error("malformed month")]
    Month(#[source] InvalidMonth),
    /// No sequence can be told from the month.
    #[error("cannot tell a sequence")]
    Sequence(#[source] InvalidSequence),
}

/// One line of a person's month, before it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    /// The index of the office: 0 is the service office, the others follow.
    pub(crate) office: usize,
    /// Lines of one visit share its number; each thing that is rented is a visit of its own.
    pub(crate) visit: u32,
    pub(crate) day: i8,
    /// Minutes of the day from and until; `None` for services without a time.
    pub(crate) time: Option<(u16, u16)>,
    pub(crate) code: &'static str,
    pub(crate) units: u32,
    pub(crate) equipment: Option<&'static Equipment>,
}

/// A person and what they receive in the month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Client {
    pub(crate) person: Person,
    pub(crate) lines: Vec<Line>,
}

/// What all records of a set have in common.
#[derive(Clone, Copy, Debug)]
struct Heading<'a> {
    spec: SpecVersion,
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
