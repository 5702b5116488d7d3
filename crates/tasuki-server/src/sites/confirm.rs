//! An administrator shows once more who sits there: what only administrators may do asks for
//! password and one-time password, if the log-in is some minutes old.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_store::SiteSessionRow;
use tasuki_terms::Timestamp;
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use super::gate::is_read;
use super::own_password::guarded;
use super::password::current;
use super::{Posted, SiteError, Visit, page_with, see_other, shell};
use crate::platform::Platform;
use crate::registry::OperatorError;

/// For how long it is enough to have shown it.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Whether the operator of a session has shown it not long ago.
pub(super) fn is_fresh(session: &SiteSessionRow, now: Timestamp) -> bool {
    session
        .confirmed_at
        .is_some_and(|at| now.duration_since(at) < FRESH)
}

/// Leads to the question before the page that was asked for. What a form did is asked for again
/// from its page.
pub(super) fn ask_first(request: &Request) -> Response {
    let path = request.uri().path();
    if is_read(request.method()) {
        see_other(&format!("/confirm?to={path}"))
    } else {
        see_other("/confirm?to=/operators&lost=1")
    }
}

#[derive(Template)]
#[template(path = "console/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    csrf: String,
    is_lost: bool,
    to: String,
    user: String,
    summary: ErrorSummary,
    password: Field,
    code: Field,
}

impl ConfirmPage {
    fn new(platform: &Platform, visit: &Visit, to: &str, form: &FormState) -> Self {
        let password = current(form, "password");
        let code = code(form);
        Self {
            shell: shell(platform, visit, "/operators"),
            csrf: visit.csrf().to_owned(),
            is_lost: false,
            to: own_path(to).to_owned(),
            user: visit.visitor.operator().unwrap_or_default().to_owned(),
            summary: ErrorSummary::of([&password, &code]),
            password,
            code,
        }
    }
}

/// The field of the one-time password.
pub(super) fn code(form: &FormState) -> Field {
    form.field("code", "確認コード")
        .required()
        .digits()
        .autocomplete("one-time-code")
        .help("認証アプリに表示されている6桁の数字を入力してください。")
}

/// A path of this site, and nothing that leads elsewhere.
fn own_path(text: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if text.starts_with('/') && !text.starts_with("//") && text.bytes().all(is_plain) {
        text
    } else {
        "/"
    }
}

/// Where one wanted to go.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    to: String,
    #[serde(default)]
    lost: Option<String>,
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    to: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    code: SecretString,
}

/// Asks.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let mut page = ConfirmPage::new(&platform, &visit, &asked.to, &FormState::new());
    page.is_lost = asked.lost.is_some();
    page_with(StatusCode::OK, &page)
}

/// Tries password and one-time password, and leads on.
pub(super) async fn confirm(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&["password", "code"]);
    let name = visit.visitor.operator()?.to_owned();
    let session = visit.session.as_ref().ok_or(SiteError::NotAllowed)?;
    let token = session.token;
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
    let tried = guarded(&platform, &visit, async move {
        registry
            .confirm_operator(&working.passwords, &name, typed.password, typed.code, token)
            .await
    });
    match tried.await? {
        Ok(()) => return Ok(see_other(own_path(&typed.to))),
        Err(OperatorError::Wrong) => {
            form.refuse("password", "パスワード、または確認コードに誤りがあります。");
        }
        Err(error) => return Err(error.into()),
    }
    let page = ConfirmPage::new(&platform, &visit, &typed.to, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for (text, expected) in [
            ("/operators/hanako", "/operators/hanako"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
            ("/a\r\nb", "/"),
        ] {
            assert_eq!(own_path(text), expected, "{text:?}");
        }
    }
}
