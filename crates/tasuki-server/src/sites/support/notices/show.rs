//! One notice.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_store::RecordId;
use tasuki_ui::{Crumb, Shell};

use super::NoticeLine;
use crate::platform::Platform;
use crate::sites::written::{Words, paragraphs};
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/notices/notice.html")]
struct NoticePage {
    shell: Shell,
    notice: NoticeLine,
    body: String,
}

impl NoticePage {
    fn paragraphs(&self) -> Vec<Vec<Vec<Words<'_>>>> {
        paragraphs(&self.body)
    }
}

/// Shows a notice that is for everybody, while it is shown.
pub(in crate::sites::support) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let now = platform.clock.now();
    let notice = platform
        .records
        .read("public_notice", move |records| {
            records.public_notice(id, now)
        })
        .await?
        .ok_or(SiteError::NotFound)?;
    let mut shell = shell(&platform, &visit, "/notices");
    shell.crumbs = vec![
        Crumb::to("お知らせ一覧", "/notices"),
        Crumb::here(&notice.title),
    ];
    page(&NoticePage {
        shell,
        notice: NoticeLine::from(&notice),
        body: notice.body,
    })
}
