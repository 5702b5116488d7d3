//! What stands where: the pages before they are written.

use std::collections::BTreeSet;

use tasuki_answers::Picture;

use super::style::{Ink, Style};
use super::typeset::Line;

/// A4, in millimetres.
pub(crate) const PAGE: (f32, f32) = (210.0, 297.0);

/// All pages, and what their texts are to each other.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) pages: Vec<Vec<Mark>>,
    /// In the order of reading; a part comes behind the one that it belongs to.
    pub(crate) parts: Vec<Part>,
    /// The documents of the sheet, with their first pages.
    pub(crate) documents: Vec<(String, usize)>,
    /// The headings of a document that has contents (目次), in order.
    pub(crate) bookmarks: Vec<Bookmark>,
    /// What the fonts lack.
    pub(crate) missing: BTreeSet<char>,
}

/// Where a heading stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bookmark {
    /// Whether it stands below the one before it.
    pub(crate) is_minor: bool,
    pub(crate) text: String,
    pub(crate) page: usize,
    pub(crate) top: f32,
}

/// Something on a page.
#[derive(Debug)]
pub(crate) enum Mark {
    Text {
        line: Line,
        style: Style,
        left: f32,
        /// Where the letters stand.
        baseline: f32,
        /// None where only eyes need it: numbers of pages, repeated headings.
        part: Option<PartId>,
        /// The letters stand apart, but are one word.
        one_word: bool,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        ink: Ink,
    },
    Fill {
        corner: (f32, f32),
        size: (f32, f32),
        ink: Ink,
    },
    Picture {
        picture: &'static Picture,
        cut: Cut,
        corner: (f32, f32),
        size: (f32, f32),
        part: PartId,
    },
    /// A place on which one presses; `words` say where it leads.
    Link {
        corner: (f32, f32),
        size: (f32, f32),
        target: Target,
        words: String,
        part: PartId,
    },
}

/// Which part of a picture is shown, in millimetres of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// How large the whole picture would be.
    pub(crate) whole: (f32, f32),
    /// Where in it the part begins.
    pub(crate) from: (f32, f32),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// To a heading of the same document, by its place among [`Sheet::bookmarks`].
    Heading(usize),
    /// To a page on the web.
    Web(String),
}

/// The place of a part in [`Sheet::parts`].
pub(crate) type PartId = usize;

/// A part of a document, for screen readers.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) role: Role,
    pub(crate) within: Option<PartId>,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// One document of those that are printed together.
    Document,
    /// The title of a document, with its text.
    Title(String),
    /// A heading below the title, with its text.
    Heading(String),
    /// A heading below a heading, with its text.
    Subheading(String),
    /// The contents (目次).
    Contents,
    /// A line of the contents.
    ContentsLine,
    /// Words of a paragraph in which others are a link.
    Words,
    /// A link.
    Link,
    /// A picture, with what it shows.
    Figure(String),
    /// Something to be noted.
    Note,
    Paragraph,
    List(ListKind),
    Item,
    /// The number or point of an item.
    Label,
    /// The text of an item.
    Body,
    Table,
    Row,
    /// The heading of a column.
    ColumnHeading,
    /// The heading of a row.
    RowHeading,
    Cell,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    Numbered,
    Bulleted,
}
