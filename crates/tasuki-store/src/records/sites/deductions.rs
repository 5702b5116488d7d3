//! Deduction files (差引依頼) and what came back for them.

use tasuki_exchange::Federation;
use tasuki_terms::{CalendarMonth, Timestamp, Yen};

use crate::StoreError;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const FILE: Table = Table {
    name: "deduction_file",
    columns: &[
        "claim_month",
        "federation",
        "made_at",
        "made_by",
        "lines",
        "total",
        "content",
        "result_at",
    ],
};

/// A deduction file (差引依頼) that went to a federation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeductionFileRow {
    /// The month whose claims are meant.
    pub claim_month: CalendarMonth,
    /// The federation that is asked.
    pub federation: Federation,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// How many licences are in it.
    pub lines: u64,
    /// What they cost together.
    pub total: Yen,
    /// Its bytes.
    pub content: Vec<u8>,
    /// When its last result was read in.
    pub result_at: Option<Timestamp>,
}

impl Transaction<'_> {
    /// Keeps a deduction file. One for each month and federation: the database refuses a second.
    pub fn save_deduction_file(&self, row: &DeductionFileRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO deduction_file (claim_month, federation, made_at, made_by, lines, total, \
             content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                row.claim_month.to_string(),
                row.federation.to_string(),
                row.made_at.as_microsecond(),
                row.made_by,
                signed(row.lines),
                row.total.amount(),
                row.content,
            ],
        )?;
        Ok(())
    }

    /// Keeps what came back for a deduction file, behind what came before.
    pub fn save_deduction_result(
        &self,
        file: &DeductionFileRow,
        result: &[u8],
        (at, by): (Timestamp, &str),
    ) -> Result<(), StoreError> {
        let (month, federation) = (file.claim_month.to_string(), file.federation.to_string());
        self.session().run(
            "INSERT INTO deduction_result (claim_month, federation, ordinal, content, read_at, \
             read_by) SELECT ?1, ?2, coalesce(max(ordinal), 0) + 1, ?3, ?4, ?5 \
             FROM deduction_result WHERE claim_month = ?1 AND federation = ?2",
            params![month, federation, result, at.as_microsecond(), by],
        )?;
        self.session().run(
            "UPDATE deduction_file SET result_at = ?3 WHERE claim_month = ?1 AND federation = ?2",
            params![month, federation, at.as_microsecond()],
        )?;
        Ok(())
    }

    /// Whether these very bytes came back for a deduction file before.
    pub fn has_deduction_result(
        &self,
        file: &DeductionFileRow,
        result: &[u8],
    ) -> Result<bool, StoreError> {
        let (month, federation) = (file.claim_month.to_string(), file.federation.to_string());
        self.session().exists(
            "SELECT 1 FROM deduction_result WHERE claim_month = ?1 AND federation = ?2 \
             AND content = ?3",
            params![month, federation, result],
        )
    }

    /// The deduction file of a month for a federation.
    pub fn deduction_file(
        &self,
        month: CalendarMonth,
        federation: Federation,
    ) -> Result<Option<DeductionFileRow>, StoreError> {
        let sql = FILE.select() + " WHERE claim_month = ?1 AND federation = ?2";
        let values = [month.to_string(), federation.to_string()];
        self.session().first(&FILE, &sql, values, read)
    }

    /// All deduction files, the newest month first.
    pub fn deduction_files(&self) -> Result<Vec<DeductionFileRow>, StoreError> {
        let sql = FILE.select() + " ORDER BY claim_month DESC, federation";
        self.session().all(&FILE, &sql, [], read)
    }
}

fn read(row: &Columns<'_>) -> Result<DeductionFileRow, StoreError> {
    Ok(DeductionFileRow {
        claim_month: row.parsed("claim_month")?,
        federation: row.parsed("federation")?,
        made_at: row.time("made_at")?,
        made_by: row.value("made_by")?,
        lines: row.count("lines")?,
        total: Yen::new(row.value("total")?),
        content: row.value("content")?,
        result_at: row.optional_time("result_at")?,
    })
}
