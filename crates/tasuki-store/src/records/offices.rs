//! Offices.

use rusqlite::params;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::Records;
use super::reading::{Columns, Table, joined};
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
}

impl Records {
    /// Registers an office, or changes what is known of it.
    pub async fn save_office(&self, office: OfficeRow) -> Result<(), StoreError> {
        self.writer
            .work("save_office", move |session| {
                session.run(
                    "INSERT INTO office (number, name, service_types, registered_at, \
                     licensed_from, licensed_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                     ON CONFLICT (number) DO UPDATE SET name = excluded.name, \
                     service_types = excluded.service_types, \
                     licensed_from = excluded.licensed_from, \
                     licensed_until = excluded.licensed_until",
                    params![
                        office.number.to_string(),
                        office.name,
                        joined(&office.service_types),
                        office.registered_at.as_microsecond(),
                        office.licensed_from.map(Timestamp::as_microsecond),
                        office.licensed_until.map(Timestamp::as_microsecond),
                    ],
                )?;
                Ok(())
            })
            .await
    }

    /// The office of this number.
    pub async fn office(&self, number: OfficeNumber) -> Result<Option<OfficeRow>, StoreError> {
        self.readers
            .here("office", |session| {
                let sql = OFFICE.select() + " WHERE number = ?1";
                session.first(&OFFICE, &sql, [number.to_string()], read)
            })
            .await
    }

    /// Offices whose number or name contains `text`, ordered by number, at most `limit`.
    pub async fn offices(&self, text: &str, limit: u32) -> Result<Vec<OfficeRow>, StoreError> {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        self.readers
            .apart("offices", move |session| {
                let sql = OFFICE.select()
                    + " WHERE number LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\' \
                       ORDER BY number LIMIT ?2";
                session.all(&OFFICE, &sql, params![pattern, limit], read)
            })
            .await
    }
}

fn read(row: &Columns<'_>) -> Result<OfficeRow, StoreError> {
    Ok(OfficeRow {
        number: row.parsed("number")?,
        name: row.value("name")?,
        service_types: row.list("service_types")?,
        registered_at: row.time("registered_at")?,
        licensed_from: row.optional_time("licensed_from")?,
        licensed_until: row.optional_time("licensed_until")?,
    })
}
