//! The page of one error.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::{ErrorEntry, Helper, is_code};
use tasuki_ui::Shell;

use crate::address::Path;
use crate::answer::{PageError, page};
use crate::client::Client;
use crate::shell::shell;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "help/code.html")]
struct CodePage {
    shell: Shell,
    code: String,
    /// None where a newer platform knows more errors than this program.
    error: Option<ErrorEntry>,
    /// Who can help.
    helpers: String,
    /// Where the operator's support site tells more of it.
    about: Option<String>,
    /// Where the help desk is asked.
    contact: Option<String>,
}

/// Shows what an error means. One that the help does not know is told, too: the help desk does.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    if code.len() > 64 || !is_code(&code) {
        return Err(PageError::NotFound);
    }
    let all = super::errors()?;
    let error = ErrorEntry::find(&all, &code).cloned();
    let help = error.iter().flat_map(|error| &error.help);
    let helpers: Vec<&str> = help.copied().map(Helper::name).collect();
    page(&CodePage {
        shell: shell(&client, &visit, "/help"),
        about: (client.updates.support()).map(|support| format!("{support}/errors/{code}")),
        contact: client.updates.contact(),
        helpers: helpers.join("、"),
        code,
        error,
    })
}
