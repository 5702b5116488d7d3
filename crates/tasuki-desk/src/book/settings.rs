//! Settings of the client.

use rusqlite::OptionalExtension as _;

use super::{Book, BookError};

impl Book {
    /// A setting, as text; none where it was never set.
    pub fn setting(&self, name: &str) -> Result<Option<String>, BookError> {
        self.read("setting", |connection| {
            connection
                .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// Keeps a setting; none forgets it. Nothing personal may be in it.
    pub fn set_setting(&self, name: &str, value: Option<&str>) -> Result<(), BookError> {
        self.write("set_setting", |transaction| {
            match value {
                Some(value) => transaction.execute(
                    "INSERT INTO setting (name, value) VALUES (?1, ?2)
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [name, value],
                ),
                None => transaction.execute("DELETE FROM setting WHERE name = ?1", [name]),
            }
            .map(drop)
        })
    }
}
