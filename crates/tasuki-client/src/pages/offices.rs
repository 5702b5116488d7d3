//! 事業所を選ぶ: which of the computer's offices somebody works for.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use tasuki_ui::Shell;

use crate::address::Path;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::door;
use crate::offices::{KnownOffice, Offices};
use crate::shell::{shell, tint};
use crate::visit::Visit;

/// What stands in the address of a new office's page.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "offices.html")]
struct OfficesPage {
    shell: Shell,
    offices: Vec<OfficeView>,
}

struct OfficeView {
    key: String,
    name: String,
    number: String,
    user: String,
    tint: &'static str,
    is_here: bool,
}

/// Shows all of them.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let known = client.known_offices();
    let offices = known.into_iter().map(|office| OfficeView {
        is_here: office.folder == client.home,
        tint: tint(office.number.as_str()).class(),
        key: office.key,
        name: office.name,
        number: office.number.to_string(),
        user: office.user.to_string(),
    });
    page(&OfficesPage {
        offices: offices.collect(),
        shell: shell(&client, &visit, ""),
    })
}

/// Opens the client of one, or that of a new one, which begins with the guide. It is a link and no
/// form, because a form may not lead to another client's address; so it is asked here, instead, whether
/// one of our pages, or somebody at the address bar, wishes it.
pub(crate) async fn open(
    State(client): State<Arc<Client>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if !door::is_wished(&headers) {
        return Err(PageError::ForeignForm);
    }
    let folder = if key == NEW {
        client.offices.as_ref().and_then(Offices::free_folder)
    } else {
        let mut known = client.known_offices().into_iter();
        known
            .find(|one| one.key == key)
            .map(|one: KnownOffice| one.folder)
    };
    let folder = folder.ok_or(PageError::NotFound)?;
    if folder == client.home {
        return Ok(see_other("/login"));
    }
    let address = client.opener.open(folder).await;
    let address = address.ok_or(PageError::Fault)?;
    // Whoever has chosen is not asked to choose again.
    Ok(see_other(&format!("{address}&at=login")))
}
