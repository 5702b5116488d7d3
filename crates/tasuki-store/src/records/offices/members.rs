//! Who takes part in the exchange, for the directory.

use std::collections::BTreeSet;

use tasuki_exchange::OfficeStatus;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp};

use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

/// The first moment of an office's first licence: the record of the office tells that of the present
/// one.
const SINCE: &str = "(SELECT min(since.at) FROM (SELECT office.licensed_from AS at UNION ALL \
    SELECT starts_at FROM licence WHERE licence.office = office.number \
    AND payment <> 'taken_back') AS since)";

const USES: &str = "EXISTS (SELECT 1 FROM client_use WHERE client_use.office = office.number)";

const MEMBER: Table = Table {
    name: "office",
    columns: &["number", "name", "kana", "service_types", SINCE, USES],
};

/// An office that may use the exchange (利用中の事業所).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberRow {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its name in kana; may be empty.
    pub kana: String,
    /// Its service types.
    pub services: BTreeSet<ServiceType>,
    /// The first moment of its first licence.
    pub since: Timestamp,
    /// Whether its client has ever logged in.
    pub has_used_client: bool,
}

impl Transaction<'_> {
    /// The offices at work whose licence runs at a moment, by number.
    pub fn members(&self, at: Timestamp) -> Result<Vec<MemberRow>, StoreError> {
        let sql = format!(
            "{} WHERE status = ?1 AND {SINCE} <= ?2 \
             AND (licensed_until IS NULL OR licensed_until > ?2) ORDER BY number",
            MEMBER.select()
        );
        let values = params![OfficeStatus::Active.as_str(), at.as_microsecond()];
        self.session().all(&MEMBER, &sql, values, |row| {
            let services: Vec<ServiceType> = row.list("service_types")?;
            Ok(MemberRow {
                number: row.parsed("number")?,
                name: row.value("name")?,
                kana: row.value("kana")?,
                services: services.into_iter().collect(),
                since: row.time(SINCE)?,
                has_used_client: row.value(USES)?,
            })
        })
    }
}
