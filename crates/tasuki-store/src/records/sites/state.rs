//! What the sites say of the system's state.

use tasuki_terms::Timestamp;

use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

const STATE: Table = Table {
    name: "system_state",
    columns: &["is_usable", "sentence", "changed_at"],
};

/// What the sites say of the system's state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemStateRow {
    /// Whether offices can exchange (「利用可能です。」).
    pub is_usable: bool,
    /// The sentence below.
    pub sentence: String,
    /// Since when it says so.
    pub changed_at: Timestamp,
}

impl Transaction<'_> {
    /// What the sites say now.
    pub fn system_state(&self) -> Result<SystemStateRow, StoreError> {
        let state = self.session().first(&STATE, &STATE.select(), [], |row| {
            Ok(SystemStateRow {
                is_usable: row.value("is_usable")?,
                sentence: row.value("sentence")?,
                changed_at: row.time("changed_at")?,
            })
        })?;
        state.ok_or(StoreError::Inconsistent {
            table: STATE.name,
            column: "only_row",
        })
    }

    /// Lets the sites say something else.
    pub fn save_system_state(&self, row: &SystemStateRow) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE system_state SET is_usable = ?1, sentence = ?2, changed_at = ?3",
            params![row.is_usable, row.sentence, row.changed_at.as_microsecond()],
        )?;
        Ok(())
    }
}
