//! Sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use tasuki_exchange::{Operation, locked_until};
use tasuki_store::UserRow;
use tasuki_wire::{Code, OpenSession, Problem, Session};

use super::unreadable;
use crate::answer::Rejection;
use crate::door::Visitor;
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
    let _turn = platform.turns.of(asked.user_id).await;
    let now = platform.clock.now();
    let user = platform.records.user(asked.user_id).await?;
    // Who is not the certificate's user is told no more than who mistypes a password.
    let user = user
        .filter(|user| user.id == caller.user && user.office == caller.office)
        .ok_or(Code::PasswordWrong)?;
    if let Some(until) = user.locked_until.filter(|until| *until > now) {
        let seconds = u64::try_from(until.as_second() - now.as_second()).unwrap_or_default() + 1;
        return Err(Rejection::Later(Code::UserLocked, seconds));
    }
    if !password::is_right(asked.password.into(), user.password_hash.clone()).await {
        let failures = user.failures.saturating_add(1);
        let locked_until = locked_until(failures, now, &platform.lockout);
        platform
            .records
            .save_user(UserRow {
                failures,
                locked_until,
                ..user
            })
            .await?;
        return Err(Code::PasswordWrong.into());
    }
    if user.failures > 0 {
        platform
            .records
            .save_user(UserRow {
                failures: 0,
                locked_until: None,
                ..user
            })
            .await?;
    }
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
