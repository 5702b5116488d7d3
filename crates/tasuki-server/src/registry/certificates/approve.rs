//! Applications are approved, by people or by rule, or refused.

use tasuki_exchange::{
    ApplyRefusal, Approval, CertificateState, CertificateStep, OfficeStatus, approve_by_rule,
};
use tasuki_pki::{CertificateRequest, Certified, IssueError, Profile, three_years_from, validity};
use tasuki_store::{CertificateApplicationRow, CertificateRow, OfficeRow, RecordId};
use tasuki_terms::{day_in_japan, start_of_day};

use super::{CertificateError, changed_on, days, held};
use crate::answer::chain;
use crate::registry::{BY_RULE, Registry, notices};

/// How many applications are looked at together.
const ROUND: u64 = 100;

impl Registry {
    /// Approves an application: the certificate is issued, and the office is told. Approving again
    /// changes nothing.
    pub async fn approve_certificate(
        &self,
        id: RecordId,
        by: &str,
    ) -> Result<(), CertificateError> {
        let found = self
            .records
            .read("certificate_to_approve", move |records| {
                let Some(application) = records.certificate_application(id)? else {
                    return Ok(None);
                };
                let office = records.office(application.office)?;
                Ok(office.map(|office| (application, office)))
            })
            .await?;
        let (application, office) = found.ok_or(CertificateError::Unknown)?;
        if application.state.advance(CertificateStep::Issue)?.is_none() {
            return Ok(());
        }
        let registry = self.clone();
        let (request, holder) = (application.clone(), office.clone());
        let certified =
            tokio::task::spawn_blocking(move || registry.certify(&request, &holder)).await;
        let certified = certified.map_err(|_| CertificateError::Ending)??;
        self.save_approved(application, certified, by).await
    }

