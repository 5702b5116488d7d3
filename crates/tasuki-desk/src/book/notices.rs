//! Which notices (お知らせ) were read.

use std::collections::BTreeSet;

use tasuki_terms::Timestamp;

use super::{Book, BookError};

impl Book {
    /// The ids of the notices that were read.
    pub fn notices_read(&self) -> Result<BTreeSet<String>, BookError> {
        self.read("notices_read", |connection| {
            connection
                .prepare_cached("SELECT id FROM notice_read")?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }

    /// Notes that a notice was read.
    pub fn mark_notice_read(&self, id: &str, now: Timestamp) -> Result<(), BookError> {
        self.write("mark_notice_read", |transaction| {
            transaction
                .execute(
                    "INSERT INTO notice_read (id, read_at) VALUES (?1, ?2)
                     ON CONFLICT (id) DO NOTHING",
                    (id, now.as_microsecond()),
                )
                .map(drop)
        })
    }
}
