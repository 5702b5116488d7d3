//! The style sheet and the script, under names that change with their bytes.
//!
//! So a browser may keep them for ever: another content has another name.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// How many digits of the digest a path shows: enough to tell versions apart.
const SHOWN_DIGITS: usize = 16;

/// The text of one module with these scripts, in their order: a page waits for each file that it loads. What a
/// script names is its own, and where one fails the others run. Scripts import and export nothing.
#[macro_export]
macro_rules! one_module {
    ($($file:literal),+ $(,)?) => {
        concat!($("try {\n", include_str!($file), "\n} catch (error) { reportError(error); }\n"),+)
    };
}

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// The name in the source, such as `app.css`.
    pub name: &'static str,
    /// Where it is served: `/assets/app-<digest>.css`. Its bytes never change.
    pub path: String,
    /// What it holds.
    pub bytes: &'static [u8],
    /// Its media type.
    pub content_type: &'static str,
    /// Its entity tag, with the quotation marks.
    pub etag: String,
}

/// The asset with this name in the source, such as `app.css`.
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The asset that is served at this path.
pub fn asset_at(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The path of the style sheet.
pub fn stylesheet() -> &'static str {
    paths(CSS).next().unwrap_or_default()
}

/// The path of the icon.
pub fn icon() -> &'static str {
    paths(SVG).next().unwrap_or_default()
}

/// The paths of the scripts that every page loads; each is a module.
pub fn scripts() -> impl Iterator<Item = &'static str> {
    paths(JAVASCRIPT)
}

fn paths(content_type: &'static str) -> impl Iterator<Item = &'static str> {
    let of_this_type = move |asset: &&Asset| asset.content_type == content_type;
    ASSETS.iter().filter(of_this_type).map(|asset| &*asset.path)
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    SOURCES
        .iter()
        .map(|&(name, content_type, text)| {
            Asset::named_by_content(name, content_type, text.as_bytes())
        })
        .collect()
});

/// The sources: name, media type, text.
const SOURCES: &[(&str, &str, &str)] = &[
    (
        "app.css",
        CSS,
        concat!(
            // Their licence asks that it goes with them.
            "/*! @digital-go-jp/design-tokens 1.1.9\n\n",
            include_str!("../assets/tokens/LICENSE"),
            "*/\n",
            include_str!("../assets/tokens/tokens.css"),
            include_str!("../assets/css/base.css"),
            include_str!("../assets/css/shell.css"),
            include_str!("../assets/css/controls.css"),
            include_str!("../assets/css/forms.css"),
            include_str!("../assets/css/parts.css"),
            include_str!("../assets/css/tables.css"),
            include_str!("../assets/css/charts.css"),
            include_str!("../assets/css/print.css"),
        ),
    ),
    ("icon.svg", SVG, include_str!("../assets/icon.svg")),
    (
        "app.js",
        JAVASCRIPT,
        one_module!(
            "../assets/js/confirm.js",
            "../assets/js/consent.js",
            "../assets/js/download.js",
            "../assets/js/password.js",
            "../assets/js/print.js",
            "../assets/js/session.js",
        ),
    ),
];

impl Asset {
    /// An asset that is called after its name in the source, such as `app.css`, and its content.
    pub fn named_by_content(
        name: &'static str,
        content_type: &'static str,
        bytes: &'static [u8],
    ) -> Self {
        let digest = hex::encode(digest(&SHA256, bytes));
        let digest: String = digest.chars().take(SHOWN_DIGITS).collect();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        Self {
            name,
            path: format!("/assets/{stem}-{digest}.{extension}"),
            bytes,
            content_type,
            etag: format!("\"{digest}\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_by_name_and_by_path() {
        let sheet = asset("app.css").unwrap();
        assert!(sheet.path.starts_with("/assets/app-"), "{}", sheet.path);
        assert_eq!(asset_at(&sheet.path).unwrap().bytes, sheet.bytes);
        assert_eq!(stylesheet(), sheet.path);
        assert!(asset_at("/assets/app.css").is_none());
        assert!(asset("../Cargo.toml").is_none());
        assert_eq!(asset_at(icon()).unwrap().name, "icon.svg");
        assert_eq!(scripts().count(), 1);
    }

    #[test]
    fn another_content_has_another_name() {
        let one = Asset::named_by_content("a.js", JAVASCRIPT, b"1");
        let two = Asset::named_by_content("a.js", JAVASCRIPT, b"2");
        assert_ne!(one.path, two.path);
        assert_ne!(one.etag, two.etag);
    }

    #[test]
    fn a_script_in_a_module_of_many_neither_imports_nor_exports() {
        let module = std::str::from_utf8(asset("app.js").unwrap().bytes).unwrap();
        for line in module.lines() {
            let is_alone = line.starts_with("import ") || line.starts_with("export ");
            assert!(!is_alone, "{line}");
        }
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        let sheet = std::str::from_utf8(asset("app.css").unwrap().bytes).unwrap();
        for foreign in ["url(", "@import", "@font-face"] {
            assert!(!sheet.contains(foreign), "{foreign}");
        }
    }
}
