//! Single values with their names.

use super::Tag;

/// An item and its value, for a description list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The item.
    pub label: String,
    /// Its value; lines are kept.
    pub value: String,
    /// A mark beside the value.
    pub tag: Option<Tag>,
    /// Where the value leads, such as `tel:0312345678`.
    pub href: Option<String>,
    /// Whether each of its letters counts, as in an address.
    pub is_exact: bool,
}

impl Entry {
    /// An item and its value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            tag: None,
            href: None,
            is_exact: false,
        }
    }

    /// The same with a value of which each letter counts, such as an address or an id.
    #[must_use]
    pub const fn exact(mut self) -> Self {
        self.is_exact = true;
        self
    }

    /// The same with a value that leads somewhere.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The same with a mark beside the value.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }
}

/// A number to see at a glance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// What it counts.
    pub label: String,
    /// The number as it is shown.
    pub value: String,
    /// Its unit, such as 件.
    pub unit: String,
    /// What it is compared with, or when it was counted.
    pub note: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
}

impl Figure {
    /// A number with its unit.
    pub fn new(
        label: impl Into<String>,
        value: impl Into<String>,
        unit: impl Into<String>,
    ) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            unit: unit.into(),
            note: None,
            href: None,
        }
    }

    /// The same with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The same with a link.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}
