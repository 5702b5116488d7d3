//! 証明書発行用パスワード入力: the first step of an application.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_terms::CertificateClass;
use tasuki_ui::{ErrorSummary, Field, FormState, Shell, Step};

use super::{
    STEPS, choose, class_of, confirm, crumbed, has_opened_guide, issuing_password, path_of,
};
use crate::platform::Platform;
use crate::registry::{CertificateError, CertificateKey};
use crate::sites::claims::refused::{ISSUING_PASSWORD, refuse};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, to_the_end};

#[derive(Template)]
#[template(path = "claims/apply.html")]
struct ApplyPage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    steps: Vec<Step>,
    summary: ErrorSummary,
    issuing_password: Field,
}

impl ApplyPage {
    fn new(platform: &Platform, visit: &Visit, class: CertificateClass, form: &FormState) -> Self {
        let issuing_password = field(form);
        let [title, ..] = STEPS;
        Self {
            shell: crumbed(platform, visit, class, title),
            csrf: visit.csrf().to_owned(),
            class,
            steps: Step::all(&STEPS, 0),
            summary: ErrorSummary::of([&issuing_password]),
            issuing_password,
        }
    }
}

/// The field of the password under which an application is made.
pub(super) fn field(form: &FormState) -> Field {
    issuing_password(
        form,
        "「電子請求登録結果に関するお知らせ」に記載の証明書発行用パスワードです（ログインのパスワードではありません）。\
         再発行した場合は、再発行後のパスワードを入力してください。大文字と小文字は区別されます。",
    )
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Typed {
    #[serde(default)]
    issuing_password: SecretString,
}

/// Shows the form.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    if !has_opened_guide(&visit, class) {
        return Ok(see_other(&path_of(class)));
    }
    let page = ApplyPage::new(&platform, &visit, class, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Tries the password, makes and seals the key, and asks to confirm.
pub(in crate::sites::claims) async fn prepare(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    visit.attempt(&platform, Secret::Issuing)?;
    if !has_opened_guide(&visit, class) {
        return Ok(see_other(&path_of(class)));
    }
    let (typed, mut form) = posted.state(&[ISSUING_PASSWORD]);
    let (password, key) = (typed.issuing_password, CertificateKey::Here);
    if let Some(next) = draft(&platform, &visit, class, password, key, &mut form).await? {
        return Ok(next);
    }
    let page = ApplyPage::new(&platform, &visit, class, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Tries the password, drafts the application and shows the page after it. None where what was typed
/// is wrong, which `form` then says.
pub(super) async fn draft(
    platform: &Arc<Platform>,
    visit: &Visit,
    class: CertificateClass,
    password: SecretString,
    key: CertificateKey,
    form: &mut FormState,
) -> Result<Option<Response>, SiteError> {
    let user = visit.visitor.user()?;
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(platform));
    let drafted = to_the_end(async move {
        registry
            .draft_certificate(&working.passwords, user, class, password, key)
            .await
    });
    match drafted.await? {
        Ok(draft) => confirm::ask(platform, visit, class, &draft).map(Some),
        Err(error @ CertificateError::Refused(_)) => {
            let page = choose::refused(platform, visit, class, &error).await;
            page.map(Some)
        }
        Err(error) => {
            refuse(form, &error)?;
            Ok(None)
        }
    }
}
