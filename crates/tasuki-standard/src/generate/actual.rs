//! Actuals (実績).

use std::collections::BTreeMap;

use tasuki_terms::{FileKind, ServiceMonth, SpecVersion};

use super::chance::Chance;
use super::{Client, File, GenerateError, Heading, Line, Parties, Stamp, forms};

/// What a service office delivered in answer to a [`Plan`](super::Plan).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actual {
    parties: Parties,
    month: ServiceMonth,
    clients: Vec<Client>,
    changes: Changes,
}

/// How many visits were not delivered as planned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Visits that were not made.
    pub cancelled: u32,
    /// Visits that were made on another day.
    pub moved: u32,
    /// Visits that were made on the same day at another time.
    pub shifted: u32,
}

impl Actual {
    /// The file of the sending unit 実績, which goes from the service office to the
    /// care-management office.
    pub fn files(&self, stamp: &Stamp) -> Result<Vec<File>, GenerateError> {
        let heading = Heading {
            spec: SpecVersion::V4_1,
            parties: &self.parties,
            month: self.month,
            stamp,
        };
        let parties = (&self.parties.service, &self.parties.manager);
        let records = forms::use_actual(&heading, &self.clients);
        Ok(vec![forms::file(
            FileKind::UseActual,
            &heading,
            parties,
            &records,
        )?])
    }

    /// The people and what they received.
    pub(super) fn into_clients(self) -> Vec<Client> {
        self.clients
    }

    /// What differs from the plan.
    pub const fn changes(&self) -> Changes {
        self.changes
    }
}

pub(super) fn deliver(
    seed: u64,
    parties: &Parties,
    month: ServiceMonth,
    clients: &[Client],
) -> Actual {
    // Another sequence than that of a plan with the same seed.
    let mut chance = Chance::new(!seed);
    let mut changes = Changes::default();
    let clients = clients
        .iter()
        .map(|client| Client {
            person: client.person.clone(),
            lines: delivered(&mut chance, month, &client.lines, &mut changes),
        })
        .collect();
    Actual {
        parties: parties.clone(),
        month,
        clients,
        changes,
    }
}

/// What became of the lines of the service office; never nothing.
fn delivered(
    chance: &mut Chance,
    month: ServiceMonth,
    planned: &[Line],
    changes: &mut Changes,
) -> Vec<Line> {
    let mut visits: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for line in planned.iter().filter(|line| line.office == 0) {
        visits.entry(line.visit).or_default().push(line.clone());
    }
    let mut days: Vec<_> = visits.values().flatten().map(|line| line.day).collect();
    let last = visits.len();
    let mut lines = Vec::new();
    for (n, mut visit) in visits.into_values().enumerate() {
        let rented = visit.iter().any(|line| line.time.is_none());
        let is_last_hope = n + 1 == last && lines.is_empty();
        match chance.below(16) {
            _ if rented => {}
            0 if !is_last_hope => {
                changes.cancelled += 1;
                continue;
            }
            1 => {
                let free: Vec<_> = (1..=month.days())
                    .filter(|day| !days.contains(day))
                    .collect();
                if let Some(day) = chance.pick(&free) {
                    for line in &mut visit {
                        line.day = *day;
                    }
                    days.push(*day);
                    changes.moved += 1;
                }
            }
            2 => {
                for line in &mut visit {
                    line.time = line.time.map(|(from, until)| (from + 30, until + 30));
                }
                changes.shifted += 1;
            }
            _ => {}
        }
        lines.extend(visit);
    }
    lines.sort_by_key(|line| (line.day, line.time));
    lines
}
