//! How far an office is on its way to the first exchange.

use tasuki_exchange::{CertificateFact, CertificateState, HeldLicence, PasswordState, SetupFacts};
use tasuki_store::{
    AppUserRow, CertificateRow, LicenceRow, OfficeRow, StoreError, SystemStateRow, Transaction,
    UserRow,
};
use tasuki_terms::Timestamp;

use super::Registry;
use super::licences::held;
use super::terms::{Document, in_force, to_agree};
use crate::password;

/// What the portal's first page tells.
#[derive(Debug)]
pub(crate) struct Overview {
    pub(crate) state: SystemStateRow,
    pub(crate) facts: SetupFacts,
    pub(crate) licences: Vec<LicenceRow>,
    /// The certificate that ends last.
    pub(crate) certificate: Option<CertificateRow>,
    pub(crate) app_user: Option<AppUserRow>,
    /// Documents of which a newer version waits for consent.
    pub(crate) to_agree: Vec<Document>,
}

impl Registry {
    /// Gathers what the portal's first page tells of an office.
    pub(crate) async fn overview(
        &self,
        office: &OfficeRow,
        user: &UserRow,
    ) -> Result<Overview, StoreError> {
        let (now, office) = (self.now(), office.clone());
        let has_own_password = matches!(password::state(user, now), PasswordState::Good { .. });
        self.records
            .read("overview", move |records| {
                let licences = records.licences(office.number)?;
                let certificates = records.valid_certificates(office.number, now)?;
                let has_used_client = records.has_used_client(office.number)?;
                let has_exchanged = records.has_exchanged(office.number)?;
                let has_applied = !licences.is_empty();
                let facts = SetupFacts {
                    has_own_password,
                    certificate: certificate(records, &office, &certificates, has_used_client)?,
                    has_applied,
                    is_licensed: is_licensed(&office, &licences, now),
                    has_used_client: has_used_client || has_exchanged,
                    has_exchanged,
                    partners: u32::from(has_exchanged),
                };
                let to_agree = match in_force(records, now)? {
                    Some(both) if has_applied => to_agree(records, office.number, &both)?,
                    _ => Vec::new(),
                };
                Ok(Overview {
                    state: records.system_state()?,
                    facts,
                    certificate: certificates.into_iter().next(),
                    app_user: records.app_user_of(office.number)?,
                    licences,
                    to_agree,
                })
            })
            .await
    }
}

fn is_licensed(office: &OfficeRow, licences: &[LicenceRow], now: Timestamp) -> bool {
    // Offices that an operator licensed by hand have no row.
    let by_hand = office.licensed_from.is_some_and(|from| from <= now)
        && office.licensed_until.is_none_or(|until| now < until);
    by_hand || HeldLicence::licence(&held(licences), None, now).is_some()
}

/// How far the certificate is. One of which the platform has no key sealed is with the office
/// already, and so is one with which its client has logged in.
fn certificate(
    records: &Transaction<'_>,
    office: &OfficeRow,
    valid: &[CertificateRow],
    has_used_client: bool,
) -> Result<CertificateFact, StoreError> {
    let applications = records.certificate_applications_of(office.number)?;
    if valid.is_empty() {
        let is_applied = applications
            .iter()
            .any(|application| application.state == CertificateState::Applied);
        return Ok(if is_applied {
            CertificateFact::Applied
        } else {
            CertificateFact::None
        });
    }
    for row in valid {
        let from = applications.iter().find(|application| {
            application.serial.as_ref() == Some(&row.serial) && application.sealed_key.is_some()
        });
        let is_fetched = match from {
            Some(application) => {
                records.was_done("certificate.download", &application.id.to_string())?
            }
            None => true,
        };
        if is_fetched || has_used_client {
            return Ok(CertificateFact::Fetched);
        }
    }
    Ok(CertificateFact::Issued)
}
