//! An office applies for the exchange (利用申請).

mod offer;
mod told;

use jiff::SignedDuration;
use tasuki_exchange::{
    Application, LicenceRefusal, OfficeStatus, PaymentMethod, RenewalRule, application_state,
};
use tasuki_store::{RecordId, ServiceApplicationRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId, day_in_japan};

use self::offer::term;
use super::Registry;
use super::app_users::AppPassword;
use super::licences::{NewLicence, detail, enter, held};
use super::terms::{Versions, in_force, save_consents};
use crate::password::HashError;

pub(crate) use offer::OfferedYear;

/// For so long the same application, sent once more, is the one that was sent: somebody pressed the
/// button twice.
const SAME_FOR: SignedDuration = SignedDuration::from_mins(10);

/// An application that is to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewApplication {
    /// What was typed, found right.
    pub application: Application,
    /// How the office pays.
    pub method: PaymentMethod,
    /// The versions of the documents that were shown and agreed to.
    pub agreed: Versions,
}

/// Why an application is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// There is no such user.
    #[error("no such user")]
    Unknown,
    /// The office is suspended or closed.
    #[error("the office is not at work")]
    NotActive,
    /// A rule refuses.
    #[error(transparent)]
    Refused(#[from] LicenceRefusal),
    /// Other versions of the documents are in force than were shown.
    #[error("the terms have changed")]
    TermsChanged,
    /// Numbers, fees or the calendar have ended, or the vault fails.
    #[error("no licence or app user can be made")]
    Exhausted,
    /// A password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Accepts the application of an office's user: licence, app user, notice and mail are there
    /// with it. Sent twice within minutes, it is accepted once.
    pub async fn apply(
        &self,
        user: UserId,
        new: NewApplication,
    ) -> Result<ServiceApplicationRow, ApplyError> {
        let (registry, now) = (self.clone(), self.now());
        let made = self.new_app_password().await?;
        self.records
            .change("apply", move |records| {
                registry.apply_in(records, user, &new, &made, now)
            })
            .await?
    }

    fn apply_in(
        &self,
        records: &Transaction<'_>,
        user: UserId,
        new: &NewApplication,
        app_password: &AppPassword,
        now: Timestamp,
    ) -> Result<Result<ServiceApplicationRow, ApplyError>, StoreError> {
        let Some(user) = records.user(user)? else {
            return Ok(Err(ApplyError::Unknown));
        };
        let Some(office) = records.office(user.office)? else {
            return Ok(Err(ApplyError::Unknown));
        };
        if office.status != OfficeStatus::Active {
            return Ok(Err(ApplyError::NotActive));
        }
        let row = self.row(new, office.number, user.id, now);
        if let Some(sent) = sent_before(records, &row)? {
            return Ok(Ok(sent));
        }
        if in_force(records, now)?.map(|both| both.versions()) != Some(new.agreed) {
            return Ok(Err(ApplyError::TermsChanged));
        }
        let (rule, licences) = (
            RenewalRule::default(),
            held(&records.licences(office.number)?),
        );
        let state = application_state(&licences, now, &rule);
        if let Err(refusal) = state.may_apply() {
            return Ok(Err(refusal.into()));
        }
        if new.method == PaymentMethod::Invoice && !self.has_issuer {
            return Ok(Err(LicenceRefusal::NoIssuer.into()));
        }
        let Some(term) = term(state, &licences, now) else {
            return Ok(Err(ApplyError::Exhausted));
        };
        let new_licence = NewLicence {
            office: office.number,
            application: row.id,
            term,
            method: new.method,
            auto_renewal: rule.of_new(day_in_japan(now)),
        };
        let licence = new_licence.row(self, records, now)?;
        let app_user = self.app_user_for(records, office.number, app_password, now)?;
        let (Some(licence), Some(app_user)) = (licence, app_user) else {
            return Ok(Err(ApplyError::Exhausted));
        };
        records.save_service_application(&row)?;
        save_consents(records, office.number, user.id, new.agreed, now)?;
        enter(records, &licence, now)?;
        records.save_app_user(&app_user)?;
        let detail = detail(None, &licence);
        records.append_audit(self.audit(
            user.id.as_str(),
            "service.apply",
            office.number,
            detail,
        ))?;
        let text = told::text(&row, &office.name, &licence);
        self.write_to_office(records, office.number, &text, now)?;
        Ok(Ok(row))
    }

    fn row(
        &self,
        new: &NewApplication,
        office: OfficeNumber,
        user: UserId,
        now: Timestamp,
    ) -> ServiceApplicationRow {
        let form = &new.application;
        let parts =
            |name: &tasuki_exchange::PersonName| (name.family.to_string(), name.given.to_string());
        ServiceApplicationRow {
            id: RecordId::new(now, &*self.entropy),
            office,
            user,
            applied_at: now,
            representative: parts(&form.representative),
            contact: parts(&form.contact),
            phone: form.phone.to_string(),
            mail: form.mail.to_string(),
            terms_version: new.agreed.terms,
            privacy_version: new.agreed.privacy,
        }
    }

    /// The application that an office sent last.
    pub async fn last_application(
        &self,
        office: OfficeNumber,
    ) -> Result<Option<ServiceApplicationRow>, StoreError> {
        let sent = self
            .records
            .read("service_applications", move |records| {
                records.service_applications(office)
            })
            .await?;
        Ok(sent.into_iter().next())
    }
}

/// The same application, if it was sent some minutes before.
fn sent_before(
    records: &Transaction<'_>,
    row: &ServiceApplicationRow,
) -> Result<Option<ServiceApplicationRow>, StoreError> {
    let last = records.service_applications(row.office)?.into_iter().next();
    Ok(last.filter(|last| {
        let same = ServiceApplicationRow {
            id: row.id,
            applied_at: row.applied_at,
            ..last.clone()
        };
        same == *row && row.applied_at.duration_since(last.applied_at) < SAME_FOR
    }))
}
