//! Taking a message back (取り消し), asked for once more.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_terms::MessageId;
use tasuki_ui::{Entry, Shell};

use super::find;
use crate::address::Path;
use crate::answer::{PageError, Told, page, see_other};
use crate::client::Client;
use crate::keep;
use crate::pages::office_user::{self, Meant};
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "message/withdraw.html")]
struct WithdrawPage {
    shell: Shell,
    id: MessageId,
    entries: Vec<Entry>,
}

/// Asks once more.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<MessageId>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    if known.office.online().is_none() {
        return Ok(office_user::ask(&Meant::Withdraw(id)));
    }
    let listed = &known.listed;
    page(&WithdrawPage {
        shell: shell(&client, &visit, "/sent"),
        id,
        entries: vec![
            Entry::new("宛先", show::office(&listed.partner_name, listed.partner)),
            Entry::new("種別", show::unit(listed.unit)),
            Entry::new("対象年月", show::month(listed.service_month)),
            Entry::new("送信日時", show::moment(listed.accepted_at)),
        ],
    })
}

/// Takes the message back, unless its receiver was faster.
pub(crate) async fn withdraw(
    State(client): State<Arc<Client>>,
    Path(id): Path<MessageId>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let Some(desk) = known.office.online() else {
        return Ok(office_user::ask(&Meant::Withdraw(id)));
    };
    let withdrawn = desk.withdraw(id).await;
    // Either way the list has changed; what cannot be read now is read later.
    if let Err(error) = keep::look(&client, &known.office).await {
        tracing::info!(code = error.code(), "the lists are not read");
    }
    if let Err(error) = withdrawn {
        return Err(PageError::OfMessage(Told::from(&error), id));
    }
    Ok(see_other(&format!("/messages/{id}")))
}