    /// Refuses an application; the office reads the reason.
    pub async fn refuse_certificate(
        &self,
        id: RecordId,
        by: &str,
        reason: &str,
    ) -> Result<(), CertificateError> {
        let (now, by, reason) = (self.now(), by.to_owned(), reason.to_owned());
        let entry = self.audit(&by, "certificate.refuse", id, &*reason);
        let [notice, mail] = [(); 2].map(|()| self.new_id());
        self.records
            .change("refuse_certificate", move |records| {
                let Some(mut row) = records.certificate_application(id)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                match row.state.advance(CertificateStep::Refuse) {
                    Ok(Some(state)) => row.state = state,
                    Ok(None) => return Ok(Ok(())),
                    Err(wrong) => return Ok(Err(wrong.into())),
                }
                row.decided_at = Some(now);
                row.decided_by = Some(by);
                row.reason = Some(reason.clone());
                records.save_certificate_application(&row)?;
                let text = notices::refused(row.class, &reason);
                text.publish(records, (notice, mail), (row.office, row.user), now)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }

    /// Approves all applications that the rule allows, and tells how many those were. One that
    /// cannot be issued is logged, and keeps none of those behind it from theirs.
    pub async fn approve_waiting_by_rule(&self) -> Result<u64, CertificateError> {
        let mut approved = 0;
        if self.certificates.approval.classes.is_empty() {
            return Ok(approved);
        }
        let (rule, today) = (self.certificates.approval.clone(), day_in_japan(self.now()));
        let mut skip = 0;
        loop {
            let rule = rule.clone();
            let round = self
                .records
                .read("waiting_certificates", move |records| {
                    let applied = Some(CertificateState::Applied);
                    let mut found = Vec::new();
                    for row in records.certificate_applications(applied, skip, ROUND)? {
                        let held = held(records, row.office, Some(row.id))?;
                        let office = records.office(row.office)?;
                        let changed = changed_on(records, row.office)?;
                        let approval = office.map(|office| {
                            approve_by_rule(&rule, row.class, &held, office.status, changed, today)
                        });
                        found.push((row.id, approval == Some(Approval::Issue)));
                    }
                    Ok(found)
                })
                .await?;
            let is_last = round.len() < usize::try_from(ROUND).unwrap_or(usize::MAX);
            for (id, is_allowed) in round {
                if is_allowed && self.approve_one_by_rule(id).await? {
                    approved += 1;
                } else {
                    // The others move up into the places of those that were approved.
                    skip += 1;
                }
            }
            if is_last {
                return Ok(approved);
            }
        }
    }

    /// Whether an application was approved. What hinders all of them is an error.
    async fn approve_one_by_rule(&self, id: RecordId) -> Result<bool, CertificateError> {
        use CertificateError::{Ending, Issue, NoAuthority, Store};
        match self.approve_certificate(id, BY_RULE).await {
            Ok(()) => Ok(true),
            Err(error @ (NoAuthority | Ending | Store(_) | Issue(IssueError::Outlives))) => {
                Err(error)
            }
            Err(error) => {
                tracing::error!(%id, error = chain(&error), "not approved by rule");
                Ok(false)
            }
        }
    }

    /// Issues the certificate that an application asks for.
    fn certify(
        &self,
        application: &CertificateApplicationRow,
        office: &OfficeRow,
    ) -> Result<Certified, CertificateError> {
        let authority = self
            .authority
            .as_ref()
            .ok_or(CertificateError::NoAuthority)?;
        let now = self.now();
        let until = three_years_from(now).ok_or(CertificateError::Ending)?;
        // From a little before, since clocks differ, but not from the day before.
        let today = start_of_day(day_in_japan(now));
        let from = (now - jiff::SignedDuration::from_mins(5)).max(today);
        let profile = Profile::Office {
            office: office.number,
            user: application.user,
            office_name: office.name.clone(),
            class: application.class,
        };
        let mut serial = [0; 16];
        self.entropy.fill(&mut serial);
        CertificateRequest::read(&application.csr)
            .and_then(|request| authority.sign_csr(&request, &profile, from, until, serial))
            .map_err(CertificateError::Issue)
    }

    async fn save_approved(
        &self,
        application: CertificateApplicationRow,
        certified: Certified,
        by: &str,
    ) -> Result<(), CertificateError> {
        let (from, until) = validity(&certified.certificate_der)
            .map_err(|_| CertificateError::Issue(IssueError::Certificate))?;
        let (now, by) = (self.now(), by.to_owned());
        let serial = certified.serial_hex;
        let entry = self.audit(&by, "certificate.approve", application.id, &serial);
        let [notice, mail] = [(); 2].map(|()| self.new_id());
        let row = CertificateRow {
            serial: serial.clone(),
            office: application.office,
            user: application.user,
            der: certified.certificate_der,
            valid_from: from,
            valid_until: until,
            revoked: None,
        };
        self.records
            .change("approve_certificate", move |records| {
                let (Some(mut known), Some(office)) = (
                    records.certificate_application(application.id)?,
                    records.office(application.office)?,
                ) else {
                    return Ok(Err(CertificateError::Unknown));
                };
                // Somebody else may have decided meanwhile, or the office been suspended or closed;
                // then what was issued is thrown away.
                match known.state.advance(CertificateStep::Issue) {
                    Ok(Some(state)) => known.state = state,
                    Ok(None) => return Ok(Ok(())),
                    Err(wrong) => return Ok(Err(wrong.into())),
                }
                if let Err(refusal) = may_be_issued(office.status) {
                    return Ok(Err(refusal.into()));
                }
                known.serial = Some(serial);
                known.decided_at = Some(now);
                known.decided_by = Some(by);
                records.save_certificate(&row)?;
                records.save_certificate_application(&known)?;
                let text = notices::issued(known.class, days(from, until).1);
                text.publish(records, (notice, mail), (known.office, known.user), now)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }
}

/// No certificate for an office that is suspended or closed.
fn may_be_issued(status: OfficeStatus) -> Result<(), ApplyRefusal> {
    match status {
        OfficeStatus::Active => Ok(()),
        status => Err(ApplyRefusal::OfficeNotActive { status }),
    }
}
