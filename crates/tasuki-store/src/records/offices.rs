//! Offices.

use rusqlite::params;
use tasuki_exchange::OfficeStatus;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::Records;
use super::reading::{Columns, Table, joined, signed};
use super::transaction::Transaction;
use crate::StoreError;

const OFFICE: Table = Table {
    name: "office",
    columns: &[
        "number",
        "name",
        "service_types",
        "registered_at",
        "licensed_from",
        "licensed_until",
        "status",
        "successor",
        "address",
    ],
};

/// A registered office (利用申請済みの事業所).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeRow {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its service types.
    pub service_types: Vec<ServiceType>,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// The first moment of its licence; none while it has none.
    pub licensed_from: Option<Timestamp>,
    /// The first moment after its licence; none while it has no end.
    pub licensed_until: Option<Timestamp>,
    /// Whether it is at work.
    pub status: OfficeStatus,
    /// The number that followed this one (事業所番号の変更).
    pub successor: Option<OfficeNumber>,
    /// Where letters go; may be empty.
    pub address: String,
}

impl Records {
    /// Registers an office, or changes what is known of it.
    pub async fn save_office(&self, office: OfficeRow) -> Result<(), StoreError> {
        self.change("save_office", move |records| records.save_office(&office))
            .await
    }

    /// The office of this number.
    pub async fn office(&self, number: OfficeNumber) -> Result<Option<OfficeRow>, StoreError> {
        self.readers
            .here("office", |session| Transaction::new(session).office(number))
            .await
    }

    /// Offices whose number or name contains `text`, ordered by number, at most `limit`.
    pub async fn offices(&self, text: &str, limit: u32) -> Result<Vec<OfficeRow>, StoreError> {
        let text = text.to_owned();
        self.readers
            .apart("offices", move |session| {
                Transaction::new(session).offices(&text, 0, limit.into())
            })
            .await
    }
}

impl Transaction<'_> {
    /// Registers an office, or changes what is known of it.
    pub fn save_office(&self, office: &OfficeRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO office (number, name, service_types, registered_at, licensed_from, \
             licensed_until, status, successor, address) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
             ON CONFLICT (number) DO UPDATE SET name = excluded.name, \
             service_types = excluded.service_types, \
             licensed_from = excluded.licensed_from, \
             licensed_until = excluded.licensed_until, status = excluded.status, \
             successor = excluded.successor, address = excluded.address",
            params![
                office.number.to_string(),
                office.name,
                joined(&office.service_types),
                office.registered_at.as_microsecond(),
                office.licensed_from.map(Timestamp::as_microsecond),
                office.licensed_until.map(Timestamp::as_microsecond),
                office.status.as_str(),
                office.successor.map(|number| number.to_string()),
                office.address,
            ],
        )?;
        Ok(())
    }

    /// The office of this number.
    pub fn office(&self, number: OfficeNumber) -> Result<Option<OfficeRow>, StoreError> {
        let sql = OFFICE.select() + " WHERE number = ?1";
        self.session()
            .first(&OFFICE, &sql, [number.to_string()], read)
    }

    /// Offices whose number or name contains `text`, ordered by number: `limit` of them behind the
    /// first `skip`.
    pub fn offices(&self, text: &str, skip: u64, limit: u64) -> Result<Vec<OfficeRow>, StoreError> {
        let sql = OFFICE.select()
            + " WHERE number LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\' \
               ORDER BY number LIMIT ?3 OFFSET ?2";
        let values = params![containing(text), signed(skip), signed(limit)];
        self.session().all(&OFFICE, &sql, values, read)
    }

    /// How many offices [`Transaction::offices`] finds in all.
    pub fn office_count(&self, text: &str) -> Result<u64, StoreError> {
        self.session().count(
            "SELECT count(*) FROM office \
             WHERE number LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\'",
            [containing(text)],
        )
    }
}

/// A pattern for texts that contain `text`.
fn containing(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

fn read(row: &Columns<'_>) -> Result<OfficeRow, StoreError> {
    Ok(OfficeRow {
        number: row.parsed("number")?,
        name: row.value("name")?,
        service_types: row.list("service_types")?,
        registered_at: row.time("registered_at")?,
        licensed_from: row.optional_time("licensed_from")?,
        licensed_until: row.optional_time("licensed_until")?,
        status: row.named("status", OfficeStatus::read)?,
        successor: row.optional("successor")?,
        address: row.value("address")?,
    })
}
