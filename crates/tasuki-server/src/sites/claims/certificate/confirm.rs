//! 送信確認: the terms are read and agreed to, and the application is sent.
//!
//! Between the steps the browser keeps the application, sealed for its session by the vault, and
//! the key in it sealed once more by the office's password.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{CertificateClass, Yen};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell, Step};

use super::{STEPS, choose, class_of, crumbed, path_of};
use crate::platform::Platform;
use crate::registry::{CERTIFICATE_TERMS, CertificateDraft};
use crate::sites::claims::terms::{self, TermsLine};
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

#[derive(Template)]
#[template(path = "claims/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    fee: Yen,
    has_own_key: bool,
    draft: String,
    steps: Vec<Step>,
    summary: ErrorSummary,
    agreed: Field,
    /// The version of the terms that are shown.
    version: u32,
    terms: Vec<TermsLine>,
    /// Whether the terms have the page for themselves, because no script saw them scrolled.
    is_whole: bool,
}

impl ConfirmPage {
    fn new(
        platform: &Platform,
        visit: &Visit,
        class: CertificateClass,
        sent: (String, bool),
        form: &FormState,
    ) -> Result<Self, SiteError> {
        let agreed = form.field("agreed", "利用規約に同意します").required();
        let (draft, has_own_key) = sent;
        let [_, title, _] = STEPS;
        Ok(Self {
            shell: crumbed(platform, visit, class, title),
            csrf: visit.csrf().to_owned(),
            class,
            fee: platform.registry()?.fees.certificates.of(class),
            has_own_key,
            draft,
            steps: Step::all(&STEPS, 1),
            summary: ErrorSummary::of([&agreed]),
            agreed,
            version: CERTIFICATE_TERMS,
            terms: terms::lines(),
            is_whole: false,
        })
    }
}

/// Asks to agree and send.
pub(super) fn ask(
    platform: &Platform,
    visit: &Visit,
    class: CertificateClass,
    draft: &CertificateDraft,
) -> Result<Response, SiteError> {
    let sealed = platform.registry()?.seal_draft(draft, &session_of(visit)?);
    let sealed = sealed.map_err(|error| SiteError::fault(&error))?;
    let sent = (sealed, draft.has_own_key());
    let page = ConfirmPage::new(platform, visit, class, sent, &FormState::new())?;
    page_with(StatusCode::OK, &page)
}

/// What is sent.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Sent {
    #[serde(default)]
    draft: String,
    #[serde(default)]
    agreed: String,
    /// Which version of the terms was shown.
    #[serde(default)]
    version: u32,
    /// `yes`, where the terms were seen to their end.
    #[serde(default, rename = "agreed-read")]
    is_read: String,
}

/// Takes the application (利用規約に同意して送信).
pub(in crate::sites::claims) async fn send(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let (sent, mut form) = posted.state(&[]);
    let registry = platform.registry()?;
    let draft = registry.open_draft(&sent.draft, &session_of(&visit)?);
    let Some(draft) = draft.filter(|draft| draft.class() == Some(class)) else {
        return Err(SiteError::ForeignForm);
    };
    // Who was shown other terms, before the platform was renewed, is shown these.
    let is_agreed = sent.agreed == Field::TICKED && sent.version == CERTIFICATE_TERMS;
    if is_agreed && sent.is_read == "yes" {
        let user = visit.visitor.user()?;
        let applied = registry.apply_for_certificate(user, draft, sent.version);
        return match applied.await {
            Ok(_) => Ok(see_other(&format!("{}/done", path_of(class)))),
            Err(error) => choose::refused(&platform, &visit, class, &error).await,
        };
    }
    let status = if is_agreed {
        StatusCode::OK
    } else {
        form.refuse(
            "agreed",
            "送信するには、利用規約を最後まで確認し、同意してください。",
        );
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let sent = (sent.draft, draft.has_own_key());
    let mut page = ConfirmPage::new(&platform, &visit, class, sent, &form)?;
    page.is_whole = is_agreed;
    page_with(status, &page)
}

/// What tells this session from others.
fn session_of(visit: &Visit) -> Result<String, SiteError> {
    let session = visit.session.as_ref().ok_or(SiteError::NotAllowed)?;
    Ok(session.token.to_string())
}
