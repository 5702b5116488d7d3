//! Which service types the parties of a unit have, where names do not tell.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_terms::{FileKind, ServiceType, SpecVersion};

use crate::FileName;
use crate::layout::is_of_care;

/// The service types (サービス種類コード) of sender and receiver, which only names of V4.1 carry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Services {
    /// Of the sending office.
    pub sender: Option<ServiceType>,
    /// Of the receiving office.
    pub receiver: Option<ServiceType>,
}

impl Services {
    /// These, and where they lack one, that of `others`.
    #[must_use]
    pub(crate) fn or(self, others: Self) -> Self {
        Self {
            sender: self.sender.or(others.sender),
            receiver: self.receiver.or(others.receiver),
        }
    }
}

/// What the records of a unit say about the service types of offices.
#[derive(Default)]
pub(crate) struct Evidence {
    /// The types in the service codes of each office.
    types: BTreeMap<String, BTreeSet<ServiceType>>,
}

impl Evidence {
    /// Adds what a record says; `value` tells its items by our names for them.
    pub(crate) fn add(&mut self, value: impl Fn(&str) -> Option<String>) {
        let office = value("service_office_no").filter(|office| office != NO_OFFICE);
        let Some(office) = office else { return };
        let told = value("service_code").or_else(|| value("service_type"));
        // Subtotals, too, begin with their type.
        let service = told.as_deref().and_then(|code| code.get(..2)?.parse().ok());
        if let Some(service) = service {
            self.types.entry(office).or_default().insert(service);
        }
    }

    /// The types of the parties of a file, as far as they are beyond doubt.
    ///
    /// The service office has the type of its service codes, if they are all of one. Whoever plans
    /// is a 居宅介護支援事業所 (43) in V3, which knows no other, and in V4.1 for plan documents and
    /// where all services are of 介護給付; in preventive care it could be 46 or AF.
    pub(crate) fn services(&self, name: &FileName, spec: SpecVersion) -> Services {
        let is_actual = matches!(name.kind, FileKind::UseActual | FileKind::UseActualDelete);
        let office = if is_actual {
            name.sender
        } else {
            name.receiver
        };
        let types = self.types.get(office.as_str());
        let service = types
            .filter(|types| types.len() == 1)
            .and_then(|types| types.first().copied());
        let planner = self
            .is_care_management(name.kind, spec)
            .then(|| CARE_MANAGEMENT.parse().ok())
            .flatten();
        if is_actual {
            Services {
                sender: service,
                receiver: planner,
            }
        } else {
            Services {
                sender: planner,
                receiver: service,
            }
        }
    }

    fn is_care_management(&self, kind: FileKind, spec: SpecVersion) -> bool {
        let is_plan = matches!(
            kind,
            FileKind::CarePlan1
                | FileKind::CarePlan1Delete
                | FileKind::CarePlan2
                | FileKind::CarePlan3
        );
        let mut types = self.types.values().flatten().peekable();
        spec == SpecVersion::V3
            || is_plan
            || (types.peek().is_some() && types.all(|one| is_of_care(*one)))
    }
}

/// What stands for the office in the row of the total.
const NO_OFFICE: &str = "9999999999";

/// 居宅介護支援.
const CARE_MANAGEMENT: &str = "43";

#[cfg(test)]
mod tests {
    use super::*;

    const ACTUAL: &str = "UPJSK_202504_1370000002_1370000001_20250502173000.CSV";
    const PLAN: &str = "UPPLAN_202504_1370000001_1370000002_20250325102000.CSV";

    fn told(name: &str, spec: SpecVersion, records: &[(&str, &str)]) -> [String; 2] {
        let mut evidence = Evidence::default();
        for (office, code) in records {
            evidence.add(|id| match id {
                "service_office_no" => Some((*office).to_owned()),
                "service_code" => Some((*code).to_owned()),
                _ => None,
            });
        }
        let services = evidence.services(&name.parse().unwrap(), spec);
        [services.sender, services.receiver]
            .map(|one| one.map_or_else(|| "?".to_owned(), |one| one.to_string()))
    }

    #[test]
    fn types_are_told_only_where_they_are_beyond_doubt() {
        use SpecVersion::{V3, V4_1};
        let home_help = ("1370000002", "111111");
        let day_care = ("1370000003", "15AAAA");
        let total = ("9999999999", "999999");
        assert_eq!(told(PLAN, V4_1, &[home_help, day_care]), ["43", "11"]);
        assert_eq!(told(ACTUAL, V4_1, &[home_help]), ["11", "43"]);
        assert_eq!(told(PLAN, V4_1, &[home_help, total]), ["43", "11"]);
        assert_eq!(
            told(PLAN, V4_1, &[home_help, ("1370000002", "121111")]),
            ["43", "?"]
        );
        assert_eq!(told(PLAN, V4_1, &[("1370000002", "A21111")]), ["?", "A2"]);
        assert_eq!(told(PLAN, V4_1, &[]), ["?", "?"]);
        assert_eq!(told(PLAN, V3, &[]), ["43", "?"]);
    }
}
