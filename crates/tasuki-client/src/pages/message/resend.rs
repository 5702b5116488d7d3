//! Sending a message once more (もう一度送信): as a draft that replaces it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_terms::MessageId;

use super::find;
use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::draft::Composed;

/// Digits of chance in the id of a draft.
const ID_BYTES: usize = 8;

/// Makes a draft of the own copy.
pub(crate) async fn resend(
    State(client): State<Arc<Client>>,
    Path(id): Path<MessageId>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let draft = known.office.desk().draft_again(id).await?;
    let mut key = [0; ID_BYTES];
    client.tools.entropy.fill(&mut key);
    let key = hex::encode(key);
    client.drafts.put(&key, Composed::of(draft));
    Ok(see_other(&format!("/compose/{key}")))
}
