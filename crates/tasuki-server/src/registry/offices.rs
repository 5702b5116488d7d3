//! The life of an office: suspended, resumed, closed, followed by another number.

use jiff::SignedDuration;
use tasuki_exchange::{AutoRenewal, NewEnrolment, OfficeStatus};
use tasuki_paper::LetterOccasion;
use tasuki_store::{AuditEntry, OfficeRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::app_users::AppPassword;
use super::enrol::{Made, enrolled};
use super::licences::carry_over;
use super::{Credentials, EnrolError, Hand, Registry, certificates};
use crate::password;

/// Why the life of an office is not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OfficeError {
    /// There is no such office.
    #[error("office {0} is not enrolled")]
    Unknown(OfficeNumber),
    /// A closed office stays closed.
    #[error("office {0} is closed")]
    Closed(OfficeNumber),
    /// The new number cannot be enrolled.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Suspends, resumes or closes an office; the sessions of its users at the sites end. The exchange
    /// asks for the status at each request: a suspended office reads its lists, a closed one takes in
    /// what waits for it. What a closed office applied for is refused, and its certificates are
    /// revoked when nothing can wait for it any more.
    pub async fn set_office_status(
        &self,
        number: OfficeNumber,
        status: OfficeStatus,
        actor: &str,
    ) -> Result<(), OfficeError> {
        let action = match status {
            OfficeStatus::Active => "office.resume",
            OfficeStatus::Suspended => "office.suspend",
            OfficeStatus::Closed => "office.close",
        };
        let entry = self.audit(actor, action, number, "");
        let (hand, fetchable_until) = (self.hand(actor), self.fetchable_until(self.now()));
        self.records
            .change("set_office_status", move |records| {
                let Some(office) = records.office(number)? else {
                    return Ok(Err(OfficeError::Unknown(number)));
                };
                if office.status == status {
                    // Nothing changes, so nothing is in the audit trail.
                    return Ok(Ok(()));
                }
                if !office.status.may_become(status) {
                    return Ok(Err(OfficeError::Closed(number)));
                }
                records.save_office(&OfficeRow { status, ..office })?;
                if status != OfficeStatus::Active {
                    end_sessions(records, number)?;
                }
                if status == OfficeStatus::Closed {
                    end_renewal(records, number)?;
                    certificates::close(records, number, fetchable_until, &hand)?;
                }
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }

    /// Gives an office another number (事業所番号の変更): the new number is enrolled with a letter of
    /// its own, gets the licences of the old one, also what of them is still open to pay, and the old
    /// one is closed as above. Messages, certificates and receipts stay with the number that they
    /// name.
    pub async fn succeed_office(
        &self,
        old: OfficeNumber,
        new: OfficeNumber,
        actor: &str,
    ) -> Result<Credentials, OfficeError> {
        let known = self.records.office(old).await?;
        let known = known.ok_or(OfficeError::Unknown(old))?;
        let now = self.now();
        let made = self.make_apart(OfficeRow {
            number: new,
            registered_at: now,
            status: OfficeStatus::Active,
            successor: None,
            ..known
        });
        let made = made.await.map_err(EnrolError::Hash)?;
        let app_password = self.new_app_password().await.map_err(EnrolError::Hash)?;
        let (maker, hand) = (self.clone(), self.hand(actor));
        let entries = [
            self.audit(actor, "office.succeed", old, new.to_string()),
            self.audit(actor, "office.enrol", new, ""),
        ];
        self.records
            .change("succeed_office", move |records| {
                let succeeded =
                    succeed(records, (old, new), (&made, &app_password), &hand, &maker)?;
                if succeeded.is_ok() {
                    for entry in entries {
                        records.append_audit(entry)?;
                    }
                }
                Ok(succeeded.map(|user| made.credentials(user, LetterOccasion::Renumbered)))
            })
            .await?
    }

    /// When the last content is gone that an office may have got by `now`.
    fn fetchable_until(&self, now: Timestamp) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.content_days));
        now.saturating_add(kept).unwrap_or(Timestamp::MAX)
    }

    /// Enrols offices, all or none: the first that cannot be is told.
    pub async fn enrol_all(
        &self,
        new: Vec<NewEnrolment>,
        actor: &str,
    ) -> Result<Vec<Credentials>, EnrolError> {
        let now = self.now();
        let maker = self.clone();
        // Each office takes two hashes of some 20 ms.
        let made = password::apart(move || {
            new.into_iter()
                .map(|one| maker.make(enrolled(one, now)))
                .collect::<Result<Vec<_>, _>>()
        });
        let made = made.await.map_err(EnrolError::Hash)?;
        let entries: Vec<_> = made
            .iter()
            .map(|one| self.audit(actor, "office.enrol", one.number(), ""))
            .collect();
        let (told, letters) = tokio::sync::oneshot::channel();
        self.records
            .change("enrol_all", move |records| {
                // An error takes everything back, what is told goes another way.
                let result = enrol_each(records, made, entries, now)?;
                let failed = result.is_err();
                let _unheard = told.send(result);
                if failed {
                    return Err(StoreError::Closed);
                }
                Ok(())
            })
            .await
            .or_else(|error| match error {
                StoreError::Closed => Ok(()),
                error => Err(error),
            })?;
        letters.await.map_err(|_| StoreError::Closed)?
    }
}

fn enrol_each(
    records: &Transaction<'_>,
    made: Vec<Made>,
    entries: Vec<AuditEntry>,
    now: Timestamp,
) -> Result<Result<Vec<Credentials>, EnrolError>, StoreError> {
    let mut letters = Vec::new();
    for (made, entry) in made.into_iter().zip(entries) {
        match made.save(records, now)? {
            Ok(user) => letters.push(made.credentials(user, LetterOccasion::Enrolled)),
            Err(error) => return Ok(Err(error)),
        }
        records.append_audit(entry)?;
    }
    Ok(Ok(letters))
}

fn succeed(
    records: &Transaction<'_>,
    (old, new): (OfficeNumber, OfficeNumber),
    (made, app_password): (&Made, &AppPassword),
    hand: &Hand,
    maker: &Registry,
) -> Result<Result<UserId, OfficeError>, StoreError> {
    let Some(known) = records.office(old)? else {
        return Ok(Err(OfficeError::Unknown(old)));
    };
    if known.status == OfficeStatus::Closed {
        return Ok(Err(OfficeError::Closed(old)));
    }
    let user = match made.save(records, hand.now)? {
        Ok(user) => user,
        Err(error) => return Ok(Err(error.into())),
    };
    records.save_office(&OfficeRow {
        status: OfficeStatus::Closed,
        successor: Some(new),
        ..known
    })?;
    end_sessions(records, old)?;
    carry_over(maker, records, old, (new, user), app_password, hand.now)?;
    end_renewal(records, old)?;
    certificates::close(records, old, maker.fetchable_until(hand.now), hand)?;
    Ok(Ok(user))
}

/// A closed number is not renewed.
fn end_renewal(records: &Transaction<'_>, office: OfficeNumber) -> Result<(), StoreError> {
    for mut licence in records.licences(office)? {
        licence.held.auto_renewal = AutoRenewal::Off;
        records.save_licence(&licence)?;
    }
    Ok(())
}

fn end_sessions(records: &Transaction<'_>, office: OfficeNumber) -> Result<(), StoreError> {
    for user in records.users_of(office)? {
        records.end_sessions_of(None, user.id.as_str())?;
    }
    Ok(())
}
