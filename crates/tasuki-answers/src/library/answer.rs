//! Answers to free questions (チャットで質問する).

use super::Library;
use super::query::Query;
use crate::document::{Document, Kind};

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

/// An answer is doubtful where
///
/// - there is less evidence than [`SURE`] for it,
/// - it speaks of less than [`WHOLE`] of the question: the rest is about something else,
/// - the question tells less than [`ABOUT`] of what it is about,
/// - or it explains an error, and the question tells of nothing that fails.
///
/// Of the questions for tuning, one in four that has an answer is told it as doubtful.
const SURE: f32 = 3.5;
const WHOLE: f32 = 0.6;
const ABOUT: f32 = 0.25;

/// What is said to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply<'a> {
    /// These documents answer it, the best one first: one to three. Each is shown with its own words
    /// and is its own source.
    Found(Vec<&'a Document>),
    /// The same where it is doubtful: they are about something near, which whoever shows them says.
    Near(Vec<&'a Document>),
    /// Too little speaks for any document. Whoever shows this offers people to ask.
    Unknown,
}

impl Library {
    /// What the documents say to a question. Nothing is made up: an answer is a document.
    ///
    /// Of a question with a wrong kanji ([`Library::mended`]) the answer is doubtful.
    pub fn ask(&self, question: &str) -> Reply<'_> {
        let reply = self.reply(question);
        if reply != Reply::Unknown {
            return reply;
        }
        match self.mended(question).map(|meant| self.reply(&meant)) {
            Some(Reply::Found(told) | Reply::Near(told)) => Reply::Near(told),
            Some(Reply::Unknown) | None => Reply::Unknown,
        }
    }

    fn reply(&self, question: &str) -> Reply<'_> {
        let query = Query::new(question, self);
        let mut fits = self.fits(&query);
        fits.retain(|fit| query.is_said(fit.document, &self.index));
        fits.retain(|fit| {
            let is_meant = || self.meant(&query).any(|meant| *meant == fit.document);
            self.document(*fit)
                .is_some_and(|document| document.answers || document.kind.answers() && is_meant())
        });
        let Some(best) = fits.first().copied() else {
            return Reply::Unknown;
        };
        let evidence = self.evidence(&query, best.document);
        if evidence < THIN {
            return Reply::Unknown;
        }
        let told = fits.into_iter().take(MOST);
        let told = told.filter_map(|fit| self.document(fit)).collect();
        if self.is_sure(&query, best.document, evidence) {
            Reply::Found(told)
        } else {
            Reply::Near(told)
        }
    }

    /// Whether a document answers a question, and not only something near.
    fn is_sure(&self, query: &Query, document: u32, evidence: f32) -> bool {
        if self.meant(query).any(|meant| *meant == document) {
            return true;
        }
        let place = usize::try_from(document).ok();
        let kind = place.and_then(|place| Some(self.documents.get(place)?.kind));
        evidence >= SURE
            && query.covered(document, &self.index) >= WHOLE
            && self.index.told(document, &query.terms) >= ABOUT
            && (kind != Some(Kind::Error) || query.tells_failure)
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
