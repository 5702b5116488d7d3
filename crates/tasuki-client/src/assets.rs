//! Style sheets, scripts, icon and letters: those of `tasuki-ui`, and our own.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_ui::Asset;

use crate::address::Path;
use crate::answer::PageError;

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/ttf";

/// The letters (BIZ UDPゴシック), under the names that the style sheet knows. Forms on paper are set
/// in the same ones, so that they lie in the repository once.
const FONTS: &[(&str, &[u8])] = &[
    (
        "BIZUDPGothic-Regular.ttf",
        include_bytes!("../../tasuki-paper/fonts/BIZUDPGothic-Regular.ttf"),
    ),
    (
        "BIZUDPGothic-Bold.ttf",
        include_bytes!("../../tasuki-paper/fonts/BIZUDPGothic-Bold.ttf"),
    ),
];

/// Our own style sheets as one, and our own scripts as one: a page waits for each that it loads.
static OWN: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        ("client.css", CSS, STYLESHEET),
        ("client.js", JAVASCRIPT, SCRIPT),
    ]
    .map(|(name, kind, text)| Asset::named_by_content(name, kind, text.as_bytes()))
});

const STYLESHEET: &str = concat!(
    include_str!("../assets/client.css"),
    include_str!("../assets/reading.css"),
    include_str!("../assets/css/notices.css"),
    include_str!("../assets/css/offices.css"),
    include_str!("../assets/css/sending.css"),
    include_str!("../assets/css/settings.css"),
    include_str!("../assets/css/receipts.css"),
    include_str!("../assets/css/large.css"),
    // The last one, for it says otherwise than all others.
    include_str!("../assets/css/print.css"),
);

const SCRIPT: &str = tasuki_ui::one_module!(
    "../assets/js/alive.js",
    "../assets/js/drop.js",
    "../assets/js/list.js",
    "../assets/js/news.js",
    "../assets/js/sending.js",
    "../assets/js/ticks.js",
    "../assets/js/waiting.js",
    "../assets/js/write.js",
);

/// The paths of our own style sheets.
pub(crate) fn stylesheets() -> impl Iterator<Item = &'static str> {
    paths(CSS)
}

/// The paths of our own scripts.
pub(crate) fn scripts() -> impl Iterator<Item = &'static str> {
    paths(JAVASCRIPT)
}

fn paths(kind: &'static str) -> impl Iterator<Item = &'static str> {
    let of_it = OWN.iter().filter(move |asset| asset.content_type == kind);
    of_it.map(|asset| &*asset.path)
}

/// Gives an asset. Its name changes with its bytes, so a browser may keep it for ever; the letters
/// do not change.
pub(crate) async fn read(Path(name): Path<String>) -> Result<Response, PageError> {
    let font = FONTS.iter().find(|(known, _)| *known == name);
    let (kind, bytes) = if let Some((_, bytes)) = font {
        (FONT, *bytes)
    } else {
        let path = format!("/assets/{name}");
        let own = OWN.iter().find(|asset| asset.path == path);
        let asset = own.or_else(|| tasuki_ui::asset_at(&path));
        let asset = asset.ok_or(PageError::NotFound)?;
        (asset.content_type, asset.bytes)
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
    ];
    Ok((headers, bytes).into_response())
}
