//! One notice; opening it marks it as read.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_store::{NoticeRow, RecordId};
use tasuki_terms::{day_in_japan, written_day};
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::sites::written::{Words, paragraphs};
use crate::sites::{SiteError, Visit, page_with, shell};

#[derive(Template)]
#[template(path = "claims/notice.html")]
struct NoticePage {
    shell: Shell,
    notice: NoticeRow,
    day: String,
}

impl NoticePage {
    fn paragraphs(&self) -> Vec<Vec<Vec<Words<'_>>>> {
        paragraphs(&self.notice.body)
    }
}

/// Shows a notice that the office may see.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let (user, office) = (visit.visitor.user()?, visit.visitor.office()?.number);
    let now = platform.clock.now();
    let notice = platform
        .records
        .change("open_notice", move |records| {
            let notice = records.notice(id)?.filter(|notice| {
                notice.shown_from <= now && notice.office.is_none_or(|of| of == office)
            });
            if notice.is_some() {
                records.notice_opened(id, user, now)?;
            }
            Ok(notice)
        })
        .await?
        .ok_or(SiteError::NotFound)?;
    let mut shell = shell(&platform, &visit, "/notices");
    shell.crumbs = vec![
        Crumb::to("お知らせ一覧", "/notices"),
        Crumb::here(&notice.title),
    ];
    let page = NoticePage {
        shell,
        day: written_day(day_in_japan(notice.shown_from)),
        notice,
    };
    page_with(StatusCode::OK, &page)
}
