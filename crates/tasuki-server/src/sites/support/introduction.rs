//! これから導入を検討したい方: what the system is, what it saves, what it needs.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/introduction.html")]
struct IntroductionPage {
    shell: Shell,
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let mut shell = shell(&platform, &visit, "/");
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::here("これから導入を検討したい方"),
    ];
    page(&IntroductionPage { shell })
}
