//! The address book (事業所), which fills from use.

use rusqlite::Row;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::text::{list, parsed, parsed_list, time};
use super::{Book, BookError};

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

    /// Keeps what is known of a partner, in place of what was known before.
    pub fn save_partner(&self, partner: &Partner) -> Result<(), BookError> {
        self.save_partners(std::slice::from_ref(partner))
    }

    /// Keeps what is known of partners, in place of what was known before.
    pub fn save_partners(&self, partners: &[Partner]) -> Result<(), BookError> {
        let mut rows = Vec::with_capacity(partners.len());
        for partner in partners {
            let name = self.seal(&place(partner.number), partner.name.as_bytes())?;
            rows.push((partner, name));
        }
        self.write("save_partners", |transaction| {
            let mut save = transaction.prepare_cached(
                "INSERT INTO partner (number, services, favourite, member, exchanged_at, name)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (number) DO UPDATE SET services = excluded.services,
                     favourite = excluded.favourite, member = excluded.member,
                     exchanged_at = excluded.exchanged_at, name = excluded.name",
            )?;
            for (partner, name) in rows {
                save.execute((
                    partner.number.to_string(),
                    list(&partner.services),
                    partner.favourite,
                    partner.member,
                    partner.exchanged_at.map(Timestamp::as_microsecond),
                    name,
                ))?;
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
