//! The offices on a platform, and their users.

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_exchange::{Licence, OfficeStatus};
use tasuki_store::{AppUserRow, OfficeRow, Records, UserRow};
use tasuki_terms::{AppUserId, OfficeNumber, ServiceType, Timestamp, UserId};

use super::{Setup, SetupError};
use crate::password;
use crate::registry::tell_exchange;

/// What an office is registered with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOffice {
    /// Its number (事業所番号).
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its name in kana (事業所名カナ), by which it can be searched; may be empty.
    pub kana: String,
    /// Its service types.
    pub service_types: Vec<ServiceType>,
    /// The days of its licence, from now on; none for no licence.
    pub licence_days: Option<u32>,
}

impl Setup {
    /// Registers an office and its licence.
    pub async fn add_office(&self, new: NewOffice, now: Timestamp) -> Result<(), SetupError> {
        let days = |days: u32| now + SignedDuration::from_hours(24 * i64::from(days));
        let row = OfficeRow {
            number: new.number,
            name: new.name,
            kana: new.kana,
            service_types: new.service_types,
            registered_at: now,
            licensed_from: None,
            licensed_until: None,
            status: OfficeStatus::Active,
            successor: None,
            address: String::new(),
        };
        let granted = new.licence_days.map(|count| Licence {
            from: now,
            until: Some(days(count)),
        });
        let records = self.records().await?;
        records
            .change("add_office", move |records| {
                records.save_office(&row)?;
                if let Some(granted) = granted {
                    records.save_grant(row.number, granted)?;
                }
                tell_exchange(records, row.number, now)
            })
            .await?;
        Ok(())
    }

    /// Gives an office a user, or a user a new password.
    pub async fn set_user(
        &self,
        office: OfficeNumber,
        user: UserId,
        password: &SecretString,
    ) -> Result<(), SetupError> {
        let records = self.records().await?;
        if records.office(office).await?.is_none() {
            return Err(SetupError::NotRegistered { office });
        }
        if let Some(known) = records.user(user).await?
            && known.office != office
        {
            return Err(SetupError::OtherOffice {
                user,
                office: known.office,
            });
        }
        let password_hash = password::hash(password).map_err(|_| SetupError::Password)?;
        let row = UserRow::new(user, office, password_hash);
        records.save_user(row).await?;
        Ok(())
    }

    /// Gives an office an app user (個人ユーザ), or its app user a new password. The portal cannot
    /// show this password: only its hash is kept.
    pub async fn set_app_user(
        &self,
        office: OfficeNumber,
        id: AppUserId,
        password: &SecretString,
        now: Timestamp,
    ) -> Result<(), SetupError> {
        let records = self.records().await?;
        if records.office(office).await?.is_none() {
            return Err(SetupError::NotRegistered { office });
        }
        let password_hash = password::hash(password).map_err(|_| SetupError::Password)?;
        let row = AppUserRow {
            id,
            office,
            sealed_password: Vec::new(),
            password_hash: Some(password_hash),
            failures: 0,
            locked_until: None,
            made_at: now,
        };
        records
            .change("set_app_user", move |records| records.save_app_user(&row))
            .await?;
        Ok(())
    }

    pub(super) async fn records(&self) -> Result<Records, SetupError> {
        Ok(Records::open(&self.settings()?.store.records).await?)
    }
}
