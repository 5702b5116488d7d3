//! What the first page asks for (今月), read without opening what is sealed.

use tasuki_standard::service_between;
use tasuki_terms::{MessageId, ServiceMonth};

use super::text::{parsed, parsed_if_any};
use super::{Book, BookError};
use crate::ledger::Side;
use crate::month::Exchanged;

impl Book {
    /// Which plans (予定) and actuals (実績) of these service months were exchanged with whom and about which
    /// service, each once.
    pub fn exchanged(&self, months: &[ServiceMonth]) -> Result<Vec<Exchanged>, BookError> {
        self.read("exchanged", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT side, partner, unit, state, partner_service, own_service
                 FROM message
                 WHERE service_month = ?1 AND unit IN ('use_table', 'actual')",
            )?;
            let mut all = Vec::new();
            for month in months {
                let rows = statement.query_map([month.to_string()], |row| {
                    let text = |column| row.get::<_, String>(column);
                    Ok(Exchanged {
                        side: match &*text(0)? {
                            "sent" => Side::Sent,
                            _ => Side::Received,
                        },
                        partner: parsed(1, &text(1)?)?,
                        service: service_between([
                            parsed_if_any(4, row.get(4)?)?,
                            parsed_if_any(5, row.get(5)?)?,
                        ]),
                        unit: parsed(2, &text(2)?)?,
                        month: *month,
                        state: parsed(3, &text(3)?)?,
                    })
                })?;
                for row in rows {
                    all.push(row?);
                }
            }
            Ok(all)
        })
    }

    /// The messages that wait to be received, oldest first.
    pub fn waiting(&self) -> Result<Vec<MessageId>, BookError> {
        self.read("waiting", |connection| {
            // Ids begin with the time of sending.
            connection
                .prepare_cached(
                    "SELECT id FROM message
                     WHERE side = 'received' AND state IN ('accepted', 'fetched') ORDER BY id",
                )?
                .query_map([], |row| parsed(0, &row.get::<_, String>(0)?))?
                .collect()
        })
    }

    /// How many messages wait to be received.
    pub fn count_waiting(&self) -> Result<usize, BookError> {
        let count: u32 = self.read("count_waiting", |connection| {
            connection
                .prepare_cached(
                    "SELECT count(*) FROM message
                     WHERE side = 'received' AND state IN ('accepted', 'fetched')",
                )?
                .query_row([], |row| row.get(0))
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }
}
