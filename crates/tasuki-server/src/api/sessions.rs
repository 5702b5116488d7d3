//! Sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use secrecy::SecretString;
use tasuki_exchange::{Lockout, Operation, locked_until};
use tasuki_store::{AppUserRow, UserRow};
use tasuki_terms::{AppUserId, Timestamp, UserId};
use tasuki_wire::{Code, OpenSession, Problem, Session, SessionUser};

use super::messages::to_the_end;
use super::unreadable;
use crate::answer::Rejection;
use crate::door::{Caller, Visitor};
use crate::password::{self, Passwords};
use crate::platform::Platform;

/// Opens a session.
///
/// An office's user must be the one that the certificate names, and may do everything; an app user
/// must be of the certificate's office, and may only read. After several wrong passwords a user is
/// locked out for a time that doubles with each further one. An office has so many log-ins in a
/// minute, right or wrong.
#[utoipa::path(
    post, path = "/v1/sessions", tag = "sessions",
    request_body = OpenSession,
    responses(
        (status = 200, body = Session),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn open_session(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    body: Result<Json<OpenSession>, JsonRejection>,
) -> Result<Json<Session>, Rejection> {
    let caller = visitor.may(&platform, Operation::OpenSession).await?;
    let Json(asked) = body.map_err(unreadable)?;
    if !platform.rates.admit_log_in(caller.office) {
        let seconds = platform.settings.limits.log_in_pause();
        return Err(Rejection::Later(Code::TooManyRequests, seconds));
    }
    // Whoever hangs up after a wrong password has failed all the same.
    let (user, password) = (asked.user_id, asked.password.into());
    to_the_end(async move { log_in(&platform, &caller, user, password).await }).await
}

/// Tries the password of a user of the caller's office.
async fn log_in(
    platform: &Platform,
    caller: &Caller,
    user: SessionUser,
    password: SecretString,
) -> Result<Json<Session>, Rejection> {
    // No office fills the queue of all.
    let _line = platform.passwords.line_of(caller.office).await;
    let _turn = platform.passwords.turn_of(user).await;
    let now = platform.clock.now();
    match user {
        SessionUser::Office(id) => office_user(platform, caller, id, password, now).await?,
        SessionUser::App(id) => app_user(platform, caller, id, password, now).await?,
    }
    platform.records.note_client_use(caller.office, now).await?;
    Ok(Json(platform.tokens.open(
        user,
        caller.office,
        caller.certificate,
        now,
    )))
}

/// Lets the office's user in, whom the certificate names.
async fn office_user(
    platform: &Platform,
    caller: &Caller,
    id: UserId,
    password: SecretString,
    now: Timestamp,
) -> Result<(), Rejection> {
    // Who is not the certificate's user is told no more than who mistypes a password.
    if id != caller.user {
        return Err(Code::PasswordWrong.into());
    }
    let user = platform.records.user(id).await?;
    let user = user
        .filter(|user| user.office == caller.office)
        .ok_or(Code::PasswordWrong)?;
    let (hash, state) = (user.password_hash.clone(), password::state(&user, now));
    let before = Failures::new(user.failures, user.locked_until);
    let (is_right, after) = attempt(platform, password, hash, before, now).await?;
    if before.count != after.count {
        let lockout = platform.lockout;
        let noted = platform.records.change("note_failures", move |records| {
            // Another process may have counted one meanwhile.
            let now_known = records.user(id)?.map_or(before.count, |row| row.failures);
            let after = after.behind(before, now_known, now, &lockout);
            records.note_failures(&UserRow {
                failures: after.count,
                locked_until: after.locked_until,
                ..user
            })
        });
        noted.await?;
    }
    if !is_right {
        return Err(Code::PasswordWrong.into());
    }
    // Told only to who knows the password.
    if state.refusal().is_some() {
        return Err(Code::PasswordExpired.into());
    }
    Ok(())
}

/// Lets the office's app user in. Whether another office has a user of this id is not told: it
/// costs the same work as a wrong password.
async fn app_user(
    platform: &Platform,
    caller: &Caller,
    id: AppUserId,
    password: SecretString,
    now: Timestamp,
) -> Result<(), Rejection> {
    let known = platform.records.app_user(id).await?;
    let known = known.filter(|user| user.office == caller.office);
    let known = known.and_then(|user| Some((user.password_hash.clone()?, user)));
    let Some((hash, user)) = known else {
        let nobody = Passwords::nobodys_hash();
        attempt(platform, password, nobody, Failures::default(), now).await?;
        return Err(Code::PasswordWrong.into());
    };
    let before = Failures::new(user.failures, user.locked_until);
    let (is_right, after) = attempt(platform, password, hash, before, now).await?;
    if before.count != after.count {
        let lockout = platform.lockout;
        let noted = platform
            .records
            .change("note_app_user_failures", move |records| {
                let now_known = records
                    .app_user(id)?
                    .map_or(before.count, |row| row.failures);
                let after = after.behind(before, now_known, now, &lockout);
                records.note_app_user_failures(&AppUserRow {
                    failures: after.count,
                    locked_until: after.locked_until,
                    ..user
                })
            });
        noted.await?;
    }
    if is_right {
        Ok(())
    } else {
        Err(Code::PasswordWrong.into())
    }
}

/// How often a user failed in a row, and what follows.
#[derive(Clone, Copy, Default)]
struct Failures {
    count: u32,
    locked_until: Option<Timestamp>,
}

impl Failures {
    const fn new(count: u32, locked_until: Option<Timestamp>) -> Self {
        Self {
            count,
            locked_until,
        }
    }

    /// The same where the records know of other failures than `before` by now: each one counts.
    fn behind(self, before: Self, known: u32, now: Timestamp, lockout: &Lockout) -> Self {
        if self.count == 0 || known == before.count {
            return self;
        }
        let count = known.saturating_add(1);
        Self::new(count, locked_until(count, now, lockout))
    }
}

/// Tries a password, unless the user is locked out: whether it is right, and the failures now.
async fn attempt(
    platform: &Platform,
    password: SecretString,
    hash: String,
    before: Failures,
    now: Timestamp,
) -> Result<(bool, Failures), Rejection> {
    if let Some(until) = before.locked_until.filter(|until| *until > now) {
        let seconds = u64::try_from(until.as_second() - now.as_second()).unwrap_or_default() + 1;
        return Err(Rejection::Later(Code::UserLocked, seconds));
    }
    let is_right = platform.passwords.is_right(password, hash).await;
    let is_right = is_right.ok_or(Rejection::Later(Code::Unavailable, 5))?;
    let count = if is_right {
        0
    } else {
        before.count.saturating_add(1)
    };
    let after = Failures::new(count, locked_until(count, now, &platform.lockout));
    Ok((is_right, after))
}

/// Exchanges a token that still lives for a fresh one.
#[utoipa::path(
    post, path = "/v1/sessions/refresh", tag = "sessions",
    responses(
        (status = 200, body = Session),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn refresh_session(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
) -> Result<Json<Session>, Rejection> {
    visitor.may(&platform, Operation::RefreshSession).await?;
    let claims = visitor.session()?;
    Ok(Json(platform.tokens.refresh(&claims, platform.clock.now())))
}
