//! Ending the program (終了).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::Shell;

use crate::answer::{PageError, page};
use crate::client::Client;
use crate::shell::bare;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "ended.html")]
struct EndedPage {
    shell: Shell,
}

/// Ends the program; this is its last page.
pub(crate) async fn quit(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let mut shell = bare(&visit);
    // Nothing on this page leads anywhere any more.
    shell.program = None;
    let last = page(&EndedPage { shell });
    client.close();
    last
}
