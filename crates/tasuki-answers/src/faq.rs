//! The FAQ (よくあるご質問): files of `docs/faq/CATEGORY/NAME.md`, which are part of the program.

mod category;
mod read;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;

use crate::markdown::{Markdown, MarkdownFault};
use crate::place::{Place, is_name};

pub use category::Category;

/// All entries, by category and then in the order of their names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faq {
    entries: Vec<Entry>,
}

/// One question with its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Names it; also its path.
    pub id: EntryId,
    /// The question, as a sentence.
    pub question: String,
    /// Other words that people type who look for it.
    pub keywords: Vec<String>,
    /// Other sentences in which people ask it; searched, not shown.
    pub asked: Vec<String>,
    /// The answer.
    pub body: Markdown,
    /// Entries that the same reader may need.
    pub related: Vec<EntryId>,
    /// Pages on which what the answer tells is done.
    pub pages: Vec<PageLink>,
    /// What the answer rests on, for whoever keeps it true; not shown.
    pub sources: Vec<String>,
    /// The day on which it was last held against the product.
    pub updated: Date,
}

/// A page with the label under which it is known.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageLink {
    /// What the page is called on the screen.
    pub label: String,
    /// Where it is.
    #[serde(deserialize_with = "read::place")]
    pub to: Place,
}

/// Names an entry: `CATEGORY/NAME`, in small letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EntryId {
    category: Category,
    name: String,
}

impl EntryId {
    /// The category it is in.
    pub fn category(&self) -> Category {
        self.category
    }
}

/// A text that names no entry.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no id of an entry: {0:?}")]
pub struct UnknownEntryId(String);

impl FromStr for EntryId {
    type Err = UnknownEntryId;

    fn from_str(text: &str) -> Result<Self, UnknownEntryId> {
        text.split_once('/')
            .filter(|(_, name)| is_name(name))
            .and_then(|(slug, name)| {
                Some(Self {
                    category: Category::of_slug(slug)?,
                    name: name.to_owned(),
                })
            })
            .ok_or_else(|| UnknownEntryId(text.to_owned()))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.category.slug(), self.name)
    }
}

/// What is wrong with the files of the FAQ.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaqFault {
    /// The path is no id.
    #[error(transparent)]
    Id(#[from] UnknownEntryId),
    /// There is no front matter between two lines of `+++`.
    #[error("{id}: no front matter")]
    NoFrontMatter {
        /// The entry.
        id: EntryId,
    },
    /// The front matter is not what an entry needs.
    #[error("{id}: front matter")]
    FrontMatter {
        /// The entry.
        id: EntryId,
        /// What is wrong with it.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The answer is not of our Markdown.
    #[error("{id}: answer")]
    Body {
        /// The entry.
        id: EntryId,
        /// What is wrong with it.
        #[source]
        source: MarkdownFault,
    },
    /// Something that must be there is empty.
    #[error("{id}: {what} is empty")]
    Empty {
        /// The entry.
        id: EntryId,
        /// What is empty.
        what: &'static str,
    },
    /// It leads to an entry that does not exist, or to itself.
    #[error("{id}: leads to {to}")]
    Astray {
        /// The entry.
        id: EntryId,
        /// Where it leads.
        to: EntryId,
    },
    /// Two entries ask the same, or have the same id.
    #[error("{id}: is there twice")]
    Twice {
        /// The second one.
        id: EntryId,
    },
}

/// The files of `docs/faq`: id and text.
const FILES: crate::file::Files = include!(concat!(env!("OUT_DIR"), "/faq.rs"));

impl Faq {
    /// The FAQ of this program. A test makes sure that it can be read.
    pub fn embedded() -> Result<Self, FaqFault> {
        Self::read(FILES.iter().copied())
    }

    /// Reads entries, each given as id and text of its file.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, FaqFault> {
        let mut entries = files
            .into_iter()
            .map(|(id, text)| read::entry(id.parse()?, text))
            .collect::<Result<Vec<_>, FaqFault>>()?;
        entries.sort_by(|one, other| one.id.cmp(&other.id));

        let (mut ids, mut questions) = (BTreeSet::new(), BTreeSet::new());
        for entry in &entries {
            if !ids.insert(&entry.id) || !questions.insert(&entry.question) {
                let id = entry.id.clone();
                return Err(FaqFault::Twice { id });
            }
        }
        for entry in &entries {
            for to in entry.leads_to() {
                if *to == entry.id || !ids.contains(to) {
                    let (id, to) = (entry.id.clone(), to.clone());
                    return Err(FaqFault::Astray { id, to });
                }
            }
        }
        Ok(Self { entries })
    }

    /// All entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries of one category, in order.
    pub fn of(&self, category: Category) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.id.category == category)
    }

    /// The entry of this id.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.id.cmp(id));
        self.entries.get(at.ok()?)
    }
}

impl Entry {
    /// The entries to which it leads.
    fn leads_to(&self) -> impl Iterator<Item = &EntryId> {
        let in_body = self.body.places().into_iter();
        let pages = self.pages.iter().map(|page| &page.to);
        let linked = in_body.chain(pages).filter_map(|place| match place {
            Place::Entry(id) => Some(id),
            _ => None,
        });
        self.related.iter().chain(linked)
    }
}

#[cfg(test)]
mod tests;
