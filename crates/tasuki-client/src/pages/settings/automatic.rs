//! Whether new messages are received by themselves (自動受信).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::Field;

use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::pages::opened;
use crate::receiving;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    automatic: String,
}

/// Changes it; what waits already is received from now on.
pub(crate) async fn set(
    State(client): State<Arc<Client>>,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let is_on = posted.form.automatic == Field::TICKED;
    office
        .in_book(move |book| receiving::set_automatic(book, is_on))
        .await?;
    receiving::by_itself(&client, &office).await;
    Ok(see_other("/settings?automatic=set"))
}
