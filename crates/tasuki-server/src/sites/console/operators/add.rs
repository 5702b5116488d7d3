//! A new operator.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::new_password;
use tasuki_ui::{ChoiceField, Crumb, ErrorSummary, Field, FormState, Shell};

use super::{SecretPage, role_field};
use crate::platform::Platform;
use crate::registry::{KnownTo, NewOperator, OperatorError};
use crate::sites::{Posted, Role, SiteError, Visit, page, page_with, shell};

/// Characters of a first password: 88 bits of chance.
pub(super) const PASSWORD: usize = 16;

#[derive(Template)]
#[template(path = "console/operator_new.html")]
struct NewPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    name: Field,
    role: ChoiceField,
}

impl NewPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let name = form
            .field("name", "名前")
            .required()
            .max_length(32)
            .help("ログインに使う名前です。半角の英小文字、数字、ピリオド、ハイフン、下線を使い、32文字以内で入力してください。");
        let role = role_field(form).or_chosen(Role::OperatorViewer.as_str());
        let mut shell = shell(platform, visit, "/operators");
        shell.crumbs = vec![Crumb::to("運用者", "/operators"), Crumb::here("追加")];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&name, &role.field]),
            name,
            role,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

/// Shows the form.
pub(in crate::sites::console) async fn show_new(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&NewPage::new(&platform, &visit, &FormState::new()))
}

/// Adds the operator, and shows password and key this one time.
pub(in crate::sites::console) async fn add(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    let password = new_password(PASSWORD, &*registry.entropy);
    let name = typed.name.trim().to_owned();
    let new = NewOperator {
        name: name.clone(),
        role: Role::read(&typed.role).unwrap_or(Role::Nobody),
        password: password.clone().into(),
        known: KnownTo::Others,
    };
    match registry.add_operator(new, actor).await {
        Ok(key) => {
            let mut shown = SecretPage::new(&platform, &visit, &name).key(&key);
            shown.password = Some(password);
            return page(&shown);
        }
        Err(OperatorError::Name) => form.refuse("name", "名前に使えない文字があります。"),
        Err(OperatorError::Role) => form.refuse("role", "選択してください。"),
        Err(OperatorError::Known(_)) => form.refuse("name", "この名前はすでに登録されています。"),
        Err(error) => return Err(SiteError::fault(&error)),
    }
    let page = NewPage::new(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
