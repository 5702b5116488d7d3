//! Manuals (スタートガイド, 操作マニュアル): files of `docs/manual`, which are part of the program.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use crate::file::{self, FileFault, Files};
use crate::markdown::{Heading, Markdown};
use crate::place::Place;

/// A manual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manual {
    /// Names it, and its path.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// What it tells, in a sentence or two.
    pub summary: String,
    /// What kind of manual it is.
    pub category: ManualCategory,
    /// The day on which it was last held against the product.
    pub updated: Date,
    /// Its text. Each heading has an anchor, and no two have the same.
    pub body: Markdown,
    /// Its place among all manuals.
    order: u16,
}

/// What a manual is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManualCategory {
    /// For who begins (スタートガイド).
    StartGuide,
    /// Tells each screen (操作マニュアル).
    Operation,
    /// For the platform's operators (運用者向け).
    Operators,
}

impl ManualCategory {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::StartGuide, Self::Operation, Self::Operators];

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StartGuide => "スタートガイド",
            Self::Operation => "操作マニュアル",
            Self::Operators => "運用者向けマニュアル",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    summary: String,
    category: ManualCategory,
    order: u16,
    updated: Date,
}

const FILES: Files = include!(concat!(env!("OUT_DIR"), "/manual.rs"));

impl Manual {
    /// The manuals of this program, in their order. A test makes sure that they can be read.
    pub fn embedded() -> Result<Vec<Self>, FileFault> {
        Self::read_all(FILES.iter().copied())
    }

    /// Reads manuals, each given as id and text of its file, and puts them in their order.
    pub fn read_all<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Self>, FileFault> {
        let mut manuals = files
            .into_iter()
            .map(|(id, text)| Self::read(id, text))
            .collect::<Result<Vec<_>, FileFault>>()?;
        manuals.sort_by(|one, other| (one.order, &one.id).cmp(&(other.order, &other.id)));
        for manual in &manuals {
            if let Some(to) = manual.astray(&manuals) {
                let (file, to) = (manual.id.clone(), to.to_string());
                return Err(FileFault::Astray { file, to });
            }
        }
        Ok(manuals)
    }

    fn read(id: &str, text: &str) -> Result<Self, FileFault> {
        let (front, body): (Front, Markdown) = file::read(id, text)?;
        let file = || id.to_owned();
        let mut anchors = BTreeSet::new();
        for heading in body.headings() {
            let Some(anchor) = &heading.anchor else {
                let what = format!("the anchor of 「{}」", heading.text());
                return Err(FileFault::Missing { file: file(), what });
            };
            if !anchors.insert(anchor) {
                let what = format!("the anchor {anchor}");
                return Err(FileFault::Twice { file: file(), what });
            }
        }
        Ok(Self {
            id: id.to_owned(),
            title: front.title,
            summary: front.summary,
            category: front.category,
            updated: front.updated,
            body,
            order: front.order,
        })
    }

    /// Its headings (目次), in order.
    pub fn contents(&self) -> impl Iterator<Item = &Heading> {
        self.body.headings()
    }

    /// The first place of a manual to which it leads and which is not there.
    fn astray(&self, all: &[Self]) -> Option<&Place> {
        let is_there = |place: &Place| match place {
            Place::Manual { id, anchor } => all.iter().any(|manual| {
                let mut anchors = manual.contents().map(|heading| &heading.anchor);
                manual.id == *id && (anchor.is_none() || anchors.any(|known| known == anchor))
            }),
            _ => true,
        };
        let places = self.body.places();
        places.into_iter().find(|place| !is_there(place))
    }
}

#[cfg(test)]
mod tests;
