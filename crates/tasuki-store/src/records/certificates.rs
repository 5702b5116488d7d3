//! Certificates that were issued to offices.

use std::collections::BTreeSet;

use sqlx::Row as _;
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::Records;
use super::reading::Columns;
use crate::StoreError;

/// A certificate (電子証明書).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateRow {
    /// Its serial number, small hexadecimal digits.
    pub serial: String,
    /// Whose it is.
    pub office: OfficeNumber,
    /// Which user it names.
    pub user: UserId,
    /// The certificate.
    pub der: Vec<u8>,
    /// The first moment at which it is valid.
    pub valid_from: Timestamp,
    /// The first moment after.
    pub valid_until: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Records {
    /// Saves a new certificate.
    pub async fn save_certificate(&self, certificate: CertificateRow) -> Result<(), StoreError> {
        self.writer
            .work(
                "save_certificate",
                Box::new(move |connection| {
                    Box::pin(async move {
                        sqlx::query(
                            "INSERT INTO certificate (serial, office, user_id, der, valid_from, \
                             valid_until, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        )
                        .bind(certificate.serial)
                        .bind(certificate.office.to_string())
                        .bind(certificate.user.to_string())
                        .bind(certificate.der)
                        .bind(certificate.valid_from.as_microsecond())
                        .bind(certificate.valid_until.as_microsecond())
                        .bind(certificate.revoked_at.map(Timestamp::as_microsecond))
                        .execute(connection)
                        .await
                        .map_err(StoreError::database("save_certificate"))?;
                        Ok(())
                    })
                }),
            )
            .await
    }

    /// Revokes a certificate; one that is revoked already keeps its moment. False if there
    /// is none with this serial number.
    pub async fn revoke_certificate(
        &self,
        serial: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let known = sqlx::query("SELECT 1 FROM certificate WHERE serial = $1")
            .bind(serial.to_owned())
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::database("revoke_certificate"))?;
        if known.is_none() {
            return Ok(false);
        }
        let serial = serial.to_owned();
        self.writer
            .work(
                "revoke_certificate",
                Box::new(move |connection| {
                    Box::pin(async move {
                        sqlx::query(
                            "UPDATE certificate SET revoked_at = coalesce(revoked_at, $2) \
                             WHERE serial = $1",
                        )
                        .bind(serial)
                        .bind(at.as_microsecond())
                        .execute(connection)
                        .await
                        .map_err(StoreError::database("revoke_certificate"))?;
                        Ok(())
                    })
                }),
            )
            .await?;
        Ok(true)
    }

    /// The certificates of an office that are valid at `at`, the newest first.
    pub async fn certificates(
        &self,
        office: OfficeNumber,
        at: Timestamp,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM certificate WHERE office = $1 AND revoked_at IS NULL \
             AND valid_from <= $2 AND valid_until > $2 ORDER BY valid_from DESC, serial",
        )
        .bind(office.to_string())
        .bind(at.as_microsecond())
        .fetch_all(&self.readers)
        .await
        .map_err(StoreError::database("certificates"))?;
        rows.iter()
            .map(|row| {
                read(&Columns {
                    table: "certificate",
                    row,
                })
            })
            .collect()
    }

    /// The serial numbers of all revoked certificates.
    pub async fn revoked_serials(&self) -> Result<BTreeSet<String>, StoreError> {
        let rows = sqlx::query("SELECT serial FROM certificate WHERE revoked_at IS NOT NULL")
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::database("revoked_serials"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

fn read(row: &Columns<'_>) -> Result<CertificateRow, StoreError> {
    Ok(CertificateRow {
        serial: row.value("serial")?,
        office: row.parsed("office")?,
        user: row.parsed("user_id")?,
        der: row.value("der")?,
        valid_from: row.time("valid_from")?,
        valid_until: row.time("valid_until")?,
        revoked_at: row.optional_time("revoked_at")?,
    })
}
