//! What somebody is writing is kept while they write.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tasuki_desk::DraftFate;

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

/// Keeps text and receiver; tells the id of the draft. 410 where the draft is being sent, or gone: then
/// nothing is kept.
pub(crate) async fn keep(
    State(client): State<Arc<Client>>,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let Typed { draft, text, to } = posted.form;
    let kept = office.in_book(move |book| {
        // Half a number is none yet.
        let to = draft::typed_receiver(&to).ok().flatten();
        if draft.is_empty() {
            return draft::begin(book, &text, to, now).map(Some);
        }
        let fate = draft::write(book, &draft, &text, to, now)?;
        Ok((fate == DraftFate::Done).then_some(draft))
    });
    let id = kept.await?;
    Ok(id.ok_or(StatusCode::GONE).into_response())
}
