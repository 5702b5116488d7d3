//! A session begins for who has shown a right password.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use tasuki_exchange::SessionEnding;
use tasuki_store::{OperatorRow, StoreError, Transaction, UserRow};
use tasuki_terms::Timestamp;

use super::{SiteError, Visit, see_other, session};
use crate::platform::Platform;

/// Whose password was found right or chosen just now, as the records said then.
#[derive(Clone)]
pub(super) enum Entrant {
    /// An office's user.
    User(Box<UserRow>),
    /// An operator.
    Operator {
        /// Who.
        row: Box<OperatorRow>,
        /// When the operator showed, with password and one-time password, who sits there.
        confirmed_at: Option<Timestamp>,
    },
}

impl Entrant {
    /// Whose session it will be.
    fn subject(&self) -> String {
        match self {
            Self::User(row) => row.id.to_string(),
            Self::Operator { row, .. } => row.name.clone(),
        }
    }

    /// Whether what was shown is still right. Whatever takes a password or a key away ends the
    /// sessions that there are; one that begins behind it would outlive it.
    fn may_still_enter(&self, records: &Transaction<'_>) -> Result<bool, StoreError> {
        Ok(match self {
            Self::User(row) => records
                .user(row.id)?
                .is_some_and(|known| known.password_hash == row.password_hash),
            Self::Operator { row, .. } => records.operator(&row.name)?.is_some_and(|known| {
                known.is_active
                    && known.password_hash == row.password_hash
                    && known.sealed_totp == row.sealed_totp
            }),
        })
    }
}

/// Begins a session, ends the one from before, and goes to the first page; or back to the log-in, if
/// the password was replaced meanwhile.
pub(super) async fn enter(
    platform: &Platform,
    visit: &Visit,
    who: Entrant,
) -> Result<Response, SiteError> {
    let (mut session, cookie) = session::begin(visit.site, who.subject(), platform.clock.now());
    if let Entrant::Operator { confirmed_at, .. } = &who {
        session.confirmed_at = *confirmed_at;
    }
    let before = visit.session.as_ref().map(|session| session.token);
    let has_begun = platform
        .records
        .change("begin_session", move |records| {
            if let Some(token) = before {
                records.end_session(&token)?;
            }
            if !who.may_still_enter(records)? {
                return Ok(false);
            }
            records.begin_session(&session)?;
            Ok(true)
        })
        .await?;
    if has_begun {
        return Ok(with_cookie(see_other("/"), cookie));
    }
    let ending = SessionEnding::Gone.as_str();
    let back = see_other(&format!("/login?ended={ending}"));
    Ok(with_cookie(back, session::take_back(visit.site)))
}

/// An answer that sets a cookie.
pub(super) fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::with_office;

    #[tokio::test]
    async fn nobody_enters_with_what_was_taken_back_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, letter) = with_office(folder.path()).await;
        let records = registry.records;
        let row = records.user(letter.user).await.unwrap().unwrap();
        let user = Entrant::User(Box::new(row.clone()));
        let operator = OperatorRow {
            name: "hanako".to_owned(),
            role: "operator_viewer".to_owned(),
            password_hash: "before".to_owned(),
            sealed_totp: vec![1],
            totp_step: 1,
            temporary_since: None,
            made_at: Timestamp::UNIX_EPOCH,
            is_active: true,
        };
        let entrant = Entrant::Operator {
            row: Box::new(operator.clone()),
            confirmed_at: None,
        };
        let told = async |saved: OperatorRow, user_row: UserRow| {
            let (user, entrant) = (user.clone(), entrant.clone());
            let told = records.change("test", move |records| {
                records.save_operator(&saved)?;
                records.save_user(&user_row)?;
                Ok([
                    entrant.may_still_enter(records)?,
                    user.may_still_enter(records)?,
                ])
            });
            told.await.unwrap()
        };
        // What else changes does not matter.
        let later = OperatorRow {
            totp_step: 2,
            ..operator.clone()
        };
        let mail = UserRow {
            mail: Some("tantou@example.jp".to_owned()),
            ..row.clone()
        };
        assert_eq!(told(later, mail).await, [true, true]);
        let after = UserRow {
            password_hash: "after".to_owned(),
            ..row
        };
        for changed in [
            OperatorRow {
                password_hash: "after".to_owned(),
                ..operator.clone()
            },
            OperatorRow {
                sealed_totp: vec![2],
                ..operator.clone()
            },
            OperatorRow {
                is_active: false,
                ..operator.clone()
            },
        ] {
            assert_eq!(told(changed, after.clone()).await, [false, false]);
        }
    }
}
