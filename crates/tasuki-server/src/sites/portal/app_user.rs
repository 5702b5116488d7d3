//! The app user (個人ユーザ) with its password, shown when it is asked for.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::registry::AppUser;
use crate::sites::{Posted, SiteError, Visit, page, see_other, shell};

#[derive(Template)]
#[template(path = "portal/app_user.html")]
struct AppUserPage {
    shell: Shell,
    office: String,
    user: AppUser,
}

/// A form that is only its button.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Shows it. This page answers a form by itself, so that the password is in no history.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let office = visit.visitor.office()?;
    let shown = platform
        .registry()?
        .show_app_user(office.number, visit.visitor.user()?)
        .await
        .map_err(|error| SiteError::fault(&error))?;
    let Some(user) = shown else {
        return Ok(see_other("/"));
    };
    let mut shell = shell(&platform, &visit, "/");
    shell.crumbs = vec![Crumb::to("トップ", "/"), Crumb::here("個人ユーザ")];
    page(&AppUserPage {
        shell,
        office: office.name.clone(),
        user,
    })
}
