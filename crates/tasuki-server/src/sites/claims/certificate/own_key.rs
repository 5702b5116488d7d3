//! An application with a key that the office made itself: only the request (CSR) is sent.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_terms::{CertificateClass, UserId};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell, Step};

use super::apply::{self, draft};
use super::{STEPS, class_of, crumbed, has_opened_guide, path_of};
use crate::platform::Platform;
use crate::registry::CertificateKey;
use crate::sites::claims::refused::{ISSUING_PASSWORD, REQUEST};
use crate::sites::{PostedFile, Secret, SiteError, Visit, page_with, see_other};

/// Bytes of a request; those of RSA keys have some 1,000.
const LONGEST: usize = 16 * 1024;

#[derive(Template)]
#[template(path = "claims/own_key.html")]
struct OwnKeyPage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    /// Whose key it is to be.
    user: UserId,
    steps: Vec<Step>,
    summary: ErrorSummary,
    request: Field,
    issuing_password: Field,
}

impl OwnKeyPage {
    fn new(
        platform: &Platform,
        visit: &Visit,
        class: CertificateClass,
        form: &FormState,
    ) -> Result<Self, SiteError> {
        let request = form
            .field(REQUEST, "証明書要求（CSR）のファイル")
            .required()
            .accept(".csr,.pem,.der,application/pkcs10");
        let issuing_password = apply::field(form);
        Ok(Self {
            user: visit.visitor.user()?,
            shell: crumbed(platform, visit, class, "鍵を自分の端末で作る方法"),
            csrf: visit.csrf().to_owned(),
            class,
            steps: Step::all(&STEPS, 0),
            summary: ErrorSummary::of([&request, &issuing_password]),
            request,
            issuing_password,
        })
    }
}

/// Shows how it is done, and the form.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    if !has_opened_guide(&visit, class) {
        return Ok(see_other(&path_of(class)));
    }
    let page = OwnKeyPage::new(&platform, &visit, class, &FormState::new())?;
    page_with(StatusCode::OK, &page)
}

/// Takes the request, tries the password, and asks to confirm.
pub(in crate::sites::claims) async fn prepare(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: PostedFile,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    visit.attempt(&platform, Secret::Issuing)?;
    if !has_opened_guide(&visit, class) {
        return Ok(see_other(&path_of(class)));
    }
    let mut form = FormState::new();
    if posted.bytes.is_empty() {
        form.refuse(REQUEST, "ファイルを選択してください。");
    } else if posted.bytes.len() > LONGEST {
        form.refuse(
            REQUEST,
            "ファイルが大きすぎます。証明書要求（CSR）のファイルを選択してください。",
        );
    } else {
        let key = CertificateKey::Own(posted.bytes.to_vec());
        let password = posted.field(ISSUING_PASSWORD).into();
        if let Some(next) = draft(&platform, &visit, class, password, key, &mut form).await? {
            return Ok(next);
        }
    }
    let page = OwnKeyPage::new(&platform, &visit, class, &form)?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
