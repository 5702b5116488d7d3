//! Whether this program runs: open pages ask, and tell when nobody answers.

use axum::http::StatusCode;

/// It does.
pub(super) async fn alive() -> StatusCode {
    StatusCode::NO_CONTENT
}
