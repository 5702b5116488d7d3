//! Applications for certificates (発行申請).

use tasuki_exchange::CertificateState;
use tasuki_terms::{CertificateClass, Date, OfficeNumber, Timestamp, UserId, Yen};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const APPLICATION: Table = Table {
    name: "certificate_application",
    columns: &[
        "id",
        "office",
        "user_id",
        "kind",
        "applied_at",
        "state",
        "csr",
        "sealed_key",
        "serial",
        "fee",
        "fee_paid_on",
        "decided_at",
        "decided_by",
        "reason",
    ],
};

/// An application for a certificate, and what became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateApplicationRow {
    /// Its id.
    pub id: RecordId,
    /// Whose it is.
    pub office: OfficeNumber,
    /// Who applied.
    pub user: UserId,
    /// For what.
    pub class: CertificateClass,
    /// When.
    pub applied_at: Timestamp,
    /// What became of it.
    pub state: CertificateState,
    /// The request (PKCS#10) with the public key.
    pub csr: Vec<u8>,
    /// The private key, sealed under the office's password for certificates, which the platform does
    /// not know; none if the key never left the office.
    pub sealed_key: Option<Vec<u8>>,
    /// The serial number of the certificate that came of it.
    pub serial: Option<String>,
    /// What it costs.
    pub fee: Yen,
    /// The day on which that was paid.
    pub fee_paid_on: Option<Date>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who decided: an operator's name, a rule's, or the command line's.
    pub decided_by: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl std::fmt::Debug for CertificateApplicationRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateApplicationRow")
            .field("id", &self.id)
            .field("office", &self.office)
            .field("class", &self.class)
            .field("state", &self.state)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Keeps an application, or changes what became of it.
    pub fn save_certificate_application(
        &self,
        row: &CertificateApplicationRow,
    ) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO certificate_application (id, office, user_id, kind, applied_at, state, \
             csr, sealed_key, serial, fee, decided_at, decided_by, reason, fee_paid_on) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, serial = excluded.serial, \
             fee_paid_on = excluded.fee_paid_on, \
             decided_at = excluded.decided_at, decided_by = excluded.decided_by, \
             reason = excluded.reason",
            params![
                row.id.to_string(),
                row.office.to_string(),
                row.user.to_string(),
                row.class.as_str(),
                row.applied_at.as_microsecond(),
                row.state.as_str(),
                row.csr,
                row.sealed_key,
                row.serial,
                row.fee.amount(),
                row.decided_at.map(Timestamp::as_microsecond),
                row.decided_by,
                row.reason,
                row.fee_paid_on.map(|day| day.to_string()),
            ],
        )?;
        Ok(())
    }

    /// The application of this id.
    pub fn certificate_application(
        &self,
        id: RecordId,
    ) -> Result<Option<CertificateApplicationRow>, StoreError> {
        let sql = APPLICATION.select() + " WHERE id = ?1";
        self.session()
            .first(&APPLICATION, &sql, [id.to_string()], read)
    }

    /// The application of which a certificate came.
    pub fn certificate_application_of(
        &self,
        serial: &str,
    ) -> Result<Option<CertificateApplicationRow>, StoreError> {
        let sql = APPLICATION.select() + " WHERE serial = ?1";
        self.session().first(&APPLICATION, &sql, [serial], read)
    }

    /// The applications of an office, the newest first.
    pub fn certificate_applications_of(
        &self,
        office: OfficeNumber,
    ) -> Result<Vec<CertificateApplicationRow>, StoreError> {
        let sql = APPLICATION.select() + " WHERE office = ?1 ORDER BY applied_at DESC, id DESC";
        self.session()
            .all(&APPLICATION, &sql, [office.to_string()], read)
    }

    /// Applications in a state, or in any, the oldest first: `limit` of them behind the first
    /// `skip`.
    pub fn certificate_applications(
        &self,
        state: Option<CertificateState>,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<CertificateApplicationRow>, StoreError> {
        let sql = APPLICATION.select()
            + " WHERE ?1 IS NULL OR state = ?1 ORDER BY applied_at, id LIMIT ?3 OFFSET ?2";
        let values = params![
            state.map(CertificateState::as_str),
            signed(skip),
            signed(limit)
        ];
        self.session().all(&APPLICATION, &sql, values, read)
    }

    /// How many applications [`Transaction::certificate_applications`] finds in all.
    pub fn certificate_application_count(
        &self,
        state: Option<CertificateState>,
    ) -> Result<u64, StoreError> {
        self.session().count(
            "SELECT count(*) FROM certificate_application WHERE ?1 IS NULL OR state = ?1",
            [state.map(CertificateState::as_str)],
        )
    }
}

fn read(row: &Columns<'_>) -> Result<CertificateApplicationRow, StoreError> {
    Ok(CertificateApplicationRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        user: row.parsed("user_id")?,
        class: row.named("kind", CertificateClass::read)?,
        applied_at: row.time("applied_at")?,
        state: row.named("state", CertificateState::read)?,
        csr: row.value("csr")?,
        sealed_key: row.value("sealed_key")?,
        serial: row.value("serial")?,
        fee: Yen::new(row.value("fee")?),
        fee_paid_on: row.optional("fee_paid_on")?,
        decided_at: row.optional_time("decided_at")?,
        decided_by: row.value("decided_by")?,
        reason: row.value("reason")?,
    })
}
