//! Offices.

use sqlx::{QueryBuilder, Sqlite};
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::Records;
use super::reading::{Columns, joined};
use crate::StoreError;

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
            .work(
                "save_office",
                Box::new(move |connection| {
                    Box::pin(async move {
                        sqlx::query(
                            "INSERT INTO office (number, name, service_types, registered_at, \
                             licensed_from, licensed_until) VALUES ($1, $2, $3, $4, $5, $6) \
                             ON CONFLICT (number) DO UPDATE SET name = excluded.name, \
                             service_types = excluded.service_types, \
                             licensed_from = excluded.licensed_from, \
                             licensed_until = excluded.licensed_until",
                        )
                        .bind(office.number.to_string())
                        .bind(office.name)
                        .bind(joined(&office.service_types))
                        .bind(office.registered_at.as_microsecond())
                        .bind(office.licensed_from.map(Timestamp::as_microsecond))
                        .bind(office.licensed_until.map(Timestamp::as_microsecond))
                        .execute(connection)
                        .await
                        .map_err(StoreError::database("save_office"))?;
                        Ok(())
                    })
                }),
            )
            .await
    }

    /// The office of this number.
    pub async fn office(&self, number: OfficeNumber) -> Result<Option<OfficeRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM office WHERE number = $1")
            .bind(number.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::database("office"))?;
        row.map(|row| {
            read(&Columns {
                table: "office",
                row: &row,
            })
        })
        .transpose()
    }

    /// Offices whose number or name contains `text`, ordered by number, at most `limit`.
    pub async fn offices(&self, text: &str, limit: u32) -> Result<Vec<OfficeRow>, StoreError> {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM office WHERE number LIKE ");
        query
            .push_bind(pattern.clone())
            .push(" ESCAPE '\\' OR name LIKE ")
            .push_bind(pattern)
            .push(" ESCAPE '\\' ORDER BY number LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query
            .build()
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::database("offices"))?;
        rows.iter()
            .map(|row| {
                read(&Columns {
                    table: "office",
                    row,
                })
            })
            .collect()
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
