//! Certificates of offices (電子証明書): applied for, approved, downloaded, revoked.
//!
//! The private key of a certificate is made by the office itself, which sends a request (CSR), or
//! here while the office applies. What is made here is sealed at once under the office's password
//! for certificates (証明書発行用パスワード), of which only a hash is kept: it can be opened only while
//! the office types that password again.

mod apply;
mod approve;
mod close;
mod download;
mod enter;
mod fee;
mod revoke;

use jiff::civil::Date;
use tasuki_exchange::{ApplyRefusal, HeldCertificate, InvalidCertificateStep};
use tasuki_pki::{CannotSeal, IssueError, P12Error};
use tasuki_store::{CertificateApplicationRow, RecordId, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Revocation, Timestamp, day_in_japan};

use super::{IssuingPasswordError, Registry};

pub(in crate::registry) use close::close;
pub(crate) use enter::{NotEntered, enter_issued};
pub(crate) use revoke::revoke_serial;

pub use apply::{CertificateDraft, CertificateKey};
pub use download::CertificateFile;
pub use fee::FeeError;

/// Why something about a certificate is not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// There is no such application, or it is another office's.
    #[error("no such application for a certificate")]
    Unknown,
    /// The terms that were agreed to are not those in force.
    #[error("other terms of certificates are in force")]
    OtherTerms,
    /// The office may not apply, or not be given a certificate, now.
    #[error(transparent)]
    Refused(#[from] ApplyRefusal),
    /// Another step was taken before.
    #[error(transparent)]
    Step(#[from] InvalidCertificateStep),
    /// The password for certificates is not right.
    #[error(transparent)]
    Password(#[from] IssuingPasswordError),
    /// The certificate is protected by a password for certificates of before.
    #[error("the key is sealed under an earlier password")]
    EarlierPassword,
    /// What was sent is no request (PKCS#10) for a key of a kind that is allowed.
    #[error("no fit request")]
    Request(#[source] IssueError),
    /// The key was made by the office, so there is nothing to open here.
    #[error("the key never left the office")]
    NoKeyHere,
    /// The platform has no authority of its own.
    #[error("the platform has no authority")]
    NoAuthority,
    /// The authority cannot issue.
    #[error(transparent)]
    Issue(IssueError),
    /// The key cannot be sealed.
    #[error(transparent)]
    Seal(#[from] CannotSeal),
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] P12Error),
    /// The platform ends.
    #[error("the platform ends")]
    Ending,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An application of an office, and the certificate that came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeCertificate {
    /// The application.
    pub application: CertificateApplicationRow,
    /// The first and the last day of the certificate, in Japan.
    pub days: Option<(Date, Date)>,
    /// When and why the certificate was taken back, if it was.
    pub revoked: Option<Revocation>,
}

impl OfficeCertificate {
    /// As the rules see it.
    pub const fn held(&self) -> HeldCertificate {
        HeldCertificate {
            class: self.application.class,
            state: self.application.state,
            last_day: match self.days {
                Some((_, last)) => Some(last),
                None => None,
            },
        }
    }
}

impl Registry {
    /// All that an office has applied for, the newest first (発行履歴).
    pub async fn certificates_of(
        &self,
        office: OfficeNumber,
    ) -> Result<Vec<OfficeCertificate>, StoreError> {
        self.records
            .read("certificates_of", move |records| {
                certificates_of(records, office)
            })
            .await
    }

    /// What an office holds and has applied for, and whether it downloaded any certificate of it.
    pub(crate) async fn downloads_of(
        &self,
        office: OfficeNumber,
    ) -> Result<(Vec<HeldCertificate>, bool), StoreError> {
        self.records
            .read("downloads_of", move |records| {
                let all = certificates_of(records, office)?;
                let mut has_downloaded = false;
                for one in &all {
                    // Of a key of the office's own the platform has only the certificate.
                    has_downloaded |= one.application.sealed_key.is_none()
                        || records
                            .was_done("certificate.download", &one.application.id.to_string())?;
                }
                let held = all.iter().map(OfficeCertificate::held).collect();
                Ok((held, has_downloaded))
            })
            .await
    }

    /// An application of an office; another office's is unknown.
    async fn application_of(
        &self,
        office: OfficeNumber,
        id: RecordId,
    ) -> Result<CertificateApplicationRow, CertificateError> {
        let found = self
            .records
            .read("certificate_application", move |records| {
                records.certificate_application(id)
            })
            .await?;
        found
            .filter(|application| application.office == office)
            .ok_or(CertificateError::Unknown)
    }
}

fn certificates_of(
    records: &Transaction<'_>,
    office: OfficeNumber,
) -> Result<Vec<OfficeCertificate>, StoreError> {
    let mut found = Vec::new();
    for application in records.certificate_applications_of(office)? {
        let certificate = match &application.serial {
            Some(serial) => records.certificate(serial)?,
            None => None,
        };
        let revoked = certificate.as_ref().and_then(|row| row.revoked);
        let days = certificate.map(|row| days(row.valid_from, row.valid_until));
        found.push(OfficeCertificate {
            application,
            days,
            revoked,
        });
    }
    Ok(found)
}

/// What an office holds, but for one application.
fn held(
    records: &Transaction<'_>,
    office: OfficeNumber,
    except: Option<RecordId>,
) -> Result<Vec<HeldCertificate>, StoreError> {
    let all = certificates_of(records, office)?;
    Ok(all
        .iter()
        .filter(|one| Some(one.application.id) != except)
        .map(OfficeCertificate::held)
        .collect())
}

/// The last day on which a user of an office was given a password for certificates anew, or a
/// certificate of the office was revoked.
fn changed_on(records: &Transaction<'_>, office: OfficeNumber) -> Result<Option<Date>, StoreError> {
    let users = records.users_of(office)?;
    let reissued = users.iter().filter_map(|user| user.issuing_since).max();
    let changed = reissued.max(records.revoked_last(office)?);
    Ok(changed.map(day_in_japan))
}

/// The days of the first and of the last moment at which a certificate can be used.
fn days(from: Timestamp, until: Timestamp) -> (Date, Date) {
    (day_in_japan(from), day_in_japan(until))
}
