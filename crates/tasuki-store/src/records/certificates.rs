//! Certificates that were issued to offices.

use std::collections::BTreeSet;

use tasuki_terms::{OfficeNumber, Revocation, RevocationReason, Timestamp, UserId};

use super::Records;
use super::reading::{Columns, Table};
use super::transaction::Transaction;
use crate::StoreError;
use crate::records::values::params;

const CERTIFICATE: Table = Table {
    name: "certificate",
    columns: &[
        "serial",
        "office",
        "user_id",
        "der",
        "valid_from",
        "valid_until",
        "revoked_at",
        "revocation_reason",
    ],
};

const SERIAL: Table = Table {
    name: "certificate",
    columns: &["serial"],
};

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
    /// The last moment at which it is valid (notAfter).
    pub valid_until: Timestamp,
    /// When and why it was revoked, if it was.
    pub revoked: Option<Revocation>,
}

impl Records {
    /// The certificates of an office that are valid at `at`, the newest first.
    pub async fn certificates(
        &self,
        office: OfficeNumber,
        at: Timestamp,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        self.readers
            .here("certificates", move |session| {
                let sql = CERTIFICATE.select()
                    + " WHERE office = ?1 AND revoked_at IS NULL AND valid_from <= ?2 \
                       AND valid_until >= ?2 ORDER BY valid_from DESC, serial";
                let values = params![office.to_string(), at.as_microsecond()];
                session.all(&CERTIFICATE, &sql, values, read)
            })
            .await
    }

    /// A certificate by its serial number.
    pub async fn certificate(&self, serial: &str) -> Result<Option<CertificateRow>, StoreError> {
        let serial = serial.to_owned();
        self.readers
            .here("certificate", move |session| {
                Transaction::new(session).certificate(&serial)
            })
            .await
    }

    /// All revoked certificates whose time is not over before `at`, by their serial numbers.
    pub async fn revoked_certificates(
        &self,
        at: Timestamp,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        self.readers
            .apart("revoked_certificates", move |session| {
                let sql = CERTIFICATE.select()
                    + " WHERE revoked_at IS NOT NULL AND valid_until >= ?1 ORDER BY serial";
                session.all(&CERTIFICATE, &sql, params![at.as_microsecond()], read)
            })
            .await
    }

    /// The serial numbers of all revoked certificates of offices.
    pub async fn revoked_serials(&self) -> Result<BTreeSet<String>, StoreError> {
        let serials = self
            .readers
            .apart("revoked_serials", |session| {
                let sql = SERIAL.select() + " WHERE revoked_at IS NOT NULL";
                session.all(&SERIAL, &sql, [], |row| row.value("serial"))
            })
            .await?;
        Ok(serials.into_iter().collect())
    }
}

impl Transaction<'_> {
    /// Saves a new certificate.
    pub fn save_certificate(&self, certificate: &CertificateRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO certificate (serial, office, user_id, der, valid_from, \
             valid_until, revoked_at, revocation_reason) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                certificate.serial,
                certificate.office.to_string(),
                certificate.user.to_string(),
                certificate.der,
                certificate.valid_from.as_microsecond(),
                certificate.valid_until.as_microsecond(),
                certificate.revoked.map(|one| one.at.as_microsecond()),
                certificate.revoked.map(|one| one.reason.as_str()),
            ],
        )?;
        Ok(())
    }

    /// Revokes a certificate; one that is revoked already keeps its moment and its reason.
    pub fn revoke_certificate(
        &self,
        serial: &str,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE certificate SET revoked_at = ?2, revocation_reason = ?3 \
             WHERE serial = ?1 AND revoked_at IS NULL",
            params![
                serial,
                revocation.at.as_microsecond(),
                revocation.reason.as_str()
            ],
        )?;
        Ok(())
    }

    /// Lets all certificates of an office be revoked from a moment on; those for which that is
    /// planned already keep theirs.
    pub fn revoke_certificates_from(
        &self,
        office: OfficeNumber,
        from: Timestamp,
    ) -> Result<(), StoreError> {
        self.session().run(
            "UPDATE certificate SET revoke_from = ?2 \
             WHERE office = ?1 AND revoked_at IS NULL AND revoke_from IS NULL",
            params![office.to_string(), from.as_microsecond()],
        )?;
        Ok(())
    }

    /// The serial numbers of those that are to be revoked by `now`, and are not yet over.
    pub fn certificates_to_revoke(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let sql = SERIAL.select()
            + " WHERE revoke_from <= ?1 AND revoked_at IS NULL AND valid_until >= ?1 \
               ORDER BY serial";
        let values = params![now.as_microsecond()];
        let read = |row: &Columns<'_>| row.value("serial");
        self.session().all(&SERIAL, &sql, values, read)
    }

    /// All certificates that are neither revoked nor over at `now`.
    pub fn certificates_in_use(&self, now: Timestamp) -> Result<Vec<CertificateRow>, StoreError> {
        let sql = CERTIFICATE.select()
            + " WHERE revoked_at IS NULL AND valid_until >= ?1 ORDER BY serial";
        let values = params![now.as_microsecond()];
        self.session().all(&CERTIFICATE, &sql, values, read)
    }

    /// When a certificate of an office was revoked last.
    pub fn revoked_last(&self, office: OfficeNumber) -> Result<Option<Timestamp>, StoreError> {
        let sql = CERTIFICATE.select()
            + " WHERE office = ?1 AND revoked_at IS NOT NULL ORDER BY revoked_at DESC LIMIT 1";
        let last = self
            .session()
            .first(&CERTIFICATE, &sql, [office.to_string()], read)?;
        Ok(last.and_then(|row| row.revoked).map(|one| one.at))
    }

    /// A certificate by its serial number.
    pub fn certificate(&self, serial: &str) -> Result<Option<CertificateRow>, StoreError> {
        let sql = CERTIFICATE.select() + " WHERE serial = ?1";
        self.session().first(&CERTIFICATE, &sql, [serial], read)
    }

    /// The certificate of each office that ends last, where its last moment lies in a period.
    pub fn certificates_ending(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        let sql = CERTIFICATE.select()
            + " WHERE revoked_at IS NULL AND valid_until >= ?1 AND valid_until < ?2 \
               AND NOT EXISTS (SELECT 1 FROM certificate AS later \
               WHERE later.office = certificate.office AND later.revoked_at IS NULL \
               AND later.valid_until > certificate.valid_until) ORDER BY office";
        let values = params![from.as_microsecond(), to.as_microsecond()];
        self.session().all(&CERTIFICATE, &sql, values, read)
    }

    /// The certificates of an office that are valid at `at`, the one that ends last first.
    pub fn valid_certificates(
        &self,
        office: OfficeNumber,
        at: Timestamp,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        let sql = CERTIFICATE.select()
            + " WHERE office = ?1 AND revoked_at IS NULL AND valid_from <= ?2 \
               AND valid_until >= ?2 ORDER BY valid_until DESC, serial";
        let values = params![office.to_string(), at.as_microsecond()];
        self.session().all(&CERTIFICATE, &sql, values, read)
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
        revoked: revocation(row)?,
    })
}

/// When and why, of a table that tells it in these two columns.
pub(super) fn revocation(row: &Columns<'_>) -> Result<Option<Revocation>, StoreError> {
    let at = row.optional_time("revoked_at")?;
    let reason = row.optional_named("revocation_reason", RevocationReason::read)?;
    Ok(at.zip(reason).map(|(at, reason)| Revocation { at, reason }))
}

#[cfg(test)]
mod tests;
