//! The platform's own certificates: TLS and receipts, those of before as well.

use tasuki_terms::{Revocation, Timestamp};

use super::certificates::revocation;
use super::reading::{Columns, Table};
use super::transaction::Transaction;
use crate::StoreError;
use crate::records::values::params;

const OWN_CERTIFICATE: Table = Table {
    name: "own_certificate",
    columns: &[
        "serial",
        "der",
        "valid_until",
        "revoked_at",
        "revocation_reason",
    ],
};

/// A certificate of the platform itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnCertificateRow {
    /// Its serial number, small hexadecimal digits.
    pub serial: String,
    /// The certificate.
    pub der: Vec<u8>,
    /// The last moment at which it is valid (notAfter).
    pub valid_until: Timestamp,
    /// When and why it was revoked, if it was.
    pub revoked: Option<Revocation>,
}

impl Transaction<'_> {
    /// Keeps a certificate of the platform, or that it was revoked.
    pub fn save_own_certificate(&self, row: &OwnCertificateRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO own_certificate (serial, der, valid_until, revoked_at, \
             revocation_reason) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (serial) DO UPDATE SET revoked_at = excluded.revoked_at, \
             revocation_reason = excluded.revocation_reason",
            params![
                row.serial,
                row.der,
                row.valid_until.as_microsecond(),
                row.revoked.map(|one| one.at.as_microsecond()),
                row.revoked.map(|one| one.reason.as_str()),
            ],
        )?;
        Ok(())
    }

    /// The platform's certificate of a serial number.
    pub fn own_certificate(&self, serial: &str) -> Result<Option<OwnCertificateRow>, StoreError> {
        let sql = OWN_CERTIFICATE.select() + " WHERE serial = ?1";
        self.session().first(&OWN_CERTIFICATE, &sql, [serial], read)
    }

    /// The platform's certificates that were revoked and are not over before `at`.
    pub fn revoked_own_certificates(
        &self,
        at: Timestamp,
    ) -> Result<Vec<OwnCertificateRow>, StoreError> {
        let sql = OWN_CERTIFICATE.select()
            + " WHERE revoked_at IS NOT NULL AND valid_until >= ?1 ORDER BY serial";
        let values = params![at.as_microsecond()];
        self.session().all(&OWN_CERTIFICATE, &sql, values, read)
    }
}

fn read(row: &Columns<'_>) -> Result<OwnCertificateRow, StoreError> {
    Ok(OwnCertificateRow {
        serial: row.value("serial")?,
        der: row.value("der")?,
        valid_until: row.time("valid_until")?,
        revoked: revocation(row)?,
    })
}
