//! The list of interviews (インタビュー).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::Shell;

use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/interviews/list.html")]
struct ListPage {
    shell: Shell,
    interviews: Vec<InterviewLine>,
}

struct InterviewLine {
    id: String,
    title: String,
    summary: String,
    office: String,
    service: String,
}

/// Lists them.
pub(in crate::sites::support) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let interviews = platform.help()?.interviews.iter();
    let lines = interviews.map(|interview| InterviewLine {
        id: interview.id.clone(),
        title: interview.title.clone(),
        summary: interview.summary.clone(),
        office: interview.office.clone(),
        service: interview.service.clone(),
    });
    page(&ListPage {
        shell: shell(&platform, &visit, "/interviews"),
        interviews: lines.collect(),
    })
}
