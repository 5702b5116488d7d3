//! The open session.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use jiff::SignedDuration;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tasuki_terms::{Clock, Digest, Timestamp, UserId};
use tasuki_wire::{OpenSession, Problem, Session, SessionUser};
use tokio::sync::Mutex;

use super::PlatformError;
use super::http::{Failure, Http, Request};
use crate::durable::{self, Access};
use crate::{NoPassword, PasswordSource, Profile};

/// A session that ends within this time is refreshed before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(90);

/// Keeps one session open: asks for the password once, refreshes, and remembers the session in a
/// file from one start of the program to the next.
pub(super) struct Sessions {
    user: UserId,
    /// The certificate to which sessions are bound.
    certificate: Digest,
    file: PathBuf,
    source: Arc<dyn PasswordSource>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// Whether the platform has refused the password that is known.
    is_refused: AtomicBool,
}

#[derive(Default)]
struct State {
    loaded: bool,
    session: Option<Session>,
    password: Password,
}

#[derive(Default)]
enum Password {
    #[default]
    NotAsked,
    Known(SecretString),
    None,
    /// The platform does not take it any more. Trying it again would only lock the user out.
    Refused(Box<Problem>),
}

/// `session.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    certificate: Digest,
    session: Session,
}

impl Sessions {
    pub(super) fn new(
        profile: &Profile,
        source: Arc<dyn PasswordSource>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            user: profile.user(),
            certificate: profile.identity().certificate().fingerprint(),
            file: profile.session_file(),
            source,
            clock,
            state: Mutex::default(),
            is_refused: AtomicBool::new(false),
        }
    }

    /// Whether the platform has refused the password: nothing is asked with it again, and somebody
    /// must log in.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused.load(Ordering::Acquire)
    }

    /// A token that works for a while.
    pub(super) async fn token(&self, http: &Http) -> Result<String, Failure> {
        let mut state = self.state.lock().await;
        if !state.loaded {
            state.loaded = true;
            state.session = self.kept();
        }
        let now = self.clock.now();
        if let Some(session) = &state.session
            && lasts(session.expires_at, now)
        {
            return Ok(session.token.clone());
        }
        self.open(http, &mut state, now).await
    }

    /// Opens a session with this password, and forgets what was before.
    pub(super) async fn log_in(&self, http: &Http, password: SecretString) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        state.loaded = true;
        state.session = None;
        state.password = Password::Known(password);
        self.is_refused.store(false, Ordering::Release);
        self.open(http, &mut state, self.clock.now())
            .await
            .map(drop)
    }

    /// Another token than `refused`, which the platform does not know any more.
    pub(super) async fn renew(&self, http: &Http, refused: &str) -> Result<String, Failure> {
        let mut state = self.state.lock().await;
        match &state.session {
            // Somebody else renewed it meanwhile.
            Some(session) if session.token != refused => return Ok(session.token.clone()),
            _ => state.session = None,
        }
        self.open(http, &mut state, self.clock.now()).await
    }

    async fn open(
        &self,
        http: &Http,
        state: &mut State,
        now: Timestamp,
    ) -> Result<String, Failure> {
        let refreshed = match &state.session {
            Some(session) if lasts(session.refresh_until, now) => refresh(http, session).await?,
            _ => None,
        };
        let session = match refreshed {
            Some(session) => session,
            None => self.login(http, state).await?,
        };
        self.keep(&session);
        let token = session.token.clone();
        state.session = Some(session);
        Ok(token)
    }

    async fn login(&self, http: &Http, state: &mut State) -> Result<Session, Failure> {
        if matches!(state.password, Password::NotAsked) {
            // Whatever happens while it is asked for, it is not asked for again.
            state.password = Password::None;
            let source = Arc::clone(&self.source);
            let asked = tokio::task::spawn_blocking(move || source.password())
                .await
                .unwrap_or(Err(NoPassword::AskedBefore));
            state.password = Password::Known(asked.map_err(PlatformError::Password)?);
        }
        let password = match &state.password {
            Password::Known(password) => password,
            Password::Refused(problem) => {
                return Err(PlatformError::Refused(problem.clone()).into());
            }
            Password::NotAsked | Password::None => {
                return Err(PlatformError::Password(NoPassword::AskedBefore).into());
            }
        };
        let answered = open(http, self.user.into(), password).await;
        if let Err(failed) = &answered
            && failed.error.refuses_password()
            && let Some(problem) = failed.error.problem()
        {
            state.password = Password::Refused(Box::new(problem.clone()));
            self.is_refused.store(true, Ordering::Release);
        }
        answered
    }

    /// The session in the file, if it belongs to our certificate. Whatever else the file holds,
    /// the price is only that the password is asked for.
    fn kept(&self) -> Option<Session> {
        let bytes = durable::read(&self.file).ok().flatten()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        (kept.certificate == self.certificate).then_some(kept.session)
    }

    fn keep(&self, session: &Session) {
        let kept = Kept {
            certificate: self.certificate,
            session: session.clone(),
        };
        let written = serde_json::to_vec(&kept)
            .map_err(std::io::Error::from)
            .and_then(|bytes| durable::write(&self.file, &bytes, Access::Private));
        if let Err(error) = written {
            tracing::warn!(%error, "the session cannot be kept");
        }
    }
}

/// A session of a user.
pub(super) async fn open(
    http: &Http,
    user_id: SessionUser,
    password: &SecretString,
) -> Result<Session, Failure> {
    let body = serde_json::to_vec(&OpenSession {
        user_id,
        password: password.expose_secret().to_owned(),
    })
    .map_err(PlatformError::Answer)?;
    let request =
        Request::new(Method::POST, "sessions").body("application/json", Bytes::from(body));
    answer(http, &request, None).await
}

/// A fresh session for one that ends; none where the platform wants the password again.
pub(super) async fn refresh(http: &Http, session: &Session) -> Result<Option<Session>, Failure> {
    let request = Request::new(Method::POST, "sessions/refresh");
    match answer(http, &request, Some(&session.token)).await {
        Ok(session) => Ok(Some(session)),
        Err(failed) if failed.error.asks_for_session() => Ok(None),
        Err(failed) => Err(failed),
    }
}

async fn answer(http: &Http, request: &Request, token: Option<&str>) -> Result<Session, Failure> {
    let response = http.send(request, token).await?;
    let body = response.bytes().await.map_err(PlatformError::from)?;
    serde_json::from_slice(&body).map_err(|source| PlatformError::Answer(source).into())
}

pub(super) fn lasts(until: Timestamp, now: Timestamp) -> bool {
    until.duration_since(now) > MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_near_its_end_is_not_used() {
        let now = Timestamp::from_second(1_743_000_000).unwrap();
        let after = |seconds| now + SignedDuration::from_secs(seconds);
        assert!(lasts(after(91), now));
        assert!(!lasts(after(90), now));
        assert!(!lasts(after(-1), now));
    }
}
