//! Who takes part in the exchange, for the directory.

use std::collections::BTreeSet;

use tasuki_exchange::OfficeStatus;
use tasuki_terms::{OfficeNumber, ServiceType, Timestamp, day_in_japan};

use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

/// The first moment of an office's first licence: the record of the office tells that of the
/// present one, if there is one.
const SINCE: &str = "coalesce((SELECT min(since.at) FROM (SELECT office.licensed_from AS at \
    UNION ALL SELECT starts_at FROM licence WHERE licence.office = office.number \
    AND payment <> 'taken_back') AS since), \
    (SELECT starts_at FROM granted_licence WHERE granted_licence.office = office.number))";

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

/// For which moment it is asked who takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MembersAt {
    /// Now: the record of each office tells its licence.
    Now(Timestamp),
    /// A moment that is over: each licence and each grant tells whether it held then, whatever came
    /// since. An office that is suspended or closed now is left out all the same: nobody reaches
    /// it.
    Then(Timestamp),
}

impl MembersAt {
    /// The moment.
    pub const fn moment(self) -> Timestamp {
        match self {
            Self::Now(at) | Self::Then(at) => at,
        }
    }

    /// The condition; ?2 is the moment and ?3 its day in Japan.
    const fn sql(self) -> &'static str {
        match self {
            Self::Now(_) => {
                "?3 <> '' AND licensed_from <= ?2 \
                 AND (licensed_until IS NULL OR licensed_until > ?2)"
            }
            Self::Then(_) => {
                "(EXISTS (SELECT 1 FROM licence WHERE licence.office = office.number \
                 AND payment <> 'taken_back' AND starts_at <= ?2 AND last_day >= ?3) \
                 OR EXISTS (SELECT 1 FROM granted_licence AS granted \
                 WHERE granted.office = office.number AND granted.starts_at <= ?2 \
                 AND (granted.ends_at IS NULL OR granted.ends_at > ?2)))"
            }
        }
    }
}

impl Transaction<'_> {
    /// The offices at work whose licence runs at a moment, by number.
    pub fn members(&self, at: MembersAt) -> Result<Vec<MemberRow>, StoreError> {
        let sql = format!(
            "{} WHERE status = ?1 AND {} ORDER BY number",
            MEMBER.select(),
            at.sql()
        );
        let moment = at.moment();
        let values = params![
            OfficeStatus::Active.as_str(),
            moment.as_microsecond(),
            day_in_japan(moment).to_string(),
        ];
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
