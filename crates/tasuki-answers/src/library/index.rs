//! The index: which document holds which terms.

use std::collections::{BTreeMap, BTreeSet};

use super::term::{Term, terms};
use super::words::Words;
use crate::document::Document;
use crate::text::{Class, Folded, Sign};

/// Title, keywords, other questions and body.
const FIELDS: usize = 4;
/// What a term weighs in each field.
const WEIGHTS: [f32; FIELDS] = [3.0, 2.2, 2.0, 1.0];
/// How much a long field makes its terms weigh less, from 0 to 1.
const LENGTHS: [f32; FIELDS] = [0.3, 0.3, 0.3, 0.6];
/// How soon a term that is repeated adds nothing more.
const SATURATION: f32 = 1.4;

/// Terms with their documents, as BM25 needs them (fields weighted before saturation: BM25F).
#[derive(Debug)]
pub(super) struct Index {
    terms: BTreeMap<Term, Postings>,
    documents: usize,
    /// Documents by whole keywords.
    keywords: BTreeMap<Vec<char>, Vec<u32>>,
    /// Words of katakana, kanji or Latin letters, for near spellings, with the number of documents.
    words: BTreeMap<Vec<char>, (Class, u32)>,
    /// What each document says, as it is searched.
    texts: Vec<String>,
    /// What each document is about, told once or more: the terms of its title and of the other
    /// questions that it answers, with how much each tells.
    headlines: Vec<Vec<BTreeMap<Term, f32>>>,
}

#[derive(Debug, Default)]
struct Postings {
    /// Documents that hold the term, with its saturated weight there.
    held: Vec<(u32, f32)>,
    /// How much the term tells, summed up over its places, and their number.
    content: (f32, f32),
}

impl Index {
    pub(super) fn new(documents: &[Document], ideas: &Words) -> Self {
        let folded: Vec<[Vec<Sign>; FIELDS]> = documents.iter().map(fields).collect();
        let averages: [f32; FIELDS] = std::array::from_fn(|field| {
            let all = folded.iter().filter_map(|fields| fields.get(field));
            let letters: usize = all.map(Vec::len).sum();
            (number(letters) / number(folded.len().max(1))).max(1.0)
        });
        let mut index = Self {
            terms: BTreeMap::new(),
            keywords: BTreeMap::new(),
            documents: documents.len(),
            words: BTreeMap::new(),
            texts: Vec::with_capacity(documents.len()),
            headlines: documents
                .iter()
                .map(|document| headlines(document, ideas))
                .collect(),
        };
        for (document, fields) in (0..).zip(&folded) {
            index.add(document, fields, &averages, ideas);
            index.texts.push(text(fields));
        }
        for (document, of) in (0..).zip(documents) {
            for keyword in &of.keywords {
                let letters = Folded::new(keyword).letters().chars().collect();
                index.keywords.entry(letters).or_default().push(document);
            }
        }
        index
    }

    fn add(
        &mut self,
        document: u32,
        fields: &[Vec<Sign>; FIELDS],
        averages: &[f32; FIELDS],
        ideas: &Words,
    ) {
        // How often each field holds a term.
        let mut held: BTreeMap<Term, [f32; FIELDS]> = BTreeMap::new();
        let mut words = BTreeSet::new();
        for (field, signs) in fields.iter().enumerate() {
            terms(signs, ideas, |term, content| {
                if let Some(count) = held.entry(term).or_default().get_mut(field) {
                    *count += 1.0;
                }
                let all = &mut self.terms.entry(term).or_default().content;
                *all = (all.0 + content, all.1 + 1.0);
            });
            words.extend(words_of(signs));
        }
        for (class, word) in words {
            self.words.entry(word).or_insert((class, 0)).1 += 1;
        }
        let parameters = WEIGHTS.iter().zip(LENGTHS).zip(averages).zip(fields);
        let scales: Vec<f32> = parameters
            .map(|(((weight, length), average), signs)| {
                weight / (1.0 - length + length * number(signs.len()) / average)
            })
            .collect();
        for (term, counts) in held {
            let weight: f32 = counts.iter().zip(&scales).map(|(n, s)| n * s).sum();
            let weight = weight * (SATURATION + 1.0) / (weight + SATURATION);
            self.terms
                .entry(term)
                .or_default()
                .held
                .push((document, weight));
        }
    }

    /// The documents that hold a term, with its weight there.
    pub(super) fn held(&self, term: Term) -> &[(u32, f32)] {
        self.terms.get(&term).map_or(&[], |postings| &postings.held)
    }

