//! What is known of own copies (控え), so that lists show it and people find them.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_terms::MessageId;

use super::text::parsed;
use super::{Book, BookError};
use crate::ledger::Side;

/// What is known of the inside of an own copy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// How many service users (利用者) its files are about; none where that is not known.
    pub recipients: Option<u32>,
    /// Whether there is a message text; none where that is not known.
    pub has_text: Option<bool>,
    /// The words by which it is found: the names of its service users.
    pub words: Vec<String>,
}

impl Book {
    /// Keeps what is known of an own copy.
    pub(crate) fn save_holdings(
        &self,
        side: Side,
        id: MessageId,
        holdings: &Holdings,
    ) -> Result<(), BookError> {
        let words = self.seal(&place(side, id), holdings.words.join("\n").as_bytes())?;
        self.write("save_holdings", |transaction| {
            transaction
                .execute(
                    "INSERT INTO copy (side, id, recipients, has_text, words)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (side, id) DO UPDATE SET recipients = excluded.recipients,
                         has_text = excluded.has_text, words = excluded.words",
                    (
                        side.as_str(),
                        id.to_string(),
                        holdings.recipients,
                        holdings.has_text,
                        words,
                    ),
                )
                .map(drop)
        })?;
        self.with_kept_lists(|lists| lists.put_words(side, id, &holdings.words));
        Ok(())
    }

    /// What is known of the copies of these messages, their words aside. Those of which nothing is
    /// known are left out.
    pub fn holdings(
        &self,
        side: Side,
        ids: &[MessageId],
    ) -> Result<BTreeMap<MessageId, Holdings>, BookError> {
        self.read("holdings", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT recipients, has_text FROM copy WHERE side = ?1 AND id = ?2",
            )?;
            let mut known = BTreeMap::new();
            for id in ids {
                let mut rows = statement.query((side.as_str(), id.to_string()))?;
                if let Some(row) = rows.next()? {
                    let holdings = Holdings {
                        recipients: row.get(0)?,
                        has_text: row.get(1)?,
                        words: Vec::new(),
                    };
                    known.insert(*id, holdings);
                }
            }
            Ok(known)
        })
    }

    /// The messages of whose copies something is kept.
    pub(crate) fn indexed(&self, side: Side) -> Result<BTreeSet<MessageId>, BookError> {
        self.read("indexed", |connection| {
            connection
                .prepare_cached("SELECT id FROM copy WHERE side = ?1")?
                .query_map([side.as_str()], |row| parsed(0, &row.get::<_, String>(0)?))?
                .collect()
        })
    }

    /// All words of one side.
    pub(super) fn all_words(&self, side: Side) -> Result<Vec<(MessageId, Vec<String>)>, BookError> {
        let rows = self.read("all_words", |connection| {
            connection
                .prepare_cached("SELECT id, words FROM copy WHERE side = ?1")?
                .query_map([side.as_str()], |row| {
                    Ok((parsed(0, &row.get::<_, String>(0)?)?, row.get(1)?))
                })?
                .collect::<rusqlite::Result<Vec<(MessageId, Vec<u8>)>>>()
        })?;
        rows.into_iter()
            .map(|(id, sealed)| {
                let words = self.opened_text(&place(side, id), &sealed)?;
                Ok((id, words.lines().map(str::to_owned).collect()))
            })
            .collect()
    }
}

fn place(side: Side, id: MessageId) -> String {
    format!("copy/{}/{id}/words", side.as_str())
}
