//! Logging in with the app user's id (個人ユーザ), and out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_terms::AppUserId;
use tasuki_ui::{Banner, Field, FormState, Shell, Tone};

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::draft::half_width;
use crate::form::Posted;
use crate::keep;
use crate::office;
use crate::shell::shell;
use crate::visit::Visit;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Nobody was logged in when something was sent.
    #[serde(default)]
    ended: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    password: SecretString,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LogInPage {
    shell: Shell,
    banner: Option<Banner>,
    user_id: Field,
    password: Field,
}

/// Shows the page of the log-in.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if client.office().is_some() {
        return Ok(see_other("/"));
    }
    let banner = asked.ended.map(|_| {
        Banner::new(
            Tone::Info,
            "ログアウトしていたため、操作を受け付けられませんでした。",
        )
        .text("もう一度ログインし、操作をやり直してください。")
    });
    render(&client, &visit, &FormState::new(), banner)
}

/// Logs in.
pub(crate) async fn log_in(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&["password"]);
    let user: Result<AppUserId, _> = half_width(typed.user_id.trim()).parse();
    if typed.user_id.trim().is_empty() {
        form.refuse("user_id", "ユーザIDを入力してください。");
    } else if user.is_err() {
        form.refuse(
            "user_id",
            "cから始まる13桁のユーザIDを入力してください。KJから始まるIDは、ここでは使いません。",
        );
    }
    if typed.password.expose_secret().is_empty() {
        form.refuse("password", "パスワードを入力してください。");
    }
    if !form.is_good() {
        return render(&client, &visit, &form, None);
    }
    let (home, tools) = (client.home.clone(), client.tools.clone());
    let unlocked =
        tokio::task::spawn_blocking(move || office::unlock(&home, &typed.password, &tools));
    match unlocked.await.map_err(|_| PageError::Fault)? {
        Ok(office) => {
            let office = Arc::new(office);
            client.set_office(Some(Arc::clone(&office)));
            client.set_installed(None);
            keep::begin(&client, &office);
            Ok(see_other("/"))
        }
        Err(error) => {
            tracing::info!(code = error.code(), "the profile is not unlocked");
            let banner = Banner::new(Tone::Error, error.what()).text(error.hint());
            render(&client, &visit, &form, Some(banner))
        }
    }
}

/// Logs out: nothing of the office stays open.
pub(crate) async fn log_out(State(client): State<Arc<Client>>) -> Response {
    client.drafts.clear();
    client.set_office(None);
    see_other("/login")
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let is_refused = banner.as_ref().is_some_and(|one| one.tone == Tone::Error);
    let status = if form.is_good() && !is_refused {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = LogInPage {
        shell: shell(client, visit, "/login"),
        banner,
        user_id: form
            .field("user_id", "ユーザID")
            .required()
            .autocomplete("username")
            .help("ケアプランデータ連携システム利用申請Webページにログイン後に表示されるcから始まるユーザIDを入力ください"),
        password: form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password"),
    };
    page_with(status, &page)
}
