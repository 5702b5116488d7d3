//! PDFs as answers.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use tasuki_paper::{Paper, PaperError};

use super::SiteError;

/// Prints on a thread for work, and answers the PDF; `name` has no extension.
pub(crate) async fn answer(
    name: &str,
    make: impl FnOnce() -> Result<Paper, PaperError> + Send + 'static,
) -> Result<Response, SiteError> {
    Ok(answered(name, print(make).await?.bytes.into()))
}

/// Prints on a thread for work.
pub(crate) async fn print(
    make: impl FnOnce() -> Result<Paper, PaperError> + Send + 'static,
) -> Result<Paper, SiteError> {
    let printed = tokio::task::spawn_blocking(make).await;
    printed
        .map_err(|error| SiteError::fault(&error))?
        .map_err(|error| SiteError::fault(&error))
}

/// Answers a PDF; `name` has no extension.
pub(crate) fn answered(name: &str, bytes: Bytes) -> Response {
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}
