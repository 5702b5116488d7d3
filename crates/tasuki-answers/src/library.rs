//! Finding texts.

mod answer;
mod index;
mod mended;
mod near;
mod polite;
mod query;
mod reading;
mod said;
mod search;
mod snippet;
mod term;
mod words;

use crate::document::Document;
use index::Index;
use reading::Readings;
use words::Words;

pub use answer::Reply;
pub use search::Hit;
pub use snippet::{Part, Snippet};

/// Documents that can be searched ([`Library::search`]) and asked ([`Library::ask`]).
///
/// Made once for some thousand documents and then only read; whoever changes a document makes a new
/// one. The index holds every pair of letters (二文字組), so no dictionary has to know a word before it
/// can be found.
#[derive(Debug)]
pub struct Library {
    documents: Vec<Document>,
    index: Index,
    readings: Readings,
    ideas: Words,
    neutral: Words,
    foreign: Words,
    failures: Words,
}

impl Library {
    /// Makes all documents findable.
    pub fn new(documents: Vec<Document>) -> Self {
        let ideas = Words::ideas();
        Self {
            index: Index::new(&documents, &ideas),
            readings: Readings::known(),
            ideas,
            neutral: Words::neutral(),
            foreign: Words::foreign(),
            failures: Words::failures(),
            documents,
        }
    }

    /// All documents, in the order in which they were given.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }
}

#[cfg(test)]
mod tests;
