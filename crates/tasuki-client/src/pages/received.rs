//! 受信一覧, and receiving from it.

use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{MessageId, MessageState};
use tasuki_ui::{Shell, Tag};
use tasuki_wire::MessageSummary;

use super::office_user::{self, Meant};
use super::sent::{Further, Typed};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::shell::shell;
use crate::show;
use crate::target::Target;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "received.html")]
struct ReceivedListPage {
    shell: Shell,
    rows: Vec<Row>,
    /// How many of those that are shown wait.
    waiting: usize,
    folder: String,
    further: Further,
}

struct Row {
    id: MessageId,
    at: String,
    sender: String,
    unit: &'static str,
    month: String,
    files: u32,
    size: String,
    state: Tag,
    /// Whether it can be received; what was received once can be fetched again.
    can_be_received: bool,
    waits: bool,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    /// One message; none for all that are new.
    #[serde(default)]
    id: Option<MessageId>,
    /// Where the files shall go.
    #[serde(default)]
    folder: String,
}

/// Shows the list.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Asked(typed): Asked<Typed>,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let Some(desk) = office.reading() else {
        return Ok(office_user::ask(&Meant::Received));
    };
    let query = typed.query();
    let list = desk.inbox(&query).await?;
    let rows: Vec<Row> = list.messages.iter().map(Row::of).collect();
    page(&ReceivedListPage {
        shell: shell(&client, &visit, "/received"),
        waiting: rows.iter().filter(|row| row.waits).count(),
        rows,
        folder: show::path(&client.target().folder),
        further: Further::new("/received", query.cursor.is_none(), list.next.as_ref()),
    })
}

/// Receives one message, or all that are new.
pub(crate) async fn receive(
    State(client): State<Arc<Client>>,
    posted: Posted<Chosen>,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let Chosen { id, folder } = posted.form;
    let folder = PathBuf::from(folder.trim());
    if folder.is_absolute() {
        client.set_target(Target {
            folder,
            ..client.target()
        });
    }
    begin(&client, &office, id).await
}

/// Begins to receive, or asks for the office's user first.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: Option<MessageId>,
) -> Result<Response, PageError> {
    let Some(desk) = office.online() else {
        return Ok(office_user::ask(
            &id.map_or(Meant::ReceiveAll, Meant::Receive),
        ));
    };
    let ids = match id {
        Some(id) => vec![id],
        None => desk.unreceived().await?,
    };
    let job = client
        .jobs
        .receive(Arc::clone(office), ids, client.target().rule());
    if let Some(job) = client.jobs.get(job) {
        job.wait().await;
    }
    Ok(see_other(&format!("/receiving/{job}")))
}

impl Row {
    fn of(message: &MessageSummary) -> Self {
        let waits = matches!(
            message.state,
            MessageState::Accepted | MessageState::Fetched
        );
        Self {
            id: message.id,
            at: show::moment(message.accepted_at),
            sender: format!("{}（{}）", message.sender_name, message.sender),
            unit: show::unit(message.unit),
            month: show::month(message.service_month),
            files: message.files,
            size: show::size(message.bytes),
            state: show::received_state(message.state),
            can_be_received: waits || message.state == MessageState::Opened,
            waits,
        }
    }
}
