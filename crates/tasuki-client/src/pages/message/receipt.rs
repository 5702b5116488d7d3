//! A receipt (受領証) of a message: as a page, and as a file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_desk::{DeskError, check_receipt};
use tasuki_seal::ReceiptKind;
use tasuki_terms::MessageId;

use super::{Known, find, list};
use crate::address::Path;
use crate::answer::{self, PageError};
use crate::client::Client;
use crate::pages::receipts::ReceiptPage;
use crate::visit::Visit;

/// Shows the receipt of a state.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path((id, state)): Path<(MessageId, String)>,
) -> Result<Response, PageError> {
    let (known, der) = read(&client, id, &state).await?;
    let desk = Arc::clone(known.office.desk());
    let checked =
        tokio::task::spawn_blocking(move || check_receipt(&der, desk.ledger(), &desk.anchors()));
    let checked = checked.await.map_err(DeskError::BrokenOff)?;
    let mut receipt = ReceiptPage::new(&client, &visit, &known.office, &checked).await;
    receipt.marked(&client, &visit, list(known.side).href.as_str());
    receipt.of_message(id, &state);
    answer::page(&receipt)
}

/// Gives the receipt of a state as a file.
pub(crate) async fn save(
    State(client): State<Arc<Client>>,
    Path((id, state)): Path<(MessageId, String)>,
) -> Result<Response, PageError> {
    let (_, der) = read(&client, id, &state).await?;
    Ok(answer::receipt(&format!("{id}-{state}"), der))
}

async fn read(client: &Client, id: MessageId, state: &str) -> Result<(Known, Vec<u8>), PageError> {
    let kind = ReceiptKind::ALL
        .into_iter()
        .find(|kind| kind.state().as_str() == state)
        .ok_or(PageError::NotFound)?;
    let known = find(client, id).await?;
    let folder = known.office.desk().ledger().message(known.side, id);
    let receipt = tokio::task::spawn_blocking(move || folder.receipt(kind)).await;
    let receipt = receipt
        .map_err(DeskError::BrokenOff)?
        .map_err(DeskError::File)?
        .ok_or(PageError::NotFound)?;
    Ok((known, receipt))
}
