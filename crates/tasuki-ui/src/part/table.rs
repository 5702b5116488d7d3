//! A table that becomes cards on a phone.

use super::Tag;

/// A table, for the macro `table`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// What it lists.
    pub caption: String,
    /// Is the caption only for screen readers, because a heading says the same?
    pub caption_hidden: bool,
    /// Its columns; the cells of the first one name the rows.
    pub columns: Vec<Column>,
    /// Its rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// What stands there without any row.
    pub empty: String,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// What its cells tell.
    pub label: String,
    /// Are they numbers? They stand to the right.
    pub numeric: bool,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A text with a link.
    Link {
        /// What people read.
        text: String,
        /// Where it leads.
        href: String,
    },
    /// A mark.
    Tag(Tag),
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            caption: caption.into(),
            caption_hidden: false,
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            empty: "該当するものはありません。".to_owned(),
        }
    }

    /// The same, with a caption only for screen readers.
    #[must_use]
    pub fn caption_hidden(mut self) -> Self {
        self.caption_hidden = true;
        self
    }

    /// The same with one more row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// The cells of a row, each with its column.
    pub fn cells<'a>(&'a self, row: &'a [Cell]) -> Vec<(&'a Column, &'a Cell)> {
        self.columns.iter().zip(row).collect()
    }
}

impl Column {
    /// A column of texts.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            numeric: false,
        }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            numeric: true,
        }
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What people read.
    pub fn words(&self) -> &str {
        match self {
            Self::Text(text) | Self::Link { text, .. } => text,
            Self::Tag(tag) => &tag.label,
        }
    }

    /// Where it leads.
    pub fn href(&self) -> Option<&str> {
        match self {
            Self::Link { href, .. } => Some(href),
            Self::Text(_) | Self::Tag(_) => None,
        }
    }

    /// The mark that it is.
    pub fn mark(&self) -> Option<&Tag> {
        match self {
            Self::Tag(tag) => Some(tag),
            Self::Text(_) | Self::Link { .. } => None,
        }
    }

    /// A text with a link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            text: text.into(),
            href: href.into(),
        }
    }
}
