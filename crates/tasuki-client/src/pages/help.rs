//! ヘルプ: how the month's work is done.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::Shell;

use crate::answer::{PageError, page};
use crate::client::Client;
use crate::shell::shell;
use crate::visit::Visit;

pub(crate) mod code;
mod topics;

use topics::Topic;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
    topics: Vec<Topic>,
}

/// Shows the help.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    page(&HelpPage {
        shell: shell(&client, &visit, "/help"),
        topics: topics::all(),
    })
}
