//! The address book (事業所), which fills from use.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Row};
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::text::{list, parsed, parsed_list, time};
use super::{Book, BookError, ListedMessage};

/// An office with which messages are exchanged, or may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partner {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name, as last told by the platform; empty where it was never told.
    pub name: String,
    /// Its service types, as far as they are known.
    pub services: Vec<ServiceType>,
    /// Whether somebody marked it (よく使う事業所).
    pub favourite: bool,
    /// Whether it takes part now; none where the platform was not asked.
    pub member: Option<bool>,
    /// The last message in either direction.
    pub exchanged_at: Option<Timestamp>,
}

impl Partner {
    /// An office of which only the number is known.
    pub const fn new(number: OfficeNumber) -> Self {
        Self {
            number,
            name: String::new(),
            services: Vec::new(),
            favourite: false,
            member: None,
            exchanged_at: None,
        }
    }
}

impl Book {
    /// All partners: marked ones first, then by the last exchange, newest first, then by number.
    pub fn partners(&self) -> Result<Vec<Partner>, BookError> {
        let rows = self.read("partners", |connection| {
            connection
                .prepare_cached(
                    "SELECT number, services, favourite, member, exchanged_at, name FROM partner
                     ORDER BY favourite DESC, exchanged_at IS NULL, exchanged_at DESC, number",
                )?
                .query_map([], |row| Ok((read(row)?, row.get::<_, Vec<u8>>(5)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(partner, sealed)| {
                let name = self.opened_text(&place(partner.number), &sealed)?;
                Ok(Partner { name, ..partner })
            })
            .collect()
    }

    /// Marks an office as one that is often used (よく使う事業所), or no longer; `name` counts where it was not
    /// known before.
    pub fn toggle_favourite(&self, number: OfficeNumber, name: &str) -> Result<(), BookError> {
        let name = self.seal(&place(number), name.as_bytes())?;
        self.write("toggle_favourite", |transaction| {
            transaction
                .execute(
                    "INSERT INTO partner (number, services, favourite, name) VALUES (?1, '', TRUE, ?2)
                     ON CONFLICT (number) DO UPDATE SET favourite = NOT favourite",
                    (number.to_string(), name),
                )
                .map(drop)
        })
    }

    /// Keeps which partners take part now, as the platform told; other offices stay unknown.
    pub fn know_members(&self, told: &[(OfficeNumber, bool)]) -> Result<(), BookError> {
        if told.is_empty() {
            return Ok(());
        }
        self.write("know_members", |transaction| {
            let mut known =
                transaction.prepare_cached("UPDATE partner SET member = ?2 WHERE number = ?1")?;
            for (number, is_member) in told {
                known.execute((number.to_string(), is_member))?;
            }
            Ok(())
        })
    }

    /// Lets the address book learn from messages: names and the last exchange from the newest, services from
    /// all.
    pub fn learn_partners(&self, messages: &[ListedMessage]) -> Result<(), BookError> {
        if messages.is_empty() {
            return Ok(());
        }
        let mut learnt: BTreeMap<OfficeNumber, (&ListedMessage, Vec<ServiceType>)> =
            BTreeMap::new();
        for message in messages {
            let new = || (message, Vec::new());
            let (newest, services) = learnt.entry(message.partner).or_insert_with(new);
            if message.accepted_at >= newest.accepted_at {
                *newest = message;
            }
            services.extend(message.partner_service);
        }
        let mut rows = Vec::with_capacity(learnt.len());
        for (number, (newest, services)) in learnt {
            let name = self.seal(&place(number), newest.partner_name.as_bytes())?;
            rows.push((number.to_string(), services, newest.accepted_at, name));
        }
        self.write("learn_partners", |transaction| {
            for (number, services, at, name) in rows {
                let known: Option<String> = transaction
                    .prepare_cached("SELECT services FROM partner WHERE number = ?1")?
                    .query_row([&number], |row| row.get(0))
                    .optional()?;
                let mut all: Vec<ServiceType> = parsed_list(0, &known.unwrap_or_default())?;
                for service in services {
                    if !all.contains(&service) {
                        all.push(service);
                    }
                }
                transaction
                    .prepare_cached(
                        "INSERT INTO partner (number, services, favourite, exchanged_at, name)
                         VALUES (?1, ?2, FALSE, ?3, ?4)
                         ON CONFLICT (number) DO UPDATE SET services = excluded.services,
                             name = iif(coalesce(exchanged_at, excluded.exchanged_at)
                                 <= excluded.exchanged_at, excluded.name, name),
                             exchanged_at = max(coalesce(exchanged_at, excluded.exchanged_at),
                                 excluded.exchanged_at)",
                    )?
                    .execute((number, list(&all), at.as_microsecond(), name))?;
            }
            Ok(())
        })
    }
}

fn place(number: OfficeNumber) -> String {
    format!("partner/{number}/name")
}

fn read(row: &Row<'_>) -> rusqlite::Result<Partner> {
    let exchanged_at: Option<i64> = row.get(4)?;
    Ok(Partner {
        number: parsed(0, &row.get::<_, String>(0)?)?,
        services: parsed_list(1, &row.get::<_, String>(1)?)?,
        favourite: row.get(2)?,
        member: row.get(3)?,
        exchanged_at: exchanged_at.map(|at| time(4, at)).transpose()?,
        name: String::new(),
    })
}
