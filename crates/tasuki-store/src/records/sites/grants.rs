//! What operators granted by hand.

use tasuki_exchange::Licence;
use tasuki_terms::{OfficeNumber, Timestamp};

use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

const GRANT: Table = Table {
    name: "granted_licence",
    columns: &["starts_at", "ends_at"],
};

impl Transaction<'_> {
    /// Notes what an operator grants an office by hand, in place of what was granted before.
    pub fn save_grant(&self, office: OfficeNumber, grant: Licence) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO granted_licence (office, starts_at, ends_at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (office) DO UPDATE SET starts_at = excluded.starts_at, \
             ends_at = excluded.ends_at",
            params![
                office.to_string(),
                grant.from.as_microsecond(),
                grant.until.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    /// What an operator granted an office by hand.
    pub fn grant(&self, office: OfficeNumber) -> Result<Option<Licence>, StoreError> {
        let sql = GRANT.select() + " WHERE office = ?1";
        self.session()
            .first(&GRANT, &sql, [office.to_string()], |row| {
                Ok(Licence {
                    from: row.time("starts_at")?,
                    until: row.optional_time("ends_at")?,
                })
            })
    }
}
