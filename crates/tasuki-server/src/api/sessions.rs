//! Sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use secrecy::SecretString;
use tasuki_exchange::{Operation, locked_until};
use tasuki_store::UserRow;
use tasuki_wire::{Code, OpenSession, Problem, Session};

use super::messages::to_the_end;
use super::unreadable;
use crate::answer::Rejection;
use crate::door::{Caller, Visitor};
use crate::password;
use crate::platform::Platform;

/// Opens a session.
///
/// The user must be the one that the certificate names. After several wrong passwords the user is
/// locked out for a time that doubles with each further one.
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
    let caller = visitor.may(Operation::OpenSession)?;
    let Json(asked) = body.map_err(unreadable)?;
    // Who is not the certificate's user is told no more than who mistypes a password.
    if asked.user_id != caller.user {
        return Err(Code::PasswordWrong.into());
    }
    // Whoever hangs up after a wrong password has failed all the same.
    to_the_end(async move { log_in(&platform, &caller, asked.password.into()).await }).await
}

/// Tries the password of the caller's user, and counts the failure if it is wrong.
async fn log_in(
    platform: &Platform,
    caller: &Caller,
    password: SecretString,
) -> Result<Json<Session>, Rejection> {
    let _turn = platform.passwords.turn_of(caller.user).await;
    let now = platform.clock.now();
    let user = platform.records.user(caller.user).await?;
    let user = user
        .filter(|user| user.office == caller.office)
        .ok_or(Code::PasswordWrong)?;
    if let Some(until) = user.locked_until.filter(|until| *until > now) {
        let seconds = u64::try_from(until.as_second() - now.as_second()).unwrap_or_default() + 1;
        return Err(Rejection::Later(Code::UserLocked, seconds));
    }
    let (hash, state) = (user.password_hash.clone(), password::state(&user, now));
    let is_right = platform.passwords.is_right(password, hash).await;
    let is_right = is_right.ok_or(Rejection::Later(Code::Unavailable, 5))?;
    let failures = if is_right {
        0
    } else {
        user.failures.saturating_add(1)
    };
    if failures != user.failures {
        let row = UserRow {
            failures,
            locked_until: locked_until(failures, now, &platform.lockout),
            ..user
        };
        let noted = platform
            .records
            .change("note_failures", move |records| records.note_failures(&row));
        noted.await?;
    }
    if !is_right {
        return Err(Code::PasswordWrong.into());
    }
    // Told only to who knows the password.
    if state.refusal().is_some() {
        return Err(Code::PasswordExpired.into());
    }
    platform.records.note_client_use(caller.office, now).await?;
    Ok(Json(platform.tokens.open(
        caller.user,
        caller.office,
        caller.certificate,
        now,
    )))
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
    visitor.may(Operation::RefreshSession)?;
    let claims = visitor.session()?;
    Ok(Json(platform.tokens.refresh(&claims, platform.clock.now())))
}
