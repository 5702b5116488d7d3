//! Plans (予定).

use tasuki_terms::{FileKind, ServiceMonth, SpecVersion};

use super::chance::Chance;
use super::services::Service;
use super::{
    Actual, Client, File, GenerateError, Heading, Line, Parties, Stamp, actual, forms, people,
};

/// What a care-management office plans for the people of one service office in one month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    parties: Parties,
    month: ServiceMonth,
    clients: Vec<Client>,
}

impl Plan {
    /// The most people that a plan holds.
    pub const MOST_USERS: u16 = 9_999;

    /// Plans a month for as many people as asked, at least one and at most
    /// [`MOST_USERS`](Self::MOST_USERS).
    pub fn generate(
        seed: u64,
        parties: &Parties,
        month: ServiceMonth,
        users: u16,
    ) -> Result<Self, GenerateError> {
        let mut services = Vec::new();
        for office in parties.services() {
            let service = Service::of(office.service.as_str())
                .ok_or(GenerateError::Service(office.service))?;
            services.push(service);
        }
        let most_units = forms::most_units(parties);
        let mut chance = Chance::new(seed);
        let group = chance.below(1_000_000);
        let clients = (1..=users.clamp(1, Self::MOST_USERS))
            .map(|number| Client {
                person: people::person(&mut chance, group, number),
                lines: lines(&mut chance, &services, month, most_units),
            })
            .collect();
        Ok(Self {
            parties: parties.clone(),
            month,
            clients,
        })
    }

    /// Plans a month whose files have about as many bytes together as asked.
    pub fn of_size(
        seed: u64,
        parties: &Parties,
        month: ServiceMonth,
        stamp: &Stamp,
        about_bytes: usize,
    ) -> Result<Self, GenerateError> {
        const SAMPLE: u16 = 16;
        let sample = Self::generate(seed, parties, month, SAMPLE)?;
        let files = sample.files(stamp)?;
        let written: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        let users = about_bytes.saturating_mul(usize::from(SAMPLE)) / written.max(1);
        let users = u16::try_from(users).unwrap_or(Self::MOST_USERS);
        Self::generate(seed, parties, month, users)
    }

    /// How many people it is for.
    pub const fn users(&self) -> usize {
        self.clients.len()
    }

    /// The files of the sending unit 予定: 第6表, 第7表 and 利用者補足情報.
    pub fn files(&self, stamp: &Stamp) -> Result<Vec<File>, GenerateError> {
        let heading = self.heading(stamp);
        let parties = (&self.parties.manager, &self.parties.service);
        [
            (FileKind::UsePlan, forms::use_plan(&heading, &self.clients)),
            (
                FileKind::UseAnnex,
                forms::use_annex(&heading, &self.clients),
            ),
            (
                FileKind::UserSupplement,
                forms::supplement(&heading, &self.clients),
            ),
        ]
        .into_iter()
        .map(|(kind, records)| forms::file(kind, &heading, parties, &records))
        .collect()
    }

    /// What the service office delivered: mostly what was planned.
    pub fn actual(&self, seed: u64) -> Actual {
        actual::deliver(seed, &self.parties, self.month, &self.clients)
    }

    /// The people and what is planned for them.
    pub(super) fn into_clients(self) -> Vec<Client> {
        self.clients
    }

    const fn heading<'a>(&'a self, stamp: &'a Stamp) -> Heading<'a> {
        Heading {
            spec: SpecVersion::V4_1,
            parties: &self.parties,
            month: self.month,
            stamp,
        }
    }
}

/// What a person receives: everybody of the service office, every second of each other office.
pub(super) fn lines(
    chance: &mut Chance,
    services: &[Service],
    month: ServiceMonth,
    most_units: u32,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (office, service) in services.iter().enumerate() {
        if office > 0 && chance.once_in(2) {
            continue;
        }
        let more = service.month(chance, office, month);
        if units(&lines) + units(&more) <= most_units {
            lines.extend(more);
        }
    }
    lines
}

fn units(lines: &[Line]) -> u32 {
    lines.iter().map(|line| line.units).sum()
}
