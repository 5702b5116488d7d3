//! Offices.

mod members;
mod search;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use tasuki_exchange::OfficeStatus;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use super::Records;
use super::engine::{Asked, Connection, Writing};
use super::reading::{Columns, Session, Table, joined, signed};
use super::transaction::Transaction;
use super::writer::transact;
use crate::StoreError;
use crate::records::values::params;

pub use members::{MemberRow, MembersAt};
pub use search::{Membership, OfficePage, OfficeSearch};

const NUMBER: Table = Table {
    name: "office",
    columns: &["number"],
};

pub(super) const OFFICE: Table = Table {
    name: "office",
    columns: &[
        "number",
        "name",
        "kana",
        "service_types",
        "registered_at",
        "licensed_from",
        "licensed_until",
        "status",
        "successor",
        "address",
    ],
};

/// What every request of an office asks for.
pub(super) const STATUS: Table = Table {
    name: "office",
    columns: &["status"],
};

/// The office of a number.
pub(super) const OF_NUMBER: &str = " WHERE number = ?1";

/// The offices of two numbers.
pub(super) const OF_TWO: &str = " WHERE number IN (?1, ?2)";

/// A registered office (利用申請済みの事業所).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeRow {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its name in kana (事業所名カナ); empty where it is not known.
    pub kana: String,
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
        let asked = Asked {
            sql: (OFFICE.select() + OF_NUMBER).into(),
            values: vec![number.to_string().into()],
        };
        let found = self.readers.look("office", &OFFICE, asked, read).await?;
        Ok(found.into_iter().next())
    }

    /// Two offices; none in the place of one that is not registered.
    pub async fn two_offices(
        &self,
        one: OfficeNumber,
        other: OfficeNumber,
    ) -> Result<(Option<OfficeRow>, Option<OfficeRow>), StoreError> {
        let asked = Asked {
            sql: (OFFICE.select() + OF_TWO).into(),
            values: vec![one.to_string().into(), other.to_string().into()],
        };
        let found = self
            .readers
            .look("two_offices", &OFFICE, asked, read)
            .await?;
        let of = |number| found.iter().find(|office| office.number == number).cloned();
        Ok((of(one), of(other)))
    }

    /// The status of an office; none if no office of this number is registered.
    pub async fn office_status(
        &self,
        number: OfficeNumber,
    ) -> Result<Option<OfficeStatus>, StoreError> {
        let asked = Asked {
            sql: (STATUS.select() + OF_NUMBER).into(),
            values: vec![number.to_string().into()],
        };
        let status = |row: &Columns<'_>| row.named("status", OfficeStatus::read);
        let found = self.readers.look("office_status", &STATUS, asked, status);
        Ok(found.await?.into_iter().next())
    }

    /// The offices that are suspended now.
    pub async fn suspended_offices(&self) -> Result<BTreeSet<OfficeNumber>, StoreError> {
        let numbers = self
            .readers
            .apart("suspended_offices", |session| {
                let sql = NUMBER.select() + " WHERE status = 'suspended'";
                session.all(&NUMBER, &sql, [], |row| row.parsed("number"))
            })
            .await?;
        Ok(numbers.into_iter().collect())
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
        let words = words::words(&office.name, &office.kana);
        let is_searched = self.session().exists(
            "SELECT 1 FROM office WHERE number = ?1 AND words = ?2",
            params![office.number.to_string(), words],
        )?;
        self.session().run(
            "INSERT INTO office (number, name, service_types, registered_at, licensed_from, \
             licensed_until, status, successor, address, kana, words) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
             ON CONFLICT (number) DO UPDATE SET name = excluded.name, \
             kana = excluded.kana, words = excluded.words, \
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
                office.kana,
                words,
            ],
        )?;
        if is_searched {
            return Ok(());
        }
        save_grams(self.session(), office.number.as_str(), &words)
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

/// Saves by which letters an office is found.
fn save_grams(session: &Session<'_>, number: &str, words: &str) -> Result<(), StoreError> {
    session.run("DELETE FROM office_gram WHERE office = ?1", [number])?;
    for gram in words::grams(words) {
        session.run(
            "INSERT INTO office_gram (gram, office) VALUES (?1, ?2)",
            [gram.as_str(), number],
        )?;
    }
    Ok(())
}

/// Lets offices be found that were registered before they could be searched by their letters.
pub(super) fn fill_words(connection: &mut Connection) -> Result<(), StoreError> {
    const UNSEARCHED: Table = Table {
        name: "office",
        columns: &["number", "name", "kana"],
    };
    transact(connection, "fill_words", Writing::Alone, |session| {
        let sql = UNSEARCHED.select() + " WHERE words IS NULL";
        let rows = session.all(&UNSEARCHED, &sql, [], |row| {
            Ok((
                row.value::<String>("number")?,
                words::words(&row.value::<String>("name")?, &row.value::<String>("kana")?),
            ))
        })?;
        for (number, words) in rows {
            session.run(
                "UPDATE office SET words = ?2 WHERE number = ?1",
                [&number, &words],
            )?;
            save_grams(session, &number, &words)?;
        }
        Ok(())
    })
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
        kana: row.value("kana")?,
        service_types: row.list("service_types")?,
        registered_at: row.time("registered_at")?,
        licensed_from: row.optional_time("licensed_from")?,
        licensed_until: row.optional_time("licensed_until")?,
        status: row.named("status", OfficeStatus::read)?,
        successor: row.optional("successor")?,
        address: row.value("address")?,
    })
}
