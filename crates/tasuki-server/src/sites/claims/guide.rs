//! How a certificate gets into Windows.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_ui::{Crumb, Shell};

use super::fingerprints::{RootShown, roots};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page_with, shell};

#[derive(Template)]
#[template(path = "claims/guide.html")]
struct GuidePage {
    shell: Shell,
    roots: Vec<RootShown>,
}

/// Shows the steps of the import wizard.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let mut shell = shell(&platform, &visit, "/certificates");
    shell.crumbs = vec![
        Crumb::to("証明書", "/certificates"),
        Crumb::here("証明書をインストールする"),
    ];
    let roots = roots(&platform)?;
    page_with(StatusCode::OK, &GuidePage { shell, roots })
}
