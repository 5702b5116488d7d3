//! Whose planned services are compared.

use std::collections::BTreeSet;

use crate::layout::is_planning;
use crate::{Record, Table};

/// The planned services that the sender of actuals had to deliver. A plan shows all services of a
/// person, whichever office it goes to (標準仕様 V4.1, 2.6), so that the rest is others'.
#[derive(Debug)]
pub(super) struct Scope {
    /// The offices with their service types; `None` stands for every type.
    offices: BTreeSet<(String, Option<String>)>,
}

impl Scope {
    /// Of an office that delivers itself: its services of the type in the file's name and of every
    /// type that the file holds; all types where the name tells none (V3), or tells one that does not
    /// deliver, as in the standard's own example.
    ///
    /// Of an office that passes on what others delivered (no row is its own): the services of each
    /// office and type that the file holds.
    pub(super) fn of(actual: &Table) -> Self {
        let rows: BTreeSet<_> = (actual.records().iter())
            .map(|record| office_and_type(actual, record))
            .collect();
        let sender = actual.name().sender.as_str();
        let is_own = |(office, _): &(&str, &str)| *office == sender;
        let forwarded = !rows.iter().any(is_own);
        let mut offices: BTreeSet<_> = (rows.into_iter())
            .filter(|row| forwarded || is_own(row))
            .map(|(office, service)| (office.to_owned(), Some(service.to_owned())))
            .collect();
        if !forwarded {
            let named = actual.name().sender_service;
            let named = named.filter(|service| !is_planning(*service));
            let service = named.map(|service| service.as_str().to_owned());
            offices.insert((sender.to_owned(), service));
        }
        Self { offices }
    }

    /// Whether a planned row is one of them.
    pub(super) fn holds(&self, plan: &Table, record: &Record) -> bool {
        let (office, service) = office_and_type(plan, record);
        let of = |service: Option<&str>| (office.to_owned(), service.map(str::to_owned));
        self.offices.contains(&of(None)) || self.offices.contains(&of(Some(service)))
    }
}

/// The office of a row, and the service type, with which each service code begins.
fn office_and_type<'t>(table: &'t Table, record: &'t Record) -> (&'t str, &'t str) {
    let value = |id| table.value(record, id).unwrap_or_default();
    let code = value("service_code");
    (value("service_office_no"), code.get(..2).unwrap_or(code))
}
