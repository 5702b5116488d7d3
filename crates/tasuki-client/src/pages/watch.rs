//! What is new in the watched folder (監視フォルダー), and which folder that is.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{bulk, opened};
use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::watch;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    folder: String,
}

/// How many files are new.
pub(crate) async fn count(client: &Client, office: &Office) -> Result<usize, PageError> {
    let now = client.tools.clock.now();
    let found = office.in_book(move |book| watch::found(book, now));
    Ok(found.await?.len())
}

/// Sorts what is new into messages; they are sent once somebody has confirmed.
pub(crate) async fn take(State(client): State<Arc<Client>>) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let found = office.in_book(move |book| watch::found(book, now)).await?;
    if found.is_empty() {
        return Ok(see_other("/"));
    }
    let read = found.clone();
    let files = tokio::task::spawn_blocking(move || watch::read(&read));
    let files = files.await.map_err(|_| PageError::Fault)??;
    bulk::sort(&client, &office, files, found).await
}

/// Watches another folder, or none.
pub(crate) async fn set(
    State(client): State<Arc<Client>>,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let typed = posted.form.folder.trim().to_owned();
    let folder = (!typed.is_empty()).then(|| PathBuf::from(typed));
    if folder.as_ref().is_some_and(|folder| !folder.is_dir()) {
        return Ok(see_other("/settings?watch=missing"));
    }
    let set = office.in_book(move |book| watch::set_folder(book, folder.as_deref()));
    set.await?;
    Ok(see_other("/settings?watch=set"))
}
