//! Style sheets and scripts.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::{SiteError, support};

/// Gives an asset. Its name changes with its bytes, so a browser may keep it for ever.
pub(super) async fn read(Path(name): Path<String>) -> Result<Response, SiteError> {
    let path = format!("/assets/{name}");
    let asset = tasuki_ui::asset_at(&path).or_else(|| support::assets::at(&path));
    let asset = asset.ok_or(SiteError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes).into_response())
}
