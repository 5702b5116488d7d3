//! The first page after the log-in.

use axum::response::Response;

use crate::sites::see_other;

/// Leads to the notices (お知らせ一覧), as the official site does.
pub(super) async fn show() -> Response {
    see_other("/notices")
}
