//! PDFs as answers.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_paper::{Paper, PaperError};

use super::SiteError;

/// Prints on a thread for work, and answers the PDF; `name` has no extension.
pub(crate) async fn answer(
    name: &str,
    print: impl FnOnce() -> Result<Paper, PaperError> + Send + 'static,
) -> Result<Response, SiteError> {
    let printed = tokio::task::spawn_blocking(print).await;
    let paper = printed
        .map_err(|error| SiteError::fault(&error))?
        .map_err(|error| SiteError::fault(&error))?;
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, paper.bytes).into_response())
}
