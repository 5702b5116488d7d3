//! Many offices at once, for loads.

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;
use tasuki_server::{Crowd, NewEnrolment, Setup};
use tasuki_terms::{Clock, UserId};

use crate::TownOffice;

/// For how many days they may use the exchange.
const DAYS: u32 = 365;
/// The password of them all.
const PASSWORD: &str = "Tasuki-invented-nation";

/// Offices that do not exist move in at the platform of `setup`, all with the same password, which is
/// cheap to try if `is_cheap`. Profiles of theirs would be in `folder`.
pub async fn crowd(
    setup: &Setup,
    clock: Arc<dyn Clock>,
    folder: &Path,
    offices: Vec<NewEnrolment>,
    is_cheap: bool,
) -> anyhow::Result<Vec<TownOffice>> {
    let user = |office: &NewEnrolment| format!("KJ{}01", office.number).parse::<UserId>();
    let offices: Vec<_> = offices
        .into_iter()
        .map(|office| user(&office).map(|user| (office, user)))
        .collect::<Result<_, _>>()?;
    let password = SecretString::from(PASSWORD);
    let crowd = Crowd {
        offices: offices.clone(),
        password: password.clone(),
        licence_days: DAYS,
        is_cheap,
    };
    let keys = Box::pin(setup.enter_crowd(crowd, clock.now())).await?;
    let moved_in = offices.into_iter().zip(keys).map(|((office, user), keys)| {
        TownOffice::new(
            office.number,
            &office.name,
            office.service_types,
            (user, password.clone()),
            keys,
            folder.join(office.number.as_str()),
            Arc::clone(&clock),
        )
    });
    Ok(moved_in.collect())
}
