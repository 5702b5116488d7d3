//! A new password for certificates (証明書発行用パスワードの再発行), shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_ui::{Crumb, ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::PasswordError;
use crate::sites::own_password::guarded;
use crate::sites::password::{current, refuse_current, user_of};
use crate::sites::{Posted, SiteError, Visit, page_with, shell};

#[derive(Template)]
#[template(path = "claims/issuing.html")]
struct IssuingPage {
    shell: Shell,
    csrf: String,
    user: String,
    summary: ErrorSummary,
    password: Field,
}

impl IssuingPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let password =
            current(form, "password")
                .help("ログインに使用しているパスワードを入力してください（証明書発行用パスワードではありません）。");
        Self {
            shell: crumbed(platform, visit),
            csrf: visit.csrf().to_owned(),
            user: user_of(visit),
            summary: ErrorSummary::of([&password]),
            password,
        }
    }
}

#[derive(Template)]
#[template(path = "claims/issuing_shown.html")]
struct ShownPage {
    shell: Shell,
    user: String,
    issuing_password: SecretString,
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Typed {
    #[serde(default)]
    password: SecretString,
}

/// Shows the form.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let page = IssuingPage::new(&platform, &visit, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Makes the new password, and shows it this once.
pub(in crate::sites::claims) async fn reissue(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let user = visit.visitor.user()?;
    let (typed, mut form) = posted.state(&["password"]);
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
    let made = guarded(&platform, &visit, async move {
        registry
            .reissue_issuing_password(&working.passwords, user, typed.password)
            .await
    });
    match made.await? {
        Ok(issuing_password) => {
            let page = ShownPage {
                shell: crumbed(&platform, &visit),
                user: user.to_string(),
                issuing_password,
            };
            page_with(StatusCode::OK, &page)
        }
        Err(PasswordError::Wrong) => {
            refuse_current(&mut form, "password");
            let page = IssuingPage::new(&platform, &visit, &form);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn crumbed(platform: &Platform, visit: &Visit) -> Shell {
    let mut shell = shell(platform, visit, "/account");
    shell.crumbs = vec![
        Crumb::to("ユーザ情報変更", "/account"),
        Crumb::here("証明書発行用パスワードの再発行"),
    ];
    shell
}
