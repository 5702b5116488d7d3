//! Letters that an operator made, as they are kept for who asks for the same once more.

use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use tasuki_paper::LetterOccasion;
use tasuki_terms::{OfficeNumber, UserId};
use zeroize::{Zeroize as _, Zeroizing};

use crate::platform::Platform;
use crate::registry::Credentials;
use crate::sites::SiteError;

/// A letter without what the records know of its office.
#[derive(Serialize, Deserialize)]
struct Made {
    occasion: u8,
    office: String,
    user: String,
    password: String,
    issuing_password: String,
}

impl Drop for Made {
    fn drop(&mut self) {
        self.password.zeroize();
        self.issuing_password.zeroize();
    }
}

/// The occasions, as they are numbered in what is kept.
const OCCASIONS: [LetterOccasion; 3] = [
    LetterOccasion::Enrolled,
    LetterOccasion::Reissued,
    LetterOccasion::Renumbered,
];

/// Keeps letters for this operator under the id of their form.
pub(super) async fn keep(
    platform: &Platform,
    operator: &str,
    id: &str,
    letters: &[Credentials],
) -> Result<(), SiteError> {
    let mut made = Vec::new();
    for one in letters {
        let place = OCCASIONS.iter().position(|known| *known == one.occasion);
        made.push(Made {
            occasion: place.and_then(|place| place.try_into().ok()).unwrap_or(0),
            office: one.office.number.to_string(),
            user: one.user.to_string(),
            password: one.password.expose_secret().to_owned(),
            issuing_password: one.issuing_password.expose_secret().to_owned(),
        });
    }
    let text = serde_json::to_vec(&made).map_err(|error| SiteError::fault(&error))?;
    let (text, now) = (Zeroizing::new(text), platform.clock.now());
    platform.letters()?.put_as(id, operator, &text, now).await
}

/// The letters of this operator's form, if it was sent before.
pub(super) async fn kept(
    platform: &Platform,
    operator: &str,
    id: &str,
) -> Result<Option<Vec<Credentials>>, SiteError> {
    let now = platform.clock.now();
    let Some(text) = platform.letters()?.get(operator, id, now).await? else {
        return Ok(None);
    };
    let made: Vec<Made> =
        serde_json::from_slice(&text).map_err(|error| SiteError::fault(&error))?;
    let mut letters = Vec::new();
    for one in made {
        let number: OfficeNumber = one.office.parse().map_err(|_| SiteError::Fault)?;
        let user: UserId = one.user.parse().map_err(|_| SiteError::Fault)?;
        let office = platform.records.office(number).await?;
        let occasion = OCCASIONS.get(usize::from(one.occasion)).copied();
        letters.push(Credentials {
            occasion: occasion.ok_or(SiteError::Fault)?,
            office: office.ok_or(SiteError::Fault)?,
            user,
            password: one.password.as_str().into(),
            issuing_password: one.issuing_password.as_str().into(),
        });
    }
    Ok(Some(letters))
}
