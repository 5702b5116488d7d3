//! Applications for the service (利用申請), as they were sent.

use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const APPLICATION: Table = Table {
    name: "service_application",
    columns: &[
        "id",
        "office",
        "user_id",
        "applied_at",
        "representative_family",
        "representative_given",
        "contact_family",
        "contact_given",
        "phone",
        "mail",
        "terms_version",
        "privacy_version",
    ],
};

/// An application for the service, as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceApplicationRow {
    /// Its id.
    pub id: RecordId,
    /// Whose it is.
    pub office: OfficeNumber,
    /// Who sent it.
    pub user: UserId,
    /// When.
    pub applied_at: Timestamp,
    /// The representative (代表者氏名): family name and given name.
    pub representative: (String, String),
    /// The person in charge (担当者氏名): family name and given name.
    pub contact: (String, String),
    /// The telephone number.
    pub phone: String,
    /// The mail address.
    pub mail: String,
    /// The version of the terms that was agreed to.
    pub terms_version: u32,
    /// The version of the privacy notice that was agreed to.
    pub privacy_version: u32,
}

impl std::fmt::Debug for ServiceApplicationRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceApplicationRow")
            .field("id", &self.id)
            .field("office", &self.office)
            .field("applied_at", &self.applied_at)
            .finish_non_exhaustive()
    }
}

impl Transaction<'_> {
    /// Keeps an application.
    pub fn save_service_application(&self, row: &ServiceApplicationRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO service_application (id, office, user_id, applied_at, \
             representative_family, representative_given, contact_family, contact_given, phone, \
             mail, terms_version, privacy_version) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                row.id.to_string(),
                row.office.to_string(),
                row.user.to_string(),
                row.applied_at.as_microsecond(),
                row.representative.0,
                row.representative.1,
                row.contact.0,
                row.contact.1,
                row.phone,
                row.mail,
                row.terms_version,
                row.privacy_version,
            ],
        )?;
        Ok(())
    }

    /// The applications of an office, the newest first.
    pub fn service_applications(
        &self,
        office: OfficeNumber,
    ) -> Result<Vec<ServiceApplicationRow>, StoreError> {
        let sql = APPLICATION.select() + " WHERE office = ?1 ORDER BY applied_at DESC, id DESC";
        self.session()
            .all(&APPLICATION, &sql, [office.to_string()], read)
    }

    /// The application of this id.
    pub fn service_application(
        &self,
        id: RecordId,
    ) -> Result<Option<ServiceApplicationRow>, StoreError> {
        let sql = APPLICATION.select() + " WHERE id = ?1";
        self.session()
            .first(&APPLICATION, &sql, [id.to_string()], read)
    }
}

fn read(row: &Columns<'_>) -> Result<ServiceApplicationRow, StoreError> {
    let version = |column| Ok(u32::try_from(row.count(column)?).unwrap_or(u32::MAX));
    Ok(ServiceApplicationRow {
        id: row.parsed("id")?,
        office: row.parsed("office")?,
        user: row.parsed("user_id")?,
        applied_at: row.time("applied_at")?,
        representative: (
            row.value("representative_family")?,
            row.value("representative_given")?,
        ),
        contact: (row.value("contact_family")?, row.value("contact_given")?),
        phone: row.value("phone")?,
        mail: row.value("mail")?,
        terms_version: version("terms_version")?,
        privacy_version: version("privacy_version")?,
    })
}
