//! The link of a mail that confirms an address. It works without logging in: the mail may be read
//! on another machine.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::Shell;

use crate::platform::Platform;
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, shell};

#[derive(Template)]
#[template(path = "claims/address_link.html")]
struct LinkPage {
    shell: Shell,
    csrf: String,
    state: LinkState,
    token: String,
}

/// How a link stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Good,
    Done,
    Over,
}

impl LinkPage {
    fn answer(
        platform: &Platform,
        visit: &Visit,
        token: String,
        state: LinkState,
    ) -> Result<Response, SiteError> {
        let page = Self {
            shell: shell(platform, visit, "/address"),
            csrf: visit.csrf().to_owned(),
            state,
            token,
        };
        let status = match state {
            LinkState::Over => StatusCode::GONE,
            LinkState::Good | LinkState::Done => StatusCode::OK,
        };
        page_with(status, &page)
    }
}

/// A form that is only its button.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Shows what the link is for. Programs that look through mail open links, too, so that alone does
/// nothing.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Link)?;
    let is_good = platform.registry()?.is_good_address_link(&token).await;
    let state = if is_good.map_err(|error| SiteError::fault(&error))? {
        LinkState::Good
    } else {
        LinkState::Over
    };
    LinkPage::answer(&platform, &visit, token, state)
}

/// Registers the address.
pub(super) async fn confirm(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(token): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Link)?;
    let is_done = platform.registry()?.confirm_address(&token).await;
    let state = if is_done.map_err(|error| SiteError::fault(&error))? {
        LinkState::Done
    } else {
        LinkState::Over
    };
    LinkPage::answer(&platform, &visit, token, state)
}
