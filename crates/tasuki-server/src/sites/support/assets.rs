//! The support site's own style sheets and scripts, beside those of `tasuki-ui`.

use std::sync::LazyLock;

use tasuki_ui::Asset;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

static OWN: LazyLock<[Asset; 9]> = LazyLock::new(|| {
    [
        (
            "support.css",
            CSS,
            include_str!("../../../assets/css/support.css"),
        ),
        (
            "reading.css",
            CSS,
            include_str!("../../../assets/css/reading.css"),
        ),
        (
            "search.js",
            JS,
            include_str!("../../../assets/js/search.js"),
        ),
        ("chat.js", JS, include_str!("../../../assets/js/chat.js")),
        (
            "directory.css",
            CSS,
            include_str!("../../../assets/css/directory.css"),
        ),
        (
            "directory.js",
            JS,
            include_str!("../../../assets/js/directory.js"),
        ),
        (
            "simulator.css",
            CSS,
            include_str!("../../../assets/css/simulator.css"),
        ),
        (
            "contact.css",
            CSS,
            include_str!("../../../assets/css/contact.css"),
        ),
        (
            "downloads.css",
            CSS,
            include_str!("../../../assets/css/downloads.css"),
        ),
    ]
    .map(|(name, kind, text)| Asset::named_by_content(name, kind, text.as_bytes()))
});

/// The asset that is served at this path.
pub(in crate::sites) fn at(path: &str) -> Option<&'static Asset> {
    OWN.iter().find(|asset| asset.path == path)
}

/// The path of the asset with this name in the source, such as `support.css`; empty if there is none.
pub(crate) fn path_of(name: &str) -> &'static str {
    let known = OWN.iter().find(|asset| asset.name == name);
    known.map_or("", |asset| &asset.path)
}
