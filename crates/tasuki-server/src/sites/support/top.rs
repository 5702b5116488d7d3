//! The first page (トップ).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::Shell;

use crate::platform::Platform;
use crate::sites::{Site, SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/top.html")]
struct TopPage {
    shell: Shell,
    claims: String,
    portal: String,
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&TopPage {
        shell: shell(&platform, &visit, "/"),
        claims: platform.settings.site_origin(Site::Claims).to_owned(),
        portal: platform.settings.site_origin(Site::Portal).to_owned(),
    })
}
