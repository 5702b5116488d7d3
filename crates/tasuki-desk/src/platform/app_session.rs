//! The session of the app user (個人ユーザ): with it the office reads before anybody asks for the office
//! user's password.

use std::sync::{Arc, Mutex as Plain, PoisonError};

use secrecy::SecretString;
use tasuki_terms::{AppUserId, Clock};
use tasuki_wire::Session;
use tokio::sync::Mutex;

use super::http::{Failure, Http};
use super::sessions::{lasts, open, refresh};
use super::{Platform, PlatformError};

/// The app user's session, if one is open; it is kept in memory only.
pub(super) struct AppSession {
    clock: Arc<dyn Clock>,
    state: Mutex<Option<User>>,
    stand: Plain<AppUserStand>,
}

/// Whether the platform has let the app user in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AppUserStand {
    /// Nobody has logged in.
    #[default]
    Out,
    /// The platform could not be asked yet: it is when something is read next.
    Waits,
    /// This user reads.
    In(AppUserId),
    /// The platform does not take the password any more. It is not tried again, which would only lock
    /// the user out; the office's user reads, where one has logged in.
    Refused,
}

struct User {
    id: AppUserId,
    password: SecretString,
    /// None before the platform has answered.
    session: Option<Session>,
}

impl AppSession {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Mutex::default(),
            stand: Plain::default(),
        }
    }

    fn set(&self, stand: AppUserStand) {
        *self.stand.lock().unwrap_or_else(PoisonError::into_inner) = stand;
    }

    /// A token that works for a while; none while no app user has logged in, or where the platform
    /// does not take the password any more.
    pub(super) async fn token(&self, http: &Http) -> Result<Option<String>, Failure> {
        let mut state = self.state.lock().await;
        let Some(session) = state.as_ref().map(|user| user.session.as_ref()) else {
            return Ok(None);
        };
        let now = self.clock.now();
        if let Some(session) = session {
            if lasts(session.expires_at, now) {
                return Ok(Some(session.token.clone()));
            }
            if lasts(session.refresh_until, now)
                && let Some(next) = refresh(http, session).await?
            {
                let token = next.token.clone();
                if let Some(user) = state.as_mut() {
                    user.session = Some(next);
                }
                return Ok(Some(token));
            }
        }
        self.renewed(http, &mut state).await
    }

    /// Another token than `refused`, which the platform does not know any more; none where it does not
    /// take the password any more either.
    pub(super) async fn renew(
        &self,
        http: &Http,
        refused: &str,
    ) -> Result<Option<String>, Failure> {
        let mut state = self.state.lock().await;
        let session = state.as_ref().and_then(|user| user.session.as_ref());
        match session {
            // Somebody else renewed it meanwhile.
            Some(session) if session.token != refused => Ok(Some(session.token.clone())),
            _ => self.renewed(http, &mut state).await,
        }
    }

    /// Logs in with the password that is known; a password that is refused is forgotten.
    async fn renewed(
        &self,
        http: &Http,
        state: &mut Option<User>,
    ) -> Result<Option<String>, Failure> {
        match self.log_in(http, state).await {
            Err(failed) if failed.error.refuses_password() => Ok(None),
            other => other,
        }
    }

    async fn log_in(
        &self,
        http: &Http,
        state: &mut Option<User>,
    ) -> Result<Option<String>, Failure> {
        let Some(user) = state.as_mut() else {
            return Ok(None);
        };
        let opened = open(http, user.id.into(), &user.password).await;
        match opened {
            Ok(session) => {
                let token = session.token.clone();
                user.session = Some(session);
                self.set(AppUserStand::In(user.id));
                Ok(Some(token))
            }
            Err(failed) => {
                if failed.error.refuses_password() {
                    *state = None;
                    self.set(AppUserStand::Refused);
                }
                Err(failed)
            }
        }
    }
}

impl Platform {
    /// Logs the app user in (C…). From then on everything that only reads is asked for with this
    /// session; what processes still asks for the office user's password, once.
    ///
    /// Where the platform does not answer, or the caller does not wait for it, the password is kept in
    /// memory and tried when something is read next.
    pub async fn open_app_session(
        &self,
        user: AppUserId,
        password: SecretString,
    ) -> Result<(), PlatformError> {
        let mut state = self.app.state.lock().await;
        *state = Some(User {
            id: user,
            password,
            session: None,
        });
        self.app.set(AppUserStand::Waits);
        // Said once: a wrong password repeated would only lock the user out.
        let opened = self.app.log_in(&self.http, &mut state).await;
        opened.map(drop).map_err(|failed| failed.error)
    }

    /// How the app user stands with the platform.
    pub fn app_user(&self) -> AppUserStand {
        let stand = self.app.stand.lock();
        *stand.unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the app user's session and password.
    pub async fn close_app_session(&self) {
        *self.app.state.lock().await = None;
        self.app.set(AppUserStand::Out);
    }
}
