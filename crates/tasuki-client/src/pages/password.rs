//! パスワードの変更: the password that locks this client follows that of the app user (個人ユーザ).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{KeyringError, Lock, PasswordChange, ProfileError};
use tasuki_ui::{Banner, Field, FormState, Shell, Tone};

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::shell::shell;
use crate::visit::Visit;

/// How the page of the log-in is told what was changed.
const WHOLE: &str = "1";
pub(super) const WITHOUT_FILE: &str = "file";

/// The items of the form; none of them is shown again.
const SECRETS: [&str; 3] = ["before", "password", "again"];

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    before: SecretString,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    again: SecretString,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    shell: Shell,
    banner: Option<Banner>,
    before: Field,
    password: Field,
    again: Field,
}

/// Shows the form.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    render(&client, &visit, &FormState::new(), None)
}

/// Changes the password. Who is logged in logs in anew.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&SECRETS);
    if typed.before.expose_secret().is_empty() {
        form.refuse("before", "いままでのパスワードを入力してください。");
    }
    if typed.password.expose_secret().is_empty() {
        form.refuse("password", "新しいパスワードを入力してください。");
    } else if typed.password.expose_secret() != typed.again.expose_secret() {
        form.refuse("again", "新しいパスワードと同じものを入力してください。");
    }
    if !form.is_good() {
        return render(&client, &visit, &form, None);
    }
    let profile = client.profile()?;
    // Trying a password takes its time on purpose.
    let changed = tokio::task::spawn_blocking(move || {
        profile.change_password(&typed.before, &Lock::new(&typed.password))
    });
    match changed.await.map_err(|_| PageError::Fault)? {
        Ok(changed) => {
            client.close_office().await;
            let how = match changed {
                PasswordChange::Whole => WHOLE,
                PasswordChange::FileNotWritten => WITHOUT_FILE,
            };
            Ok(see_other(&format!("/login?changed={how}")))
        }
        Err(ProfileError::Keyring(KeyringError::WrongPassword)) => {
            form.refuse("before", "いままでのパスワードが正しくありません。");
            render(&client, &visit, &form, None)
        }
        Err(error) => {
            let banner = Banner::new(Tone::Error, error.what()).text(error.hint());
            render(&client, &visit, &form, Some(banner))
        }
    }
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let status = if form.is_good() && banner.is_none() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let new = |name, label| {
        form.field(name, label)
            .required()
            .autocomplete("new-password")
    };
    let page = PasswordPage {
        shell: shell(client, visit, "/settings"),
        banner,
        before: form
            .field("before", "いままでのパスワード")
            .required()
            .autocomplete("current-password"),
        password: new("password", "新しいパスワード"),
        again: new("again", "新しいパスワード（確認）"),
    };
    page_with(status, &page)
}
