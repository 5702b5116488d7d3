//! Searching.

use super::query::Query;
use super::snippet::Snippet;
use super::{Library, snippet};
use crate::document::Document;

/// Documents of which less than this part of what was asked is found are left out.
const LEAST: f32 = 0.25;
/// Documents that fit less than this part of how the best one fits are left out.
const WORST: f32 = 0.2;
/// How much better a document fits that has all that was typed as one of its keywords.
const KEYWORD: f32 = 2.0;
/// How many of the best are looked at more closely, so that a search takes the same time among many.
const CANDIDATES: usize = 200;
/// How long a snippet is, in letters.
const SNIPPET: usize = 80;

/// A document that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its title with what was found in it.
    pub title: Snippet,
    /// The part of its body in which most was found.
    pub body: Snippet,
}

/// How well a document fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Its place among the documents.
    pub(super) document: u32,
    /// For ranking.
    pub(super) score: f32,
}

impl Library {
    /// The documents that fit best, best first; at most `most`. Nothing for a text without letters,
    /// nor for letters of which documents have no more than pairs here and there.
    ///
    /// It may be called for each letter that is typed: the reading of a word counts from its third
    /// kana on.
    pub fn search(&self, asked: &str, most: usize) -> Vec<Hit<'_>> {
        let query = Query::new(asked, self);
        let fits = self.fits(&query);
        let least = fits.first().map_or(0.0, |best| best.score * WORST);
        fits.into_iter()
            .take(CANDIDATES.max(most))
            .filter(|fit| fit.score >= least && query.covered(fit.document, &self.index) >= LEAST)
            .filter(|fit| query.is_said(fit.document, &self.index))
            .filter_map(|fit| self.document(fit))
            .take(most)
            .map(|document| Hit {
                document,
                title: snippet::whole(&document.title, &query),
                body: snippet::best(&document.body, &query, SNIPPET),
            })
            .collect()
    }

    /// All documents that hold anything of what was asked, best first.
    pub(super) fn fits(&self, query: &Query) -> Vec<Fit> {
        let mut scores = vec![0.0_f32; self.documents.len()];
        for (term, content) in &query.terms {
            let telling = content * self.index.rarity(*term);
            for (document, weight) in self.index.held(*term) {
                let place = usize::try_from(*document).ok();
                if let Some(score) = place.and_then(|place| scores.get_mut(place)) {
                    *score += telling * weight;
                }
            }
        }
        // Who types a keyword and nothing else means what it stands for.
        for document in self.meant(query) {
            let place = usize::try_from(*document).ok();
            if let Some(score) = place.and_then(|place| scores.get_mut(place)) {
                *score *= KEYWORD;
            }
        }
        let mut fits: Vec<Fit> = (0..)
            .zip(scores)
            .filter(|(_, score)| *score > 0.0)
            .map(|(document, score)| Fit { document, score })
            .collect();
        // Equal ones stay in the order in which the documents were given.
        fits.sort_by(|one, other| other.score.total_cmp(&one.score));
        fits
    }

    /// The documents of which all that was typed is a keyword.
    pub(super) fn meant<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = &'a u32> {
        let letters = query.letters.iter();
        letters.flat_map(|letters| self.index.keyword(letters))
    }

    pub(super) fn document(&self, fit: Fit) -> Option<&Document> {
        self.documents.get(usize::try_from(fit.document).ok()?)
    }
}
