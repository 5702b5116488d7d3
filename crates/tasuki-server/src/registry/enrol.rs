//! An office gets its user and passwords (電子請求登録).

use secrecy::SecretString;
use tasuki_exchange::{NewEnrolment, OfficeStatus, new_password};
use tasuki_paper::LetterOccasion;
use tasuki_store::{OfficeRow, StoreError, Transaction, UserRow};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::{Registry, notices};
use crate::password::{self, HashError};

/// Characters of a password in a letter: 66 bits of chance.
const PASSWORD: usize = 12;

/// What the letter (電子請求登録結果に関するお知らせ) tells an office. It is nowhere else: only
/// hashes are kept.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Why there is a letter.
    pub occasion: LetterOccasion,
    /// Whose they are.
    pub office: OfficeRow,
    /// The office's user (事業所ユーザ).
    pub user: UserId,
    /// The temporary password (仮パスワード).
    pub password: SecretString,
    /// The password for certificates (証明書発行用パスワード).
    pub issuing_password: SecretString,
}

/// Why an office is not enrolled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolError {
    /// The number is enrolled already.
    #[error("office {0} is enrolled already")]
    Known(OfficeNumber),
    /// The number is not enrolled.
    #[error("office {0} is not enrolled")]
    Unknown(OfficeNumber),
    /// No user id can be made of the number.
    #[error("no user id fits office {0}")]
    NoUserId(OfficeNumber),
    /// A password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Enrols an office: it gets a user and the passwords of its letter.
    pub async fn enrol(&self, new: NewEnrolment, actor: &str) -> Result<Credentials, EnrolError> {
        let now = self.now();
        let entry = self.audit(actor, "office.enrol", new.number, "");
        let made = self.make_apart(enrolled(new, now)).await?;
        self.records
            .change("enrol", move |records| {
                let id = match made.save(records, now)? {
                    Ok(id) => id,
                    Err(error) => return Ok(Err(error)),
                };
                records.append_audit(entry)?;
                Ok(Ok(made.credentials(id, LetterOccasion::Enrolled)))
            })
            .await?
    }

    /// Gives an office's user new passwords, for a new letter: those of before are worth nothing
    /// any more, and its sessions end. The registered address goes, too: whoever reads its mail,
    /// such as a clerk who has left, could set the password again. The address is told.
    pub async fn reissue_letter(
        &self,
        number: OfficeNumber,
        actor: &str,
    ) -> Result<Credentials, EnrolError> {
        let now = self.now();
        let office = self.records.office(number).await?;
        let office = office.ok_or(EnrolError::Unknown(number))?;
        let made = self.make_apart(office).await?;
        let entry = self.audit(actor, "office.letter", number, "");
        let mail = self.new_id();
        self.records
            .change("reissue_letter", move |records| {
                let Some(known) = records.users_of(number)?.into_iter().next() else {
                    return Ok(Err(EnrolError::Unknown(number)));
                };
                let id = known.id;
                if let Some(address) = known.mail {
                    notices::address_removed().post(records, mail, address, now)?;
                }
                records.save_user(&made.row(id, now))?;
                records.end_sessions_of(None, id.as_str())?;
                records.forget_resets(id)?;
                records.append_audit(entry)?;
                Ok(Ok(made.credentials(id, LetterOccasion::Reissued)))
            })
            .await?
    }

    /// Makes the passwords of an office's letter where it holds up nobody.
    pub(super) async fn make_apart(&self, office: OfficeRow) -> Result<Made, HashError> {
        let maker = self.clone();
        password::apart(move || maker.make(office)).await
    }

    pub(super) fn make(&self, office: OfficeRow) -> Result<Made, HashError> {
        let [password, issuing_password] =
            [(), ()].map(|()| SecretString::from(new_password(PASSWORD, &*self.entropy)));
        Ok(Made {
            hashes: [
                password::hash(&password)?,
                password::hash(&issuing_password)?,
            ],
            office,
            password,
            issuing_password,
        })
    }
}

/// The office as it is kept.
pub(super) fn enrolled(new: NewEnrolment, now: Timestamp) -> OfficeRow {
    OfficeRow {
        number: new.number,
        name: new.name,
        kana: new.kana,
        service_types: new.service_types,
        registered_at: now,
        licensed_from: None,
        licensed_until: None,
        status: OfficeStatus::Active,
        successor: None,
        address: new.address,
    }
}

/// Passwords that were made, and their hashes.
pub(super) struct Made {
    office: OfficeRow,
    password: SecretString,
    issuing_password: SecretString,
    hashes: [String; 2],
}

impl Made {
    pub(super) const fn number(&self) -> OfficeNumber {
        self.office.number
    }

    /// Saves office and user; nothing is saved where the number is known already.
    pub(super) fn save(
        &self,
        records: &Transaction<'_>,
        now: Timestamp,
    ) -> Result<Result<UserId, EnrolError>, StoreError> {
        let number = self.office.number;
        if records.office(number)?.is_some() {
            return Ok(Err(EnrolError::Known(number)));
        }
        let Some(id) = free_user_id(number, |id| Ok(records.user(id)?.is_some()))? else {
            return Ok(Err(EnrolError::NoUserId(number)));
        };
        records.save_office(&self.office)?;
        records.save_user(&self.row(id, now))?;
        Ok(Ok(id))
    }

    fn row(&self, id: UserId, now: Timestamp) -> UserRow {
        let [hash, issuing_hash] = self.hashes.clone();
        UserRow {
            is_temporary: true,
            password_since: Some(now),
            issuing_hash: Some(issuing_hash),
            ..UserRow::new(id, self.office.number, hash)
        }
    }

    pub(super) fn credentials(self, user: UserId, occasion: LetterOccasion) -> Credentials {
        Credentials {
            occasion,
            office: self.office,
            user,
            password: self.password,
            issuing_password: self.issuing_password,
        }
    }
}

/// The first user id of an office that nobody has: `KJ`, the ten characters of its number (letters
/// as the last digit of their place in the alphabet), and 01 to 99.
fn free_user_id(
    office: OfficeNumber,
    is_taken: impl Fn(UserId) -> Result<bool, StoreError>,
) -> Result<Option<UserId>, StoreError> {
    let digits: String = office
        .as_str()
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => char::from(byte),
            letter => char::from(b'0' + letter.wrapping_sub(b'A') % 10),
        })
        .collect();
    for n in 1..100 {
        let Ok(id) = format!("KJ{digits}{n:02}").parse() else {
            return Ok(None);
        };
        if !is_taken(id)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_follow_the_office_and_those_that_are_taken() {
        let id = |office: &str, taken: &[&str]| {
            let is_taken = |id: UserId| Ok(taken.contains(&id.as_str()));
            free_user_id(office.parse().unwrap(), is_taken)
                .unwrap()
                .map(|id| id.to_string())
        };
        assert_eq!(id("1370000001", &[]).as_deref(), Some("KJ137000000101"));
        assert_eq!(
            id("1370000001", &["KJ137000000101"]).as_deref(),
            Some("KJ137000000102")
        );
        assert_eq!(id("13A0000001", &[]).as_deref(), Some("KJ130000000101"));
    }
}
