//! How text looks.

/// A typeface of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// BIZ UDP Gothic: running text.
    Text,
    /// BIZ UDP Gothic Bold: headings, and what must be seen first.
    Strong,
    /// BIZ UD Gothic: figures below each other, and codes.
    Fixed,
}

/// How dark something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    /// Labels and notes; still 7:1 on white.
    Grey,
    /// Rules.
    Rule,
    /// Behind headings of tables.
    Tint,
}

impl Ink {
    /// 0 is black, 255 is white.
    pub(crate) const fn lightness(self) -> u8 {
        match self {
            Self::Black => 0,
            Self::Grey => 84,
            Self::Rule => 140,
            Self::Tint => 240,
        }
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    /// In points.
    pub(crate) size: f32,
    /// From line to line, as a multiple of the size.
    pub(crate) leading: f32,
    pub(crate) ink: Ink,
    /// The zero has a slash, so that nobody takes it for an O.
    pub(crate) slashed_zero: bool,
}

impl Style {
    pub(crate) const BODY: Self = Self::of(Face::Text, 10.0);
    pub(crate) const STRONG: Self = Self::of(Face::Strong, 10.0);
    pub(crate) const TITLE: Self = Self::of(Face::Strong, 16.0);
    pub(crate) const HEADING: Self = Self::of(Face::Strong, 11.0);
    pub(crate) const FIGURES: Self = Self::of(Face::Fixed, 10.0);
    pub(crate) const NOTE: Self = Self {
        ink: Ink::Grey,
        ..Self::of(Face::Text, 8.5)
    };

    pub(crate) const fn of(face: Face, size: f32) -> Self {
        Self {
            face,
            size,
            leading: 1.6,
            ink: Ink::Black,
            slashed_zero: false,
        }
    }

    pub(crate) const fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// With letters that stand as low in their first line as those of another style.
    pub(crate) fn on_line_of(self, other: &Self) -> Self {
        let lower = (other.baseline() - self.baseline()) / (self.size * super::POINT);
        Self {
            leading: self.leading + 2.0 * lower,
            ..self
        }
    }

    /// From line to line, in millimetres.
    pub(crate) fn line_height(&self) -> f32 {
        self.size * self.leading * super::POINT
    }

    /// From the top of a line to where its letters stand, in millimetres.
    pub(crate) fn baseline(&self) -> f32 {
        // All faces reach from 0.88 above to 0.12 below.
        let above = (self.leading - 1.0) / 2.0 + 0.88;
        self.size * above * super::POINT
    }
}
