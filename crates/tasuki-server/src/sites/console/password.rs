//! The operator's own password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::{NewPassword, OperatorError};
use crate::sites::log_in::enter;
use crate::sites::{Posted, SiteError, Visit, page, page_with, shell};

#[derive(Template)]
#[template(path = "console/password.html")]
struct PasswordPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    old: Field,
    new: Field,
    again: Field,
}

impl PasswordPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let field = |name, label| form.field(name, label).required().max_length(64);
        let old = field("old", "現在のパスワード").autocomplete("current-password");
        let new = field("new", "新しいパスワード")
            .autocomplete("new-password")
            .help("半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内で入力してください。記号も使えます。");
        let again = field("again", "新しいパスワード（確認用）").autocomplete("new-password");
        Self {
            shell: shell(platform, visit, "/password"),
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&old, &new, &again]),
            old,
            new,
            again,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    old: SecretString,
    #[serde(default)]
    new: SecretString,
    #[serde(default)]
    again: SecretString,
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&PasswordPage::new(&platform, &visit, &FormState::new()))
}

/// Changes the password; all sessions of the operator end, and a new one begins.
pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let name = visit.visitor.operator()?.to_owned();
    let (typed, mut form) = posted.state(&["old", "new", "again"]);
    let typed = NewPassword {
        old: typed.old,
        new: typed.new,
        again: typed.again,
    };
    let registry = platform.registry()?;
    match registry
        .change_operator_password(&platform.passwords, &name, typed)
        .await
    {
        Ok(()) => return enter(&platform, &visit, name).await,
        Err(OperatorError::Wrong) => form.refuse("old", "現在のパスワードに誤りがあります。"),
        Err(OperatorError::Password(faults)) => {
            for fault in faults {
                let field = if fault.is_of_repetition() {
                    "again"
                } else {
                    "new"
                };
                form.refuse(field, fault.what());
            }
        }
        Err(OperatorError::Busy) => return Err(SiteError::TooOften),
        Err(error) => return Err(SiteError::fault(&error)),
    }
    let page = PasswordPage::new(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
