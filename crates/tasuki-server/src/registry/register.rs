//! An office as the command line enters it: with a licence, users and passwords that the operator
//! chose, and without a letter.

use jiff::ToSpan as _;
use secrecy::SecretString;
use tasuki_exchange::{Licence, NewEnrolment, OfficeStatus};
use tasuki_store::{AppUserRow, AuditEntry, OfficeRow, StoreError, Transaction, UserRow};
use tasuki_terms::{
    AppUserId, OfficeNumber, Timestamp, UserId, day_in_japan, last_day_before, start_of_day,
};

use super::Hand;
use super::Registry;
#[cfg(feature = "testing")]
use super::enrol::enrolled;
use super::licences::tell_exchange;
use crate::password::{self, HashError};

/// What is entered of an office. One that is known already is changed; what is none here stays.
#[derive(Debug)]
pub struct Registration {
    /// The office. An empty address leaves the known one.
    pub office: NewEnrolment,
    /// The days of a licence by hand, from now on.
    pub licence_days: Option<u32>,
    /// A user (事業所ユーザ) and its password, which nobody has to change.
    pub user: Option<(UserId, SecretString)>,
    /// The user of the client (個人ユーザ) and its password. The portal cannot show it: only its hash
    /// is kept.
    pub app_user: Option<(AppUserId, SecretString)>,
}

/// What became of an office that is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegisterOutcome {
    /// It was not known before.
    Enrolled,
    /// It was, and is changed.
    Changed,
}

/// Why an office is not entered. Then nothing is changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// A closed office stays closed.
    #[error("office {0} is closed")]
    Closed(OfficeNumber),
    /// The user is another office's.
    #[error("user {user} is of office {office}")]
    OtherOffice {
        /// Which user.
        user: String,
        /// Whose.
        office: OfficeNumber,
    },
    /// An office has one user of the client.
    #[error("the client's user of the office is {0}")]
    OtherAppUser(AppUserId),
    /// A password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A new office whose user's password is hashed already, for who enters many in one transaction.
#[cfg(feature = "testing")]
pub(crate) struct Registered {
    pub(crate) office: NewEnrolment,
    pub(crate) days: u32,
    pub(crate) user: (UserId, String),
}

#[cfg(feature = "testing")]
impl Registered {
    /// Enters the office with its licence and its user.
    pub(crate) fn enter(
        self,
        records: &Transaction<'_>,
        hand: &Hand,
    ) -> Result<Result<(), RegisterError>, StoreError> {
        let number = self.office.number;
        let (id, hash) = self.user;
        let grant = Licence {
            from: hand.now,
            until: Some(end_of(self.days, hand.now)),
        };
        let prepared = Prepared {
            office: enrolled(self.office, hand.now),
            grant: Some(grant),
            user: Some(UserRow::new(id, number, hash)),
            app_user: None,
        };
        let known = records.office(number)?;
        if let Err(error) = prepared.may_be_saved(records, known.as_ref())? {
            return Ok(Err(error));
        }
        prepared.save(records, known, hand.now)?;
        let number = number.as_str();
        records.append_audit(hand.audit("office.enrol", number, ""))?;
        records.append_audit(hand.audit("user.set", id.as_str(), number))?;
        Ok(Ok(()))
    }
}

/// A registration that can be saved.
struct Prepared {
    office: OfficeRow,
    grant: Option<Licence>,
    user: Option<UserRow>,
    app_user: Option<AppUserRow>,
}

