//! Lists.

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
use tasuki_store::{Filter, ListCursor, MailBoxSide, MessageRow};
use tasuki_terms::{FileKind, MessageState, OfficeNumber, ServiceMonth};
use tasuki_wire::{Code, MessageList, MessageSummary, Problem};
use utoipa::IntoParams;

use crate::answer::Rejection;
use crate::api::unreadable;
use crate::door::Visitor;
use crate::platform::Platform;

/// What a list shall hold.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only messages in this state.
    #[param(value_type = Option<String>)]
    state: Option<MessageState>,
    /// Only messages with this office.
    #[param(value_type = Option<String>)]
    partner: Option<OfficeNumber>,
    /// Only messages with a file of this kind.
    #[param(value_type = Option<String>)]
    kind: Option<FileKind>,
    /// Only messages of this service month (`YYYYMM`).
    #[param(value_type = Option<String>)]
    month: Option<ServiceMonth>,
    /// How many at most, 1 to 200; 50 if not said.
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists what the caller received (受信一覧), newest first.
#[utoipa::path(
    get, path = "/v1/inbox", tag = "messages", params(ListQuery),
    responses(
        (status = 200, body = MessageList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_inbox(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<MessageList>, Rejection> {
    list(&platform, &visitor, query, MailBoxSide::Inbox).await
}

/// Lists what the caller sent (送信一覧), newest first.
#[utoipa::path(
    get, path = "/v1/outbox", tag = "messages", params(ListQuery),
    responses(
        (status = 200, body = MessageList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_outbox(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<MessageList>, Rejection> {
    list(&platform, &visitor, query, MailBoxSide::Outbox).await
}

async fn list(
    platform: &Platform,
    visitor: &Visitor,
    query: Result<Query<ListQuery>, QueryRejection>,
    side: MailBoxSide,
) -> Result<Json<MessageList>, Rejection> {
    let asker = visitor.asks(Operation::ListMessages)?;
    let (query, after) = asker.says(platform, place(query)).await?;
    let filter = Filter {
        state: query.state,
        partner: query.partner,
        kind: query.kind,
        service_month: query.month,
    };
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let page = platform
        .records
        .list(asker.office(), side, &filter, after, limit)
        .await?;
    match page.messages.first() {
        Some(row) => asker.granted(row.status_of(asker.office())),
        None => asker.at_work(platform).await,
    }?;
    Ok(Json(MessageList {
        messages: page.messages.into_iter().map(summary).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// What is asked for, and behind which message the page begins.
fn place(
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<(ListQuery, Option<ListCursor>), Rejection> {
    let Query(query) = query.map_err(unreadable)?;
    let after = query.cursor.as_deref().map(str::parse).transpose();
    Ok((query, after.map_err(|()| Code::RequestMalformed)?))
}

/// A message as lists show it.
pub(super) fn summary(row: MessageRow) -> MessageSummary {
    MessageSummary {
        id: row.id,
        sender: row.sender,
        sender_name: row.sender_name,
        sender_service: row.sender_service,
        receiver: row.receiver,
        receiver_name: row.receiver_name,
        receiver_service: row.receiver_service,
        unit: row.unit,
        kinds: row.kinds,
        service_month: row.service_month,
        sequence: row.sequence,
        files: u32::try_from(row.files).unwrap_or(u32::MAX),
        bytes: row.bytes,
        envelope_bytes: row.envelope_bytes,
        created_at: row.created_at,
        accepted_at: row.accepted_at,
        state: row.state,
        state_at: row.state_at,
        content_until: row.content_until,
        replaces: row.replaces,
    }
}
