//! Logging in and out with an office's user (事業所ユーザ), as the claims site and the portal do.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_exchange::locked_until;
use tasuki_store::UserRow;
use tasuki_terms::{Timestamp, UserId};
use tasuki_ui::{Field, FormState, Shell};

use super::{Posted, Site, SiteError, Visit, page_with, see_other, session, shell, to_the_end};
use crate::password::{self, Passwords};
use crate::platform::Platform;

/// One sentence for whatever does not fit, so that nobody learns which users there are.
const WRONG: &str = "ユーザID、またはパスワードに誤りがあります。\
     続けて誤ると、しばらくログインできなくなります。";

/// What the page of the log-in is asked for with.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The session had ended when something was sent.
    #[serde(default)]
    ended: Option<String>,
}

impl Asked {
    /// Whether the session had ended when something was sent.
    pub(super) const fn has_ended(&self) -> bool {
        self.ended.is_some()
    }
}

/// What is typed to log in.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    password: SecretString,
}

#[derive(Template)]
#[template(path = "common/log_in.html")]
struct LogInPage {
    shell: Shell,
    has_ended: bool,
    error: Option<String>,
    user_id: Field,
    password: Field,
    /// Where who lost a password is helped.
    reset_url: String,
}

impl LogInPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let claims = platform.settings.site_origin(Site::Claims);
        Self {
            shell: shell(platform, visit, "/login"),
            has_ended: false,
            error: None,
            user_id: form
                .field("user_id", "ユーザID")
                .required()
                .autocomplete("username")
                .help("KJから始まる14桁のIDを入力してください。"),
            password: form
                .field("password", "パスワード")
                .required()
                .autocomplete("current-password"),
            reset_url: format!("{claims}/reset"),
        }
    }
}

/// Shows the page of the log-in.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    if visit.session.is_some() {
        return Ok(see_other("/"));
    }
    let mut page = LogInPage::new(&platform, &visit, &FormState::new());
    page.has_ended = asked.has_ended();
    page_with(StatusCode::OK, &page)
}

/// Logs in.
pub(super) async fn log_in(
    State(platform): State<Arc<Platform>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    platform.attempts.admit(address.ip())?;
    let (typed, form) = posted.state(&["password"]);
    let id = typed.user_id.trim().to_owned();
    let trying = Arc::clone(&platform);
    let tried = to_the_end(async move { try_password(&trying, &id, typed.password).await });
    let error = match tried.await?? {
        Outcome::Right(user) => {
            if let Some(error) = not_here(&platform, visit.site, &user) {
                error
            } else {
                return enter(&platform, &visit, user.id.to_string()).await;
            }
        }
        Outcome::Refused(sentence) => sentence,
    };
    let mut page = LogInPage::new(&platform, &visit, &form);
    page.error = Some(error);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// What became of a password.
enum Outcome {
    Right(Box<UserRow>),
    Refused(String),
}

/// Tries a password and counts a wrong one. Users that are unknown or locked take as long as
/// others.
async fn try_password(
    platform: &Platform,
    id: &str,
    password: SecretString,
) -> Result<Outcome, SiteError> {
    let refused = |sentence: &str| Ok(Outcome::Refused(sentence.to_owned()));
    let id: UserId = match id.to_ascii_uppercase().parse() {
        Ok(id) => id,
        Err(_) if id.to_ascii_uppercase().starts_with("HD") => {
            return refused(
                "HDから始まるユーザIDは代理請求用のため、利用できません。\
                 KJから始まるユーザIDを入力してください。",
            );
        }
        Err(_) => return refused(WRONG),
    };
    let _turn = platform.passwords.turn_of(id).await;
    let now = platform.clock.now();
    let user = platform.records.user(id).await?;
    let is_open = |user: &UserRow| user.locked_until.is_none_or(|until| until <= now);
    let hash = match &user {
        Some(user) => user.password_hash.clone(),
        None => Passwords::nobodys_hash(),
    };
    let is_right = platform.passwords.is_right(password, hash).await;
    let is_right = is_right.ok_or(SiteError::TooOften)?;
    match user {
        Some(user) if is_right && is_open(&user) => {
            if user.failures > 0 {
                note(platform, &user, 0, now).await?;
            }
            Ok(Outcome::Right(Box::new(user)))
        }
        Some(user) => {
            if is_open(&user) {
                note(platform, &user, user.failures.saturating_add(1), now).await?;
            }
            refused(WRONG)
        }
        None => refused(WRONG),
    }
}

async fn note(
    platform: &Platform,
    user: &UserRow,
    failures: u32,
    now: Timestamp,
) -> Result<(), SiteError> {
    let row = UserRow {
        failures,
        locked_until: locked_until(failures, now, &platform.lockout),
        ..user.clone()
    };
    platform
        .records
        .change("note_failures", move |records| records.note_failures(&row))
        .await?;
    Ok(())
}

/// Why a user with the right password cannot enter this site.
fn not_here(platform: &Platform, site: Site, user: &UserRow) -> Option<String> {
    let refusal = password::state(user, platform.clock.now()).refusal()?;
    // The claims site is where a new password is chosen.
    (site == Site::Portal).then(|| {
        format!("{refusal}。電子請求受付システムにログインし、新しいパスワードに変更してください。")
    })
}

/// Begins a session of `subject` and goes to the first page.
pub(super) async fn enter(
    platform: &Platform,
    visit: &Visit,
    subject: String,
) -> Result<Response, SiteError> {
    let (session, cookie) = session::begin(visit.site, subject, platform.clock.now());
    let before = visit.session.as_ref().map(|session| session.token);
    platform
        .records
        .change("begin_session", move |records| {
            if let Some(token) = before {
                records.end_session(&token)?;
            }
            records.begin_session(&session)
        })
        .await?;
    Ok(with_cookie(see_other("/"), cookie))
}

/// A form that is only its button.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Logs out.
pub(super) async fn log_out(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    if let Some(session) = &visit.session {
        let token = session.token;
        platform
            .records
            .change("end_session", move |records| records.end_session(&token))
            .await?;
    }
    Ok(with_cookie(
        see_other("/login"),
        session::take_back(visit.site),
    ))
}

/// Keeps a session alive; the gate has noted that it is used.
pub(super) async fn keep_alive(_posted: Posted<Nothing>) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