impl Registry {
    /// Enters an office, or changes it: all of it, or nothing.
    pub async fn register(
        &self,
        new: Registration,
        actor: &str,
    ) -> Result<RegisterOutcome, RegisterError> {
        let now = self.now();
        let number = new.office.number;
        let grant = new.licence_days.map(|days| Licence {
            from: now,
            until: Some(end_of(days, now)),
        });
        let user = match new.user {
            Some((id, password)) => {
                let hash = password::hash_apart(password).await?;
                Some(UserRow::new(id, number, hash))
            }
            None => None,
        };
        let app_user = match new.app_user {
            Some((id, password)) => {
                let hash = password::hash_apart(password).await?;
                Some(app_user(id, number, hash, now))
            }
            None => None,
        };
        let prepared = Prepared {
            user,
            app_user,
            office: enrolled(new.office, now),
            grant,
        };
        let entry = |action, subject: &str, detail: String| AuditEntry {
            at: now,
            actor: actor.to_owned(),
            action,
            subject: subject.to_owned(),
            detail,
        };
        let granted = grant.and_then(|grant| grant.until).map(last_day_before);
        let granted =
            granted.map(|last| entry("office.grant", number.as_str(), format!("{last}まで")));
        let user = prepared.user.as_ref();
        let user = user.map(|row| entry("user.set", row.id.as_str(), number.to_string()));
        let app_user = prepared.app_user.as_ref();
        let app_user =
            app_user.map(|row| entry("app_user.set", row.id.as_str(), number.to_string()));
        let enrol = entry("office.enrol", number.as_str(), String::new());
        let change = entry("office.change", number.as_str(), String::new());
        self.records
            .change("register", move |records| {
                let known = records.office(number)?;
                let (first, registered) = match &known {
                    Some(_) => (change, RegisterOutcome::Changed),
                    None => (enrol, RegisterOutcome::Enrolled),
                };
                if let Err(error) = prepared.may_be_saved(records, known.as_ref())? {
                    return Ok(Err(error));
                }
                prepared.save(records, known, now)?;
                for entry in [Some(first), granted, user, app_user].into_iter().flatten() {
                    records.append_audit(entry)?;
                }
                Ok(Ok(registered))
            })
            .await?
    }
}

impl Prepared {
    fn may_be_saved(
        &self,
        records: &Transaction<'_>,
        known: Option<&OfficeRow>,
    ) -> Result<Result<(), RegisterError>, StoreError> {
        let number = self.office.number;
        if known.is_some_and(|known| known.status == OfficeStatus::Closed) {
            return Ok(Err(RegisterError::Closed(number)));
        }
        if let Some(row) = &self.user
            && let Some(known) = records.user(row.id)?
            && known.office != number
        {
            return Ok(Err(other_office(row.id.as_str(), known.office)));
        }
        let Some(row) = &self.app_user else {
            return Ok(Ok(()));
        };
        if let Some(known) = records.app_user(row.id)?
            && known.office != number
        {
            return Ok(Err(other_office(row.id.as_str(), known.office)));
        }
        Ok(match records.app_user_of(number)? {
            Some(known) if known.id != row.id => Err(RegisterError::OtherAppUser(known.id)),
            _ => Ok(()),
        })
    }

    fn save(
        self,
        records: &Transaction<'_>,
        known: Option<OfficeRow>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let number = self.office.number;
        let office = match known {
            None => self.office,
            Some(known) => OfficeRow {
                name: self.office.name,
                kana: self.office.kana,
                service_types: self.office.service_types,
                address: Some(self.office.address)
                    .filter(|address| !address.is_empty())
                    .unwrap_or(known.address),
                ..known
            },
        };
        records.save_office(&office)?;
        if let Some(grant) = self.grant {
            records.save_grant(number, grant)?;
        }
        tell_exchange(records, number, now)?;
        if let Some(row) = self.user {
            let id = row.id;
            let row = match records.user(id)? {
                None => row,
                Some(known) => UserRow {
                    password_hash: row.password_hash,
                    is_temporary: false,
                    password_since: None,
                    failures: 0,
                    locked_until: None,
                    ..known
                },
            };
            records.save_user(&row)?;
            records.end_sessions_of(None, id.as_str())?;
            records.forget_resets(id)?;
        }
        if let Some(row) = self.app_user {
            records.save_app_user(&row)?;
        }
        Ok(())
    }
}

/// When so many days end, of which today is the first.
fn end_of(days: u32, now: Timestamp) -> Timestamp {
    let behind = day_in_japan(now).checked_add(i64::from(days).days());
    behind.map_or(Timestamp::MAX, start_of_day)
}

fn app_user(id: AppUserId, office: OfficeNumber, hash: String, now: Timestamp) -> AppUserRow {
    AppUserRow {
        id,
        office,
        sealed_password: Vec::new(),
        password_hash: Some(hash),
        failures: 0,
        locked_until: None,
        made_at: now,
    }
}

fn other_office(user: &str, office: OfficeNumber) -> RegisterError {
    RegisterError::OtherOffice {
        user: user.to_owned(),
        office,
    }
}
