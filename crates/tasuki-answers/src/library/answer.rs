//! Answers to free questions (チャットで質問する).

use super::Library;
use super::query::Query;
use crate::document::Document;

/// How many documents an answer names.
const MOST: usize = 3;

/// Evidence below this is thin. It is what speaks for the best document,
///
/// - the part of the question that it covers ([`Query::covered`]), times [`COVERED`],
/// - and the ideas of the question that it holds, the rarer the more ([`Query::shared_ideas`]), times
///   [`IDEAS`],
///
/// less what no document speaks of at all ([`Query::unheard`]), times [`UNHEARD`], and less
/// [`FOREIGN`] where a word belongs to a subject that is not ours: such a question is about something
/// else. The numbers were fitted to the sets for tuning in `testdata/quality`; `cargo xtask quality`
/// tells what they do to the sets that were kept apart.
const THIN: f32 = 2.1;
const COVERED: f32 = 4.0;
const IDEAS: f32 = 0.6;
const UNHEARD: f32 = 0.4;
const FOREIGN: f32 = 3.0;

/// What is said to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply<'a> {
    /// These documents answer it, the best one first: one to three. Each is shown with its own words
    /// and is its own source.
    Found(Vec<&'a Document>),
    /// Too little speaks for any document. Whoever shows this offers people to ask.
    Unknown,
}

impl Library {
    /// What the documents say to a question. Nothing is made up: an answer is a document.
    pub fn ask(&self, question: &str) -> Reply<'_> {
        let query = Query::new(question, self);
        let mut fits = self.fits(&query);
        fits.retain(|fit| {
            self.document(*fit)
                .is_some_and(|document| document.kind.answers())
        });
        match fits.first() {
            Some(best) if self.evidence(&query, best.document) >= THIN => {
                let best = fits.into_iter().take(MOST);
                Reply::Found(best.filter_map(|fit| self.document(fit)).collect())
            }
            _ => Reply::Unknown,
        }
    }

    /// How much speaks for a document.
    fn evidence(&self, query: &Query, document: u32) -> f32 {
        let covered = query.covered(document, &self.index);
        let ideas = query.shared_ideas(document, &self.index);
        let unheard = query.unheard(&self.index);
        let foreign = if query.is_foreign { FOREIGN } else { 0.0 };
        COVERED * covered + IDEAS * ideas - UNHEARD * unheard.ln_1p() - foreign
    }
}
