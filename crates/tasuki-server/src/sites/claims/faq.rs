//! Questions and answers (FAQ一覧).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_ui::Shell;

use super::fingerprints::{RootShown, roots};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page_with, shell};

#[derive(Template)]
#[template(path = "claims/faq.html")]
struct FaqPage {
    shell: Shell,
    roots: Vec<RootShown>,
}

/// Shows them.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let page = FaqPage {
        shell: shell(&platform, &visit, "/faq"),
        roots: roots(&platform)?,
    };
    page_with(StatusCode::OK, &page)
}
