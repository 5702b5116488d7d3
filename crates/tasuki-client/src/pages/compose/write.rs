//! What somebody is writing is kept while they write.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::answer::PageError;
use crate::client::Client;
use crate::draft;
use crate::form::Posted;
use crate::pages::opened;

#[derive(Deserialize)]
pub(crate) struct Typed {
    /// The draft; empty for one that is not in the book yet.
    #[serde(default)]
    draft: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    to: String,
}

/// Keeps text and receiver; tells the id of the draft.
pub(crate) async fn keep(
    State(client): State<Arc<Client>>,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let Typed { draft, text, to } = posted.form;
    let kept = office.in_book(move |book| {
        let id = (!draft.is_empty()).then_some(&*draft);
        // What is being sent changes no more.
        if let Some(id) = id
            && book.job_of(id)?.is_some()
        {
            return Ok(draft);
        }
        // Half a number is none yet.
        let to = draft::typed_receiver(&to).ok().flatten();
        draft::write(book, id, &text, to, now)
    });
    Ok(kept.await?.into_response())
}
