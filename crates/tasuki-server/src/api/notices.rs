//! Notices.

#![expect(
    unused_qualifications,
    reason = "utoipa writes the paths of parameters in full"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use tasuki_exchange::Operation;
use tasuki_store::{NoticeCursor, NoticeRow};
use tasuki_wire::{Code, Notice, NoticeList, Problem};
use utoipa::IntoParams;

use super::unreadable;
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::Platform;

/// Which notices are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticeSearch {
    /// The `next` of the answer before; without it, from the oldest on.
    after: Option<String>,
    /// How many at most, 1 to 200; 50 if not said.
    limit: Option<u32>,
}

/// Gives the notices (お知らせ) that are shown now to the caller's office, the oldest first.
#[utoipa::path(
    get, path = "/v1/notices", tag = "account", params(NoticeSearch),
    responses(
        (status = 200, body = NoticeList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_notices(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    query: Result<Query<NoticeSearch>, QueryRejection>,
) -> Result<Json<NoticeList>, Rejection> {
    let caller = visitor.may(&platform, Operation::ReadNotices).await?;
    let Query(search) = query.map_err(unreadable)?;
    let after: Option<NoticeCursor> = match search.after.as_deref() {
        None => None,
        Some(text) => Some(text.parse().map_err(|()| Code::RequestMalformed)?),
    };
    let limit = search.limit.unwrap_or(50).clamp(1, 200);
    let (office, now) = (caller.office, platform.clock.now());
    let mut found = platform
        .records
        .read("notices_after", move |records| {
            records.notices_after(office, now, after, u64::from(limit) + 1)
        })
        .await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = found.last().map(NoticeCursor::of).or(after);
    Ok(Json(NoticeList {
        notices: found.into_iter().map(notice).collect(),
        more,
        next: next.map(|cursor| cursor.to_string()),
    }))
}

fn notice(row: NoticeRow) -> Notice {
    Notice {
        id: row.id.to_string(),
        category: row.category,
        title: row.title,
        body: row.body,
        is_own: row.office.is_some(),
        since: row.shown_from,
        until: row.shown_until,
    }
}
