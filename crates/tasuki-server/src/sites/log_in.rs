//! Logging in and out with an office's user (事業所ユーザ), as the claims site and the portal do.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_exchange::{PasswordState, SessionEnding};
use tasuki_store::{Records, UserRow};
use tasuki_terms::{Timestamp, UserId};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use super::enter::{Entrant, enter, with_cookie};
use super::{
    Posted, Secret, Site, SiteError, Visit, page_with, see_other, session, shell, to_the_end,
};
use crate::password::{self, Passwords};
use crate::platform::Platform;

/// One sentence for whatever does not fit, so that nobody learns which users there are.
const WRONG: &str = "ユーザID、またはパスワードに誤りがあります。\
     続けて誤ると、しばらくログインできなくなります。";

/// What the page of the log-in is asked for with.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Why the session ended, if there was one.
    #[serde(default)]
    ended: Option<String>,
    /// Whether something was sent, which is lost.
    #[serde(default)]
    lost: Option<String>,
}

/// Why somebody is here who was somewhere else.
#[derive(Default)]
pub(super) struct Brought {
    pub(super) what: Option<&'static str>,
    pub(super) is_lost: bool,
}

impl Asked {
    /// Why somebody is here who was somewhere else.
    pub(super) fn brought(&self) -> Brought {
        let ending = self.ended.as_deref().and_then(SessionEnding::read);
        let is_lost = self.lost.is_some();
        let unknown = is_lost.then_some(SessionEnding::Gone);
        Brought {
            what: ending.or(unknown).map(SessionEnding::what),
            is_lost,
        }
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
    brought: Brought,
    error: Option<String>,
    summary: ErrorSummary,
    user_id: Field,
    password: Field,
    /// Where who lost a password is helped.
    reset_url: String,
}

impl LogInPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let claims = platform.settings.site_origin(Site::Claims);
        let user_id = form
            .field("user_id", "ユーザID")
            .required()
            .autocomplete("username")
            .help("KJから始まる14桁のIDを入力してください。");
        let password = form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password");
        Self {
            shell: shell(platform, visit, "/login"),
            brought: Brought::default(),
            error: None,
            summary: ErrorSummary::of([&user_id, &password]),
            user_id,
            password,
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
    page.brought = asked.brought();
    page_with(StatusCode::OK, &page)
}

/// Logs in.
pub(super) async fn log_in(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&["password"]);
    let id = typed.user_id.trim().to_ascii_uppercase();
    refuse_empty(
        &mut form,
        &[
            ("user_id", &id),
            ("password", typed.password.expose_secret()),
        ],
    );
    let mut error = None;
    if form.is_good() {
        visit.attempt(&platform, Secret::LogIn)?;
        match try_password(&platform, &visit, &id, typed.password).await? {
            Outcome::Right(user) => match not_here(&platform, visit.site, &user) {
                None => return enter(&platform, &visit, Entrant::User(user)).await,
                refusal => error = refusal,
            },
            Outcome::Refused(sentence) => error = Some(sentence),
        }
    }
    let mut page = LogInPage::new(&platform, &visit, &form);
    page.error = error;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Says of each field with nothing in it that it is empty.
pub(super) fn refuse_empty(form: &mut FormState, fields: &[(&'static str, &str)]) {
    for (name, text) in fields {
        if text.is_empty() {
            form.refuse(name, "未入力です。");
        }
    }
}

/// When one may try again who was wrong too often. It is the same for users that there are not.
pub(super) fn wait(until: Timestamp, now: Timestamp) -> String {
    let seconds = until.duration_since(now).as_secs().max(1);
    let minutes = (seconds + 59) / 60;
    format!("続けて誤ったため、しばらくログインできません。{minutes}分後にもう一度お試しください。")
}

/// What became of a password.
enum Outcome {
    Right(Box<UserRow>),
    Refused(String),
}

/// Tries a password and counts a wrong one; nothing is written down, whether the user is there or
/// not.
async fn try_password(
    platform: &Arc<Platform>,
    visit: &Visit,
    id: &str,
    password: SecretString,
) -> Result<Outcome, SiteError> {
    let refused = |sentence: &str| Ok(Outcome::Refused(sentence.to_owned()));
    let id: UserId = match id.parse() {
        Ok(id) => id,
        Err(_) if id.starts_with("HD") => {
            return refused(
                "HDから始まるユーザIDは代理請求用のため、利用できません。\
                 KJから始まるユーザIDを入力してください。",
            );
        }
        Err(_) => return refused(WRONG),
    };
    let now = platform.clock.now();
    let attempt = match platform.brake.begin(id.as_str(), visit.network, now) {
        Ok(attempt) => attempt,
        Err(until) => return Ok(Outcome::Refused(wait(until, now))),
    };
    let platform = Arc::clone(platform);
    // Whoever hangs up after a wrong password has failed all the same.
    to_the_end(async move {
        let tried = try_user(&platform.records, &platform.passwords, id, password);
        Ok(match tried.await? {
            Some(user) => {
                attempt.was_right();
                Outcome::Right(Box::new(user))
            }
            None => Outcome::Refused(match attempt.was_wrong() {
                Some(until) => wait(until, now),
                None => WRONG.to_owned(),
            }),
        })
    })
    .await?
}

/// The user, if it is there and the password is right. One that is not there takes as long.
async fn try_user(
    records: &Records,
    passwords: &Passwords,
    id: UserId,
    password: SecretString,
) -> Result<Option<UserRow>, SiteError> {
    let user = records.user(id).await?;
    let hash = match &user {
        Some(user) => user.password_hash.clone(),
        None => Passwords::nobodys_hash(),
    };
    let is_right = passwords.is_right(password, hash).await;
    let is_right = is_right.ok_or(SiteError::TooOften)?;
    Ok(user.filter(|_| is_right))
}

/// Why a user with the right password cannot enter this site.
fn not_here(platform: &Platform, site: Site, user: &UserRow) -> Option<String> {
    let sentence = match (password::state(user, platform.clock.now()), site) {
        (PasswordState::Lapsed, _) => {
            "パスワードの有効期限が切れています。仮パスワードを使用できる期間が過ぎました。\
             「パスワード等を紛失した方はこちら」から再設定するか、ヘルプデスクへお問い合わせください。"
        }
        (PasswordState::Temporary { .. }, Site::Portal) => {
            "最初に、仮パスワードの変更が必要です。電子請求受付システムにログインし、\
             新しいパスワードに変更した後で、もう一度ログインしてください。"
        }
        (PasswordState::Expired, Site::Portal) => {
            "パスワードの有効期限が切れています。電子請求受付システムにログインし、\
             新しいパスワードに変更してください。"
        }
        // The claims site is where a new password is chosen.
        _ => return None,
    };
    Some(sentence.to_owned())
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

/// Keeps a session alive. The gate notes its use only now and then; the browser counts from now.
pub(super) async fn keep_alive(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    _posted: Posted<Nothing>,
) -> Result<StatusCode, SiteError> {
    if let Some(session) = &visit.session {
        session::touch(&platform, session, platform.clock.now()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::with_office;

    #[tokio::test]
    async fn a_user_that_is_not_there_takes_a_hash_as_others_do() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, letter) = with_office(folder.path()).await;
        let passwords = Passwords::default();
        let (known, right) = (letter.user, letter.password.expose_secret());
        let nobody = "KJ137000000201".parse().unwrap();
        for (n, (id, typed, is_right)) in [
            (known, right, true),
            (known, "wrong", false),
            (nobody, right, false),
        ]
        .into_iter()
        .enumerate()
        {
            let tried = try_user(&registry.records, &passwords, id, typed.into()).await;
            assert_eq!(tried.unwrap().is_some(), is_right, "{n}");
            assert_eq!(passwords.tried(), n + 1, "{n}");
        }
    }
}
