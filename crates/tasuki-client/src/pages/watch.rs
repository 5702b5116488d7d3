//! What is new in the watched folder (監視フォルダー).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{bulk, opened};
use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::draft::Unpacked;
use crate::office::Office;
use crate::watch;

/// How many files are new.
pub(crate) async fn count(client: &Client, office: &Office) -> Result<usize, PageError> {
    let now = client.tools.clock.now();
    let look = office.in_book(move |book| watch::look(book, now));
    Ok(look.await?.found.len())
}

/// Sorts what is new into messages; they are sent once somebody has confirmed.
pub(crate) async fn take(State(client): State<Arc<Client>>) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let look = office.in_book(move |book| watch::look(book, now)).await?;
    if look.found.is_empty() {
        return Ok(see_other("/"));
    }
    let read = tokio::task::spawn_blocking(move || watch::read(&look.found));
    let (files, watched) = read.await.map_err(|_| PageError::Fault)??;
    if files.is_empty() {
        // All of it was written on meanwhile.
        return Ok(see_other("/"));
    }
    // The folder is looked through for files of the standard alone: no archive is among them.
    let unpacked = Unpacked {
        files,
        ..Unpacked::default()
    };
    bulk::sort(&client, &office, unpacked, watched).await
}
