//! Notices (お知らせ) for all offices.

mod confirm;
mod edit;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use tasuki_terms::{Timestamp, last_day_before, written_day, written_moment};
use tasuki_ui::{Banner, Cell, Column, Paging, Shell, Table, Tag, Tone};

use super::done::Done;
use super::list::{Asked, SIZE};
use super::offices::may_change;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

pub(super) use edit::{publish, remove, save, show, show_new};

#[derive(Template)]
#[template(path = "console/notices.html")]
struct ListPage {
    shell: Shell,
    banner: Option<Banner>,
    may_publish: bool,
    notices: Table,
    paging: Paging,
}

/// Lists them.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let skip = asked.skip();
    let (rows, total) = platform
        .records
        .read("console_notices", move |records| {
            let rows = records.common_notices(skip, SIZE)?;
            Ok((rows, records.common_notice_count()?))
        })
        .await?;
    let now = platform.clock.now();
    let columns = [
        "タイトル",
        "カテゴリ",
        "重要",
        "掲載開始",
        "掲載終了",
        "状態",
    ]
    .map(Column::text);
    let mut notices = Table::new("お知らせの一覧", columns).caption_hidden();
    for row in &rows {
        // People choose the last day.
        let until = row.shown_until.map(|end| written_day(last_day_before(end)));
        notices = notices.row([
            Cell::link(&*row.title, format!("/notices/{}", row.id)),
            Cell::text(&*row.category),
            Cell::text(if row.is_important { "重要" } else { "-" }),
            Cell::text(written_moment(row.shown_from)),
            Cell::text(until.unwrap_or_else(|| "-".to_owned())),
            Cell::Tag(state(row.shown_from, row.shown_until, now)),
        ]);
    }
    page(&ListPage {
        shell: shell(&platform, &visit, "/notices"),
        banner: done.banner(),
        may_publish: may_change(&visit),
        notices,
        paging: asked.paging(total, "/notices"),
    })
}

fn state(from: Timestamp, until: Option<Timestamp>, now: Timestamp) -> Tag {
    if from > now {
        Tag::new(Tone::Info, "掲載前")
    } else if until.is_some_and(|until| until <= now) {
        Tag::new(Tone::Plain, "掲載終了")
    } else {
        Tag::new(Tone::Success, "掲載中")
    }
}
