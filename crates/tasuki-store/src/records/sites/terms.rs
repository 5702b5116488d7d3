//! Terms (利用規約) and privacy notice (個人情報の取り扱い), all versions.

use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use crate::StoreError;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const TERMS: Table = Table {
    name: "terms",
    columns: &["document", "version", "body", "valid_from"],
};

/// A version of the terms or of the privacy notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermsRow {
    /// `terms` or `privacy`.
    pub document: String,
    /// Its version, from 1.
    pub version: u32,
    /// The text.
    pub body: String,
    /// The first moment at which it is in force.
    pub valid_from: Timestamp,
}

impl Transaction<'_> {
    /// Saves a new version.
    pub fn save_terms(&self, row: &TermsRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO terms (document, version, body, valid_from) VALUES (?1, ?2, ?3, ?4)",
            params![
                row.document,
                row.version,
                row.body,
                row.valid_from.as_microsecond()
            ],
        )?;
        Ok(())
    }

    /// The version in force.
    pub fn terms_in_force(
        &self,
        document: &str,
        now: Timestamp,
    ) -> Result<Option<TermsRow>, StoreError> {
        let sql = TERMS.select()
            + " WHERE document = ?1 AND valid_from <= ?2 ORDER BY version DESC LIMIT 1";
        let values = params![document, now.as_microsecond()];
        self.session().first(&TERMS, &sql, values, read)
    }

    /// All versions of a document, the newest first.
    pub fn all_terms(&self, document: &str) -> Result<Vec<TermsRow>, StoreError> {
        let sql = TERMS.select() + " WHERE document = ?1 ORDER BY version DESC";
        self.session().all(&TERMS, &sql, [document], read)
    }
}

/// An office's consent to a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConsentRow {
    /// Whose.
    pub office: OfficeNumber,
    /// `terms`, `privacy` or `certificate-terms`.
    pub document: &'static str,
    /// To which version.
    pub version: u32,
    /// Who agreed for the office.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

impl Transaction<'_> {
    /// Keeps a consent; one to the same version stays as it was.
    pub fn save_consent(&self, row: &ConsentRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO consent (office, document, version, user_id, at) \
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![
                row.office.to_string(),
                row.document,
                row.version,
                row.user.to_string(),
                row.at.as_microsecond(),
            ],
        )?;
        Ok(())
    }

    /// The newest version of a document that an office agreed to; 0 if to none.
    pub fn consented_to(&self, office: OfficeNumber, document: &str) -> Result<u32, StoreError> {
        let version = self.session().count(
            "SELECT coalesce(max(version), 0) FROM consent WHERE office = ?1 AND document = ?2",
            params![office.to_string(), document],
        )?;
        Ok(u32::try_from(version).unwrap_or(u32::MAX))
    }
}

fn read(row: &Columns<'_>) -> Result<TermsRow, StoreError> {
    Ok(TermsRow {
        document: row.value("document")?,
        version: u32::try_from(row.count("version")?).unwrap_or(u32::MAX),
        body: row.value("body")?,
        valid_from: row.time("valid_from")?,
    })
}