    /// The documents of which this is a keyword, letter by letter.
    pub(super) fn keyword(&self, letters: &[char]) -> &[u32] {
        self.keywords.get(letters).map_or(&[], Vec::as_slice)
    }

    /// Whether a document holds a term.
    pub(super) fn holds(&self, document: u32, term: Term) -> bool {
        let held = self.held(term);
        held.binary_search_by_key(&document, |(document, _)| *document)
            .is_ok()
    }

    pub(super) const fn documents(&self) -> usize {
        self.documents
    }

    /// How much of what a document is about is among `terms`, from 0 to 1: of its title, or of the
    /// question that it answers, whichever is told best.
    pub(super) fn told(&self, document: u32, terms: &BTreeMap<Term, f32>) -> f32 {
        let place = usize::try_from(document).ok();
        let headlines = place.and_then(|place| self.headlines.get(place));
        let told = headlines.into_iter().flatten().map(|headline| {
            let mut sums = (0.0, 0.0);
            for (term, content) in headline {
                let tells = content * content * self.rarity(*term);
                sums.1 += tells;
                if terms.contains_key(term) {
                    sums.0 += tells;
                }
            }
            if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 }
        });
        told.fold(0.0, f32::max)
    }

    /// Whether a document has these letters side by side.
    pub(super) fn says(&self, document: u32, letters: &str) -> bool {
        let place = usize::try_from(document).ok();
        let text = place.and_then(|place| self.texts.get(place));
        text.is_some_and(|text| text.contains(letters))
    }

    /// The letters that stand behind this one.
    pub(super) fn behind(&self, letter: char) -> Vec<char> {
        let pairs = Term::Two(letter, char::MIN)..=Term::Two(letter, char::MAX);
        let found = self.terms.range(pairs);
        found.filter_map(|(term, _)| Some(term.pair()?.1)).collect()
    }

    /// The letters that stand before this one.
    pub(super) fn before(&self, letter: char) -> Vec<char> {
        let pairs = self.terms.keys().filter_map(|term| term.pair());
        let found = pairs.filter(|(_, next)| *next == letter);
        found.map(|(before, _)| before).collect()
    }

    /// How much a term tells in these documents, where it stands in any.
    pub(super) fn content(&self, term: Term) -> Option<f32> {
        let (sum, places) = self.terms.get(&term)?.content;
        Some(sum / places)
    }

    /// How rare a term is: more than 0, and most where no document holds it.
    pub(super) fn rarity(&self, term: Term) -> f32 {
        let holding = number(self.held(term).len());
        ((number(self.documents) - holding + 0.5) / (holding + 0.5)).ln_1p()
    }

    /// The most common word of a kind that differs from this one in one letter.
    pub(super) fn near(&self, class: Class, word: &[char]) -> Option<&[char]> {
        self.words
            .iter()
            .filter(|(known, (kind, _))| *kind == class && super::near::is_one_off(known, word))
            .max_by_key(|(_, (_, documents))| *documents)
            .map(|(known, _)| &**known)
    }
}

fn fields(document: &Document) -> [Vec<Sign>; FIELDS] {
    let keywords = document.keywords.join("、");
    let asked = document.asked.join("、");
    [&document.title, &keywords, &asked, &document.body].map(|text| Folded::new(text).into_signs())
}

fn headlines(document: &Document, ideas: &Words) -> Vec<BTreeMap<Term, f32>> {
    let told = std::iter::once(&document.title).chain(&document.asked);
    told.map(|headline| {
        let mut held = BTreeMap::new();
        terms(Folded::new(headline).signs(), ideas, |term, content| {
            held.insert(term, content);
        });
        held.retain(|term, _| !matches!(term, Term::One(_)));
        held
    })
    .collect()
}

/// All fields, apart from each other.
fn text(fields: &[Vec<Sign>; FIELDS]) -> String {
    let mut text = String::new();
    for field in fields {
        text.extend(field.iter().map(|sign| sign.letter));
        text.push(' ');
    }
    text
}

/// Words: letters of one kind side by side.
fn words_of(signs: &[Sign]) -> impl Iterator<Item = (Class, Vec<char>)> {
    signs
        .chunk_by(|one, other| one.class == other.class)
        .filter_map(|run| {
            let class = run.first()?.class;
            let letters = run.iter().map(|sign| sign.letter).collect();
            (class.is_content() && run.len() >= 3).then_some((class, letters))
        })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "weights: counts beyond 16 million may be rounded"
)]
fn number(count: usize) -> f32 {
    count as f32
}
