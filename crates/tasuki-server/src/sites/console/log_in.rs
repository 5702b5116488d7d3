//! Logging in to the console: name, password and one-time password.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_ui::{Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::OperatorLogIn;
use crate::sites::log_in::{Asked, enter};
use crate::sites::{Posted, SiteError, Visit, page_with, see_other, shell, to_the_end};

/// One sentence for whatever does not fit, so that nobody learns which operators there are.
const WRONG: &str = "名前、パスワード、または確認コードに誤りがあります。\
     続けて誤ると、しばらくログインできなくなります。";

#[derive(Template)]
#[template(path = "console/log_in.html")]
struct LogInPage {
    shell: Shell,
    has_ended: bool,
    error: Option<&'static str>,
    name: Field,
    password: Field,
    code: Field,
}

impl LogInPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        Self {
            shell: shell(platform, visit, "/login"),
            has_ended: false,
            error: None,
            name: form
                .field("name", "名前")
                .required()
                .autocomplete("username"),
            password: form
                .field("password", "パスワード")
                .required()
                .autocomplete("current-password"),
            code: form
                .field("code", "確認コード")
                .required()
                .digits()
                .autocomplete("one-time-code")
                .help("認証アプリに表示されている6桁の数字を入力してください。"),
        }
    }
}

/// What is typed to log in.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    code: SecretString,
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
    let (typed, form) = posted.state(&["password", "code"]);
    let typed = OperatorLogIn {
        name: typed.name,
        password: typed.password,
        code: typed.code,
    };
    let (registry, trying) = (platform.registry()?.clone(), Arc::clone(&platform));
    let tried = to_the_end(async move {
        registry
            .admit_operator(&trying.passwords, &trying.lockout, typed)
            .await
    });
    if let Some(operator) = tried.await?? {
        return enter(&platform, &visit, operator.name).await;
    }
    let mut page = LogInPage::new(&platform, &visit, &form);
    page.error = Some(WRONG);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
