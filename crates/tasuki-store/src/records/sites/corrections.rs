//! What somebody wants to be mended in the directory (掲載内容の修正依頼).

use tasuki_terms::{OfficeNumber, Timestamp};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const CORRECTION: Table = Table {
    name: "correction",
    columns: &[
        "id",
        "office",
        "wish",
        "sender",
        "address",
        "asked_at",
        "is_done",
        "assignee",
        "changed_at",
    ],
};

/// A request (修正依頼).
#[derive(Clone, PartialEq, Eq)]
pub struct CorrectionRow {
    /// Its id.
    pub id: RecordId,
    /// The office that it is about.
    pub office: OfficeNumber,
    /// What is to be mended.
    pub wish: String,
    /// Who asks.
    pub sender: String,
    /// A mail address or telephone number for the answer.
    pub address: String,
    /// When.
    pub asked_at: Timestamp,
    /// Whether it was dealt with.
    pub is_done: bool,
    /// The operator who deals with it; empty for nobody.
    pub assignee: String,
    /// When it was asked or changed.
    pub changed_at: Timestamp,
}

/// Without who asks and what: that is personal.
impl std::fmt::Debug for CorrectionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CorrectionRow")
            .field("id", &self.id)
            .field("is_done", &self.is_done)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Keeps a request, or changes its state and assignee.
    pub fn save_correction(&self, row: &CorrectionRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO correction (id, office, wish, sender, address, asked_at, is_done, \
             assignee, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
             ON CONFLICT (id) DO UPDATE SET is_done = excluded.is_done, \
             assignee = excluded.assignee, changed_at = excluded.changed_at",
            params![
                row.id.to_string(),
                row.office.as_str(),
                row.wish,
                row.sender,
                row.address,
                row.asked_at.as_microsecond(),
                row.is_done,
                row.assignee,
                row.changed_at.as_microsecond(),
            ],
        )?;
        Ok(())
    }

    /// The request of this id.
    pub fn correction(&self, id: RecordId) -> Result<Option<CorrectionRow>, StoreError> {
        let sql = CORRECTION.select() + " WHERE id = ?1";
        self.session()
            .first(&CORRECTION, &sql, [id.to_string()], read)
    }

    /// Requests that were dealt with or not, the oldest first: `limit` of them behind the first `skip`.
    pub fn corrections(
        &self,
        is_done: bool,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<CorrectionRow>, StoreError> {
        let sql =
            CORRECTION.select() + " WHERE is_done = ?1 ORDER BY asked_at, id LIMIT ?3 OFFSET ?2";
        let values = params![is_done, signed(skip), signed(limit)];
        self.session().all(&CORRECTION, &sql, values, read)
    }

    /// How many requests were dealt with or not.
    pub fn correction_count(&self, is_done: bool) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM correction WHERE is_done = ?1";
        self.session().count(sql, [is_done])
    }

    /// How many requests about an office wait.
    pub fn waiting_corrections(&self, office: OfficeNumber) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM correction WHERE office = ?1 AND is_done = 0";
        self.session().count(sql, [office.as_str()])
    }

    /// Removes requests that were dealt with before a moment; tells how many.
    pub fn remove_corrections_done_before(&self, before: Timestamp) -> Result<usize, StoreError> {
        let sql = "DELETE FROM correction WHERE is_done = 1 AND changed_at < ?1";
        self.session().run(sql, [before.as_microsecond()])
    }
}

fn read(row: &Columns<'_>) -> Result<CorrectionRow, StoreError> {
    Ok(CorrectionRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        wish: row.value("wish")?,
        sender: row.value("sender")?,
        address: row.value("address")?,
        asked_at: row.time("asked_at")?,
        is_done: row.value("is_done")?,
        assignee: row.value("assignee")?,
        changed_at: row.time("changed_at")?,
    })
}
