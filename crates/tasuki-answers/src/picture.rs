//! Pictures of our pages (画面の写し).

use std::fmt;

/// A picture that a manual shows: a PNG file of `docs/screenshots`, which is part of the program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Its file name.
    pub name: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The file.
    pub bytes: &'static [u8],
}

/// Those that manuals name, by name; the build script finds them.
static ALL: &[Picture] = include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

impl Picture {
    /// All of them, by name.
    pub fn all() -> &'static [Self] {
        ALL
    }

    /// The picture of this name, if a manual shows it.
    pub fn find(name: &str) -> Option<&'static Self> {
        let at = ALL.binary_search_by(|picture| picture.name.cmp(name));
        ALL.get(at.ok()?)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            width,
            height,
            ..
        } = self;
        write!(f, "Picture({name}, {width} × {height})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_and_are_not_too_many() {
        let all = Picture::all();
        for picture in all {
            assert!(picture.width > 0 && picture.height > 0, "{picture:?}");
            assert_eq!(Picture::find(picture.name), Some(picture));
        }
        assert_eq!(Picture::find("no.png"), None);
        let bytes: usize = all.iter().map(|picture| picture.bytes.len()).sum();
        assert!(bytes < 6_000_000, "{bytes} bytes of pictures");
    }
}
