//! A file of an own copy, saved as it was sent or received.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_terms::MessageId;

use super::find;
use crate::address::Path;
use crate::answer::{PageError, saved};
use crate::client::Client;

/// Gives the file at `place`, from 1 on.
pub(crate) async fn save(
    State(client): State<Arc<Client>>,
    Path((id, place)): Path<(MessageId, usize)>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let mut files = known.office.desk().copy(id).await?.container.entries;
    let at = place.checked_sub(1).filter(|at| *at < files.len());
    let file = files.swap_remove(at.ok_or(PageError::NotFound)?);
    Ok(saved(&file.name, file.bytes))
}
