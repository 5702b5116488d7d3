//! Sending a message once more (もう一度送信): as a draft that replaces it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_terms::MessageId;

use super::find;
use crate::address::Path;
use crate::answer::{PageError, see_other};
use crate::client::Client;

/// Makes a draft of the own copy.
pub(crate) async fn resend(
    State(client): State<Arc<Client>>,
    Path(id): Path<MessageId>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let draft = known.office.desk().draft_again(id).await?;
    let now = client.tools.clock.now();
    let kept = known
        .office
        .in_book(move |book| book.keep_draft(&draft, now))
        .await?;
    Ok(see_other(&format!("/compose/{kept}")))
}
