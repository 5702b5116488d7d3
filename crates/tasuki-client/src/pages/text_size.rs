//! The size of letters (文字の大きさ).

use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::TextSize;

use crate::answer::see_other;
use crate::form::Posted;
use crate::visit::TEXT_SIZE_COOKIE;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    size: String,
    #[serde(default)]
    back: String,
}

/// Keeps the size in the browser, and shows the page again.
pub(crate) async fn choose(posted: Posted<Typed>) -> Response {
    let Typed { size, back } = posted.form;
    let size = TextSize::read(&size).unwrap_or_default();
    let mut response = see_other(own_path(&back));
    let cookie = format!(
        "{TEXT_SIZE_COOKIE}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000",
        size.as_str()
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A path on this host, or that of the first page.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if is_own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert_eq!(own_path("/sent?cursor=a"), "/sent?cursor=a");
        for foreign in ["", "//example.jp", "https://example.jp", r"/\example.jp"] {
            assert_eq!(own_path(foreign), "/");
        }
    }
}
