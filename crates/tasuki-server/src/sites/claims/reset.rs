//! For who lost the password (パスワード等を紛失した方はこちら).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_terms::{MailAddress, UserId};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::PasswordError;
use crate::sites::password::{chosen, refuse_chosen};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, shell, to_the_end};

#[derive(Template)]
#[template(path = "claims/reset.html")]
struct ResetPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    user_id: Field,
    mail: Field,
}

impl ResetPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let user_id = form
            .field("user_id", "ユーザID")
            .required()
            .max_length(14)
            .autocomplete("username")
            .help("KJから始まる14桁のIDを入力してください。");
        let mail = form
            .field("mail", "登録したメールアドレス")
            .required()
            .mail()
            .max_length(254);
        Self {
            shell: shell(platform, visit, "/reset"),
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&user_id, &mail]),
            user_id,
            mail,
        }
    }
}

/// What happened, on a page without a form.
#[derive(Template)]
#[template(path = "claims/reset_told.html")]
struct ToldPage {
    shell: Shell,
    told: Told,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Sent,
    Done,
    Over,
}

#[derive(Template)]
#[template(path = "claims/reset_choose.html")]
struct ChoosePage {
    shell: Shell,
    csrf: String,
    token: String,
    /// For password managers.
    user: String,
    summary: ErrorSummary,
    new: Field,
    again: Field,
}

impl ChoosePage {
    fn new(
        platform: &Platform,
        visit: &Visit,
        token: String,
        user: UserId,
        form: &FormState,
    ) -> Self {
        let [new, again] = chosen(form);
        Self {
            shell: shell(platform, visit, "/reset"),
            csrf: visit.csrf().to_owned(),
            token,
            user: user.to_string(),
            summary: ErrorSummary::of([&new, &again]),
            new,
            again,
        }
    }
}

/// What is typed to ask for a link.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    mail: String,
}

/// What is typed as the new password.
#[derive(Deserialize)]
pub(super) struct Chosen {
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
    let page = ResetPage::new(&platform, &visit, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Notes that a link is asked for. Answer and time are the same whether user and address belong
/// together or not: that is looked at behind the answer, by a job.
pub(super) async fn ask(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Asked>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Reset)?;
    let (typed, mut form) = posted.state(&[]);
    for (name, text) in [("user_id", &typed.user_id), ("mail", &typed.mail)] {
        if text.trim().is_empty() {
            form.refuse(name, "未入力です。");
        }
    }
    if !form.is_good() {
        let page = ResetPage::new(&platform, &visit, &form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let user: Option<UserId> = typed.user_id.trim().to_ascii_uppercase().parse().ok();
    let address: Option<MailAddress> = typed.mail.parse().ok();
    if let Some((user, address)) = user.zip(address) {
        platform.registry()?.ask_for_reset(user, &address).await?;
    }
    Ok(see_other("/reset/sent"))
}

/// Tells that a link may have been sent.
pub(super) async fn sent(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    told(&platform, &visit, StatusCode::OK, Told::Sent)
}

/// Tells that the password was set.
pub(super) async fn done(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    told(&platform, &visit, StatusCode::OK, Told::Done)
}

/// Shows the form of the new password to who has a good link.
pub(super) async fn choose(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Link)?;
    let user = platform.registry()?.reset_user(&token).await;
    let Some(user) = user.map_err(|error| SiteError::fault(&error))? else {
        return told(&platform, &visit, StatusCode::GONE, Told::Over);
    };
    let page = ChoosePage::new(&platform, &visit, token, user, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Sets the new password.
pub(super) async fn set(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(token): Path<String>,
    posted: Posted<Chosen>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Link)?;
    let (typed, mut form) = posted.state(&["new", "again"]);
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
    let secret = token.clone();
    let set = to_the_end(async move {
        registry
            .reset_password(&working.passwords, &secret, typed.new, &typed.again)
            .await
    });
    match set.await? {
        Ok(Some(user)) => {
            // Who forgot the password has mostly tried some before.
            platform.brake.forget(user.as_str());
            return Ok(see_other("/reset/done"));
        }
        Ok(None) => return told(&platform, &visit, StatusCode::GONE, Told::Over),
        Err(PasswordError::Faults(faults)) => refuse_chosen(&mut form, &faults),
        Err(error) => return Err(error.into()),
    }
    let user = platform.registry()?.reset_user(&token).await;
    let Some(user) = user.map_err(|error| SiteError::fault(&error))? else {
        return told(&platform, &visit, StatusCode::GONE, Told::Over);
    };
    let page = ChoosePage::new(&platform, &visit, token, user, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn told(
    platform: &Platform,
    visit: &Visit,
    status: StatusCode,
    told: Told,
) -> Result<Response, SiteError> {
    let shell = shell(platform, visit, "/reset");
    page_with(status, &ToldPage { shell, told })
}
