//! A receipt (受領証) of a message as a file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_desk::DeskError;
use tasuki_seal::ReceiptKind;
use tasuki_terms::MessageId;

use super::find;
use crate::address::Path;
use crate::answer::{self, PageError};
use crate::client::Client;

/// Gives the receipt of a state.
pub(crate) async fn save(
    State(client): State<Arc<Client>>,
    Path((id, state)): Path<(MessageId, String)>,
) -> Result<Response, PageError> {
    let kind = ReceiptKind::ALL
        .into_iter()
        .find(|kind| kind.state().as_str() == state)
        .ok_or(PageError::NotFound)?;
    let known = find(&client, id).await?;
    let folder = known.office.desk().ledger().message(known.side, id);
    let receipt = tokio::task::spawn_blocking(move || folder.receipt(kind)).await;
    let receipt = receipt
        .map_err(DeskError::BrokenOff)?
        .map_err(DeskError::File)?
        .ok_or(PageError::NotFound)?;
    Ok(answer::receipt(&format!("{id}-{state}"), receipt))
}
