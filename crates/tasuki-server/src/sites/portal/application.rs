//! 利用申請/更新: whether an office may apply now.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::{Crumb, Shell};

use super::top::client_guide;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "portal/application.html")]
struct ApplicationPage {
    shell: Shell,
    user: String,
    sentences: Vec<String>,
    may_apply: bool,
    /// Whether there is an application to look at.
    has_applied: bool,
    client_guide: String,
}

/// The way to a page of the application, as the official site shows it.
pub(super) fn crumbs(here: &[&str]) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::to("トップ", "/")];
    let steps = [
        ("利用申請/更新", "/application"),
        ("申請情報入力", "/application/form"),
    ];
    let last = here.len().saturating_sub(1);
    for (place, label) in here.iter().enumerate() {
        let href = steps.iter().find(|(known, _)| known == label);
        crumbs.push(match href {
            Some((_, href)) if place < last => Crumb::to(*label, *href),
            _ => Crumb::here(*label),
        });
    }
    crumbs
}

/// Shows the page.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let office = visit.visitor.office()?.number;
    let state = platform.registry()?.application_state(office).await?;
    let sent = platform.registry()?.last_application(office).await?;
    let mut shell = shell(&platform, &visit, "/application");
    shell.crumbs = crumbs(&["利用申請/更新"]);
    page(&ApplicationPage {
        shell,
        user: visit.visitor.user()?.to_string(),
        sentences: state.sentences(),
        may_apply: state.may_apply().is_ok(),
        has_applied: sent.is_some(),
        client_guide: client_guide(&platform),
    })
}
