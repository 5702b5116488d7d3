//! One interview.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::sites::support::address;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/interviews/interview.html")]
struct InterviewPage {
    shell: Shell,
    title: String,
    summary: String,
    office: String,
    service: String,
    /// The text, as HTML of ours.
    text: String,
}

/// Shows it.
pub(in crate::sites::support) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let mut interviews = platform.help()?.interviews.iter();
    let interview = interviews
        .find(|interview| interview.id == id)
        .ok_or(SiteError::NotFound)?;
    let mut shell = shell(&platform, &visit, "/interviews");
    shell.crumbs = vec![
        Crumb::to("インタビュー", "/interviews"),
        Crumb::here(&interview.title),
    ];
    page(&InterviewPage {
        shell,
        title: interview.title.clone(),
        summary: interview.summary.clone(),
        office: interview.office.clone(),
        service: interview.service.clone(),
        text: interview
            .body
            .html(|place| address::of_place(&platform, place)),
    })
}
