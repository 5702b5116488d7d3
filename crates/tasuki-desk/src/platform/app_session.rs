//! The session of the app user (個人ユーザ): with it the office reads before anybody asks for the office
//! user's password.

use std::sync::Arc;

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
    state: Mutex<Option<Open>>,
}

struct Open {
    user: AppUserId,
    password: SecretString,
    session: Session,
}

impl AppSession {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Mutex::default(),
        }
    }

    /// A token that works for a while; none while no app user has logged in.
    pub(super) async fn token(&self, http: &Http) -> Result<Option<String>, Failure> {
        let mut state = self.state.lock().await;
        let Some(open) = state.as_mut() else {
            return Ok(None);
        };
        if !lasts(open.session.expires_at, self.clock.now()) {
            self.lengthen(http, open).await?;
        }
        Ok(Some(open.session.token.clone()))
    }

    /// Another token than `refused`, which the platform does not know any more.
    pub(super) async fn renew(
        &self,
        http: &Http,
        refused: &str,
    ) -> Result<Option<String>, Failure> {
        let mut state = self.state.lock().await;
        let Some(open) = state.as_mut() else {
            return Ok(None);
        };
        if open.session.token == refused {
            open.log_in(http).await?;
        }
        Ok(Some(open.session.token.clone()))
    }

    async fn lengthen(&self, http: &Http, open: &mut Open) -> Result<(), Failure> {
        if lasts(open.session.refresh_until, self.clock.now())
            && let Some(session) = refresh(http, &open.session).await?
        {
            open.session = session;
            return Ok(());
        }
        open.log_in(http).await
    }
}

impl Open {
    async fn log_in(&mut self, http: &Http) -> Result<(), Failure> {
        self.session = open(http, self.user.into(), &self.password).await?;
        Ok(())
    }
}

impl Platform {
    /// Logs the app user in (C…). From then on everything that only reads is asked for with this
    /// session; what processes still asks for the office user's password, once.
    pub async fn open_app_session(
        &self,
        user: AppUserId,
        password: SecretString,
    ) -> Result<(), PlatformError> {
        // Said once: a wrong password repeated would only lock the user out.
        let session = open(&self.http, user.into(), &password).await;
        let session = session.map_err(|failed| failed.error)?;
        *self.app.state.lock().await = Some(Open {
            user,
            password,
            session,
        });
        Ok(())
    }

    /// Forgets the app user's session and password.
    pub async fn close_app_session(&self) {
        *self.app.state.lock().await = None;
    }
}
