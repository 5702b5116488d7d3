//! Texts to be used again (定型文).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Book, BookError};

/// A text to be used again (定型文).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is called.
    pub title: String,
    /// The text of the message.
    pub text: String,
}

impl Book {
    /// All texts, in the order of the screen.
    pub fn templates(&self) -> Result<Vec<Template>, BookError> {
        let rows = self.read("templates", |connection| {
            connection
                .prepare_cached("SELECT place, sealed FROM template ORDER BY place")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(i64, Vec<u8>)>>>()
        })?;
        rows.into_iter()
            .map(|(number, sealed)| {
                let place = place(number);
                let json = self.opened(&place, &sealed)?;
                serde_json::from_slice(&json).map_err(|_| BookError::inconsistent(place))
            })
            .collect()
    }

    /// Keeps these texts in place of those of before.
    pub fn set_templates(&self, templates: &[Template]) -> Result<(), BookError> {
        let mut rows = Vec::with_capacity(templates.len());
        for (number, template) in (1_i64..).zip(templates) {
            let place = place(number);
            let json =
                serde_json::to_vec(template).map_err(|_| BookError::inconsistent(&*place))?;
            rows.push((number, self.seal(&place, &json)?));
        }
        self.write("set_templates", |transaction| {
            transaction.execute("DELETE FROM template", [])?;
            let mut insert = transaction
                .prepare_cached("INSERT INTO template (place, sealed) VALUES (?1, ?2)")?;
            for row in rows {
                insert.execute(row)?;
            }
            Ok(())
        })
    }
}

fn place(number: i64) -> String {
    format!("template/{number}/sealed")
}

impl fmt::Debug for Template {
    /// Shows not the text: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("text", &self.text.len())
            .finish_non_exhaustive()
    }
}
