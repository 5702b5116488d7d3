//! Many offices at once, for loads (負荷試験): what `admin office` does one by one, without the
//! letters, and without a hash of a password for each.

use std::sync::Arc;

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_pki::{
    Authority, CertificateRequest, Certified, Issued, KeyRequest, Profile, three_years_from,
    validity,
};
use tasuki_store::CertificateRow;
use tasuki_terms::{CertificateClass, Timestamp, UserId};
use tokio::task::JoinSet;

use super::ca::AUTHORITY_PEM;
use super::{OfficeKeys, Setup, SetupError, hand, serial};
use crate::password;
use crate::registry::{NewEnrolment, NotEntered, Registered, enter_issued};

/// How many are entered in one transaction.
const AT_ONCE: usize = 250;

/// Offices that do not exist, with one password for all of them.
#[derive(Clone, Debug)]
pub struct Crowd {
    /// The offices, each with its user.
    pub offices: Vec<(NewEnrolment, UserId)>,
    /// The password of every user.
    pub password: SecretString,
    /// For how many days they may use the exchange.
    pub licence_days: u32,
    /// Whether the password costs next to nothing to try: for measurements that are not of log-ins.
    pub is_cheap: bool,
}

impl Setup {
    /// Enters offices that are not known yet, with a licence, and issues a certificate with a new
    /// key to the user of each; their keys, in the same order. What fails leaves those that were
    /// entered before.
    pub async fn enter_crowd(
        &self,
        crowd: Crowd,
        now: Timestamp,
    ) -> Result<Vec<OfficeKeys>, SetupError> {
        let records = self.records().await?;
        let authority = Arc::new(self.authority()?);
        let authority_pem = self.read(AUTHORITY_PEM)?;
        let hash = if crowd.is_cheap {
            password::cheap_hash(&crowd.password)
        } else {
            password::hash(&crowd.password)
        };
        let hash = hash.map_err(|_| SetupError::Hash)?;
        let mut keys = Vec::with_capacity(crowd.offices.len());
        for offices in crowd.offices.chunks(AT_ONCE) {
            let made = certify(&authority, offices, now).await?;
            let entered: Vec<_> = offices
                .iter()
                .zip(&made)
                .map(|((office, user), made)| (office.clone(), *user, made.entry()))
                .collect();
            let (hash, hand) = (hash.clone(), hand(now));
            let days = crowd.licence_days;
            let saved = records.change("enter_crowd", move |records| {
                for (office, user, (der, serial, csr, period)) in entered {
                    let number = office.number;
                    let new = Registered {
                        office,
                        days,
                        user: (user, hash.clone()),
                    };
                    if let Err(error) = new.enter(records, &hand)? {
                        let (office, source) = (number, Box::new(error));
                        return Ok(Err(SetupError::Register { office, source }));
                    }
                    let row = CertificateRow {
                        serial,
                        office: number,
                        user,
                        der,
                        valid_from: period.0,
                        valid_until: period.1,
                        revoked: None,
                    };
                    let class = CertificateClass::CarePlan;
                    match enter_issued(records, &row, class, csr, &hand)? {
                        Ok(()) => {}
                        Err(NotEntered::NotActive) => {
                            return Ok(Err(SetupError::NotActive { office: number }));
                        }
                        Err(NotEntered::OtherOffice) => {
                            let office = number;
                            return Ok(Err(SetupError::OtherOffice { user, office }));
                        }
                    }
                }
                Ok(Ok(()))
            });
            saved.await??;
            keys.extend(made.into_iter().map(|made| made.keys(&authority_pem)));
        }
        Ok(keys)
    }
}

/// A certificate that was issued, and what it came of.
struct Made {
    certified: Certified,
    key: KeyRequest,
    period: (Timestamp, Timestamp),
}

type Entry = (Vec<u8>, String, Vec<u8>, (Timestamp, Timestamp));

impl Made {
    fn entry(&self) -> Entry {
        (
            self.certified.certificate_der.clone(),
            self.certified.serial_hex.clone(),
            self.key.request_der.clone(),
            self.period,
        )
    }

    fn keys(self, authority_pem: &str) -> OfficeKeys {
        OfficeKeys {
            issued: Issued {
                certificate_der: self.certified.certificate_der,
                certificate_pem: self.certified.certificate_pem,
                key_pkcs8_der: self.key.key_pkcs8_der,
                key_pem: self.key.key_pem,
                serial_hex: self.certified.serial_hex,
            },
            authority_pem: authority_pem.to_owned(),
        }
    }
}

/// Makes keys and certificates on all cores; in the order of the offices.
async fn certify(
    authority: &Arc<Authority>,
    offices: &[(NewEnrolment, UserId)],
    now: Timestamp,
) -> Result<Vec<Made>, SetupError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = offices.len().div_ceil(cores).max(1);
    let mut tasks = JoinSet::new();
    for (place, offices) in offices.chunks(share).enumerate() {
        let (authority, offices) = (Arc::clone(authority), offices.to_vec());
        tasks.spawn_blocking(move || {
            let made = offices.iter().map(|office| one(&authority, office, now));
            (place, made.collect::<Result<Vec<_>, _>>())
        });
    }
    let mut parts = tasks.join_all().await;
    parts.sort_by_key(|(place, _)| *place);
    let mut all = Vec::with_capacity(offices.len());
    for (_, part) in parts {
        all.extend(part?);
    }
    Ok(all)
}

fn one(
    authority: &Authority,
    (office, user): &(NewEnrolment, UserId),
    now: Timestamp,
) -> Result<Made, SetupError> {
    let until = three_years_from(now).ok_or(SetupError::Calendar)?;
    let from = now - SignedDuration::from_mins(5);
    let profile = Profile::Office {
        office: office.number,
        user: *user,
        office_name: office.name.clone(),
        class: CertificateClass::CarePlan,
    };
    let key = KeyRequest::new(user)?;
    let request = CertificateRequest::read(&key.request_der)?;
    let certified = authority.sign_csr(&request, &profile, from, until, serial())?;
    let period = validity(&certified.certificate_der).map_err(|_| SetupError::Calendar)?;
    Ok(Made {
        certified,
        key,
        period,
    })
}
