//! Logging in to the console: name, password and one-time password.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_store::OperatorRow;
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::{Admitted, OperatorLogIn};
use crate::sites::confirm::code;
use crate::sites::enter::{Entrant, enter};
use crate::sites::log_in::{Asked, Brought, refuse_empty, wait};
use crate::sites::visit::operator_name;
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, shell, to_the_end};

/// One sentence for whatever does not fit, so that nobody learns which operators there are.
const WRONG: &str = "名前、パスワード、または確認コードに誤りがあります。\
     続けて誤ると、しばらくログインできなくなります。";

/// Told only to who knows the password and has the key.
const LAPSED: &str = "仮パスワードの有効期限が切れています。\
     運用管理者に、パスワードの作り直しを依頼してください。";

#[derive(Template)]
#[template(path = "console/log_in.html")]
struct LogInPage {
    shell: Shell,
    brought: Brought,
    error: Option<String>,
    summary: ErrorSummary,
    name: Field,
    password: Field,
    code: Field,
}

impl LogInPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let name = form
            .field("name", "名前")
            .required()
            .autocomplete("username");
        let password = form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password");
        let code = code(form);
        Self {
            shell: shell(platform, visit, "/login"),
            brought: Brought::default(),
            error: None,
            summary: ErrorSummary::of([&name, &password, &code]),
            name,
            password,
            code,
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
    page.brought = asked.brought();
    page_with(StatusCode::OK, &page)
}

/// Logs in.
pub(super) async fn log_in(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&["password", "code"]);
    let name = typed.name.trim().to_ascii_lowercase();
    refuse_empty(
        &mut form,
        &[
            ("name", &name),
            ("password", typed.password.expose_secret()),
            ("code", typed.code.expose_secret().trim()),
        ],
    );
    let mut error = None;
    if form.is_good() {
        visit.attempt(&platform, Secret::LogIn)?;
        let typed = OperatorLogIn {
            name,
            password: typed.password,
            code: typed.code,
        };
        let now = platform.clock.now();
        match try_operator(&platform, &visit, typed).await? {
            Ok(row) => {
                let who = Entrant::Operator {
                    row,
                    confirmed_at: Some(now),
                };
                return enter(&platform, &visit, who).await;
            }
            Err(sentence) => error = Some(sentence),
        }
    }
    let mut page = LogInPage::new(&platform, &visit, &form);
    page.error = error;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Tries what was typed, and counts what is wrong; the inner error is what people read.
async fn try_operator(
    platform: &Arc<Platform>,
    visit: &Visit,
    typed: OperatorLogIn,
) -> Result<Result<Box<OperatorRow>, String>, SiteError> {
    if !typed.has_name() {
        return Ok(Err(WRONG.to_owned()));
    }
    let (now, name) = (platform.clock.now(), operator_name(&typed.name));
    let attempt = match platform.brake.begin(&name, visit.network, now) {
        Ok(attempt) => attempt,
        Err(until) => return Ok(Err(wait(until, now))),
    };
    let (registry, trying) = (platform.registry()?.clone(), Arc::clone(platform));
    to_the_end(async move {
        let admitted = registry.admit_operator(&trying.passwords, typed).await?;
        Ok(match admitted {
            Admitted::Yes(row) => {
                attempt.was_right();
                Ok(row)
            }
            Admitted::Lapsed => {
                attempt.was_right();
                Err(LAPSED.to_owned())
            }
            Admitted::No => Err(attempt
                .was_wrong()
                .map_or_else(|| WRONG.to_owned(), |until| wait(until, now))),
        })
    })
    .await?
}
