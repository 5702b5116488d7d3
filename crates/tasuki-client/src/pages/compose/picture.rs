//! The picture of an attachment, for its thumbnail.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::content;
use tasuki_terms::MediaType;

use crate::address::Path;
use crate::answer::PageError;
use crate::client::Client;
use crate::pages::opened;

/// Gives an image of a draft; nothing else, and nothing that is no image of its kind.
pub(crate) async fn read(
    State(client): State<Arc<Client>>,
    Path((id, place)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let file = office.in_book(move |book| book.draft_file(&id, place));
    let file = file.await?.ok_or(PageError::NotFound)?;
    let media = match MediaType::of_name(&file.name) {
        Some(media @ (MediaType::Jpeg | MediaType::Png | MediaType::Gif))
            if content(&file.bytes).agrees_with(media) =>
        {
            media
        }
        _ => return Err(PageError::NotFound),
    };
    let headers = [
        (header::CONTENT_TYPE, media.as_str()),
        (header::CONTENT_DISPOSITION, "inline"),
        // Opened alone it can do nothing either.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox; frame-ancestors 'none'",
        ),
    ];
    Ok((headers, file.bytes).into_response())
}
