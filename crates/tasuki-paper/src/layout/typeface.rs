//! The fonts: which glyph shows a character, and how wide it is.

use std::sync::LazyLock;

use krilla::text::Font;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use super::style::{Face, Style};

/// A font of this crate cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// All faces.
pub(crate) struct Typefaces {
    text: Typeface,
    strong: Typeface,
    fixed: Typeface,
}

static ALL: LazyLock<Option<Typefaces>> = LazyLock::new(|| {
    Some(Typefaces {
        text: Typeface::read(include_bytes!("../../fonts/BIZUDPGothic-Regular.ttf"))?,
        strong: Typeface::read(include_bytes!("../../fonts/BIZUDPGothic-Bold.ttf"))?,
        fixed: Typeface::read(include_bytes!("../../fonts/BIZUDGothic-Regular.ttf"))?,
    })
});

impl Typefaces {
    /// Reads the fonts once per process: krilla hashes their megabytes.
    pub(crate) fn load() -> Result<&'static Self, Unreadable> {
        ALL.as_ref().ok_or(Unreadable)
    }

    pub(crate) const fn of(&self, face: Face) -> &Typeface {
        match face {
            Face::Text => &self.text,
            Face::Strong => &self.strong,
            Face::Fixed => &self.fixed,
        }
    }
}

/// One face.
pub(crate) struct Typeface {
    pub(crate) font: Font,
    characters: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    per_em: f32,
}

impl Typeface {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = Font::new(bytes.into(), 0)?;
        let reader = FontRef::new(bytes).ok()?;
        Some(Self {
            characters: reader.charmap(),
            metrics: reader.glyph_metrics(Size::unscaled(), LocationRef::default()),
            per_em: font.units_per_em(),
            font,
        })
    }

    /// The glyph of a character and its width in ems, if the font has it.
    pub(crate) fn glyph(&self, character: char, style: &Style) -> Option<(u32, f32)> {
        if is_private(character) {
            return None;
        }
        // The fonts' own feature `zero` does the same.
        let drawn = if style.slashed_zero && character == '0' {
            'Ø'
        } else {
            character
        };
        let glyph = self.characters.map(drawn).filter(|id| id.to_u32() != 0)?;
        let width = self.metrics.advance_width(glyph)? / self.per_em;
        Some((glyph.to_u32(), width))
    }
}

/// Whoever reads the PDF cannot know what such a character means.
const fn is_private(character: char) -> bool {
    matches!(
        character,
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}'
    )
}
