//! 処理終了: the application was sent.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_exchange::CertificateState;
use tasuki_terms::CertificateClass;
use tasuki_ui::{Shell, Step};

use super::{STEPS, class_of, crumbed, path_of};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page_with, see_other};

#[derive(Template)]
#[template(path = "claims/done.html")]
struct DonePage {
    shell: Shell,
    class: CertificateClass,
    steps: Vec<Step>,
    /// Whether it was issued at once.
    is_issued: bool,
}

/// Shows it.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let office = visit.visitor.office()?.number;
    let all = platform.registry()?.certificates_of(office).await?;
    let newest = all.iter().find(|one| one.application.class == class);
    let Some(newest) = newest else {
        return Ok(see_other(&path_of(class)));
    };
    let [.., title] = STEPS;
    let page = DonePage {
        shell: crumbed(&platform, &visit, class, title),
        class,
        steps: Step::all(&STEPS, 2),
        is_issued: newest.application.state == CertificateState::Issued,
    };
    page_with(StatusCode::OK, &page)
}
