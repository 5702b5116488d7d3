//! The pictures that manuals show.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_answers::Picture;

use crate::sites::SiteError;

/// Gives one.
pub(in crate::sites::support) async fn picture(
    Path(name): Path<String>,
) -> Result<Response, SiteError> {
    let picture = Picture::find(&name).ok_or(SiteError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, picture.bytes).into_response())
}
