//! What was asked, as terms.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Library;
use super::index::Index;
use super::polite::plain_forms;
use super::said::{Word, words};
use super::term::{IDEA, Term, pairs};
use crate::text::{Class, Folded, Sign};

/// Longer questions are cut here: what they cost must not depend on who asks.
const LONGEST: usize = 300;
/// Pairs that tell less than this are an ending with its kanji; another ending of it says the same.
const STEM: f32 = 0.8;
/// Pairs that tell as much stand mostly in words of katakana, kanji or Latin letters.
pub(super) const KATAKANA: f32 = 0.5;
/// The shortest words for which near spellings are looked for.
const SHORTEST_NEAR: usize = 3;

/// What was asked.
#[derive(Debug)]
pub(super) struct Query {
    /// Its letters, as they are searched for; and the same in plain forms where it is polite.
    pub(super) letters: Vec<Vec<char>>,
    /// Terms with how much each tells about what was asked.
    pub(super) terms: BTreeMap<Term, f32>,
    /// The question piece by piece.
    pub(super) pieces: Vec<Piece>,
    /// Whether it has a word of a subject that is not ours.
    pub(super) is_foreign: bool,
    /// Whether it tells of something that fails.
    pub(super) tells_failure: bool,
    /// Its words, of which a text says at least one.
    words: Vec<Word>,
}

/// Two letters of the question, and what a document may hold that speaks of them.
#[derive(Debug)]
pub(super) struct Piece {
    /// How much of the question it is.
    pub(super) tells: f32,
    /// The letters themselves, and each idea that they are part of.
    pub(super) ways: Vec<Term>,
}

impl Query {
    pub(super) fn new(asked: &str, library: &Library) -> Self {
        let signs = Folded::new(asked).into_signs();
        let signs = signs.get(..LONGEST).unwrap_or(&signs);
        let is_foreign = !library.foreign.within(signs).is_empty();
        let signs = library.readings.converted(signs);
        let signs = spelled(&signs, library);

        let index = &library.index;
        let ideas = library.ideas.within(&signs);
        let neutral = library.neutral.within(&signs);
        let mut query = Self {
            letters: vec![letters(&signs)],
            terms: BTreeMap::new(),
            pieces: Vec::new(),
            is_foreign,
            tells_failure: !library.failures.within(&signs).is_empty(),
            words: words(&signs),
        };
        // Of a word in kana more than two letters stand in a text: うえ alone is no part of ソフトウェア.
        let is_katakana: Vec<bool> = (0..signs.len())
            .map(|at| is_katakana(signs.get(at..at + 2).unwrap_or_default(), index))
            .collect();
        let is_word = |at: usize| {
            let is_there = |at: usize| is_katakana.get(at).copied().unwrap_or_default();
            at.checked_sub(1).is_some_and(is_there) || is_there(at + 1)
        };
        pairs(&signs, |at, pair, content| {
            // Katakana that was typed as hiragana tells as much as katakana: the texts know what it is.
            let content = if is_word(at) {
                index.content(pair).unwrap_or(content)
            } else {
                content
            };
            query.terms.insert(pair, content);
            let mut ways = vec![pair];
            ways.extend(around(at, &ideas).map(Term::Idea));
            if content < STEM {
                ways.extend(stems(signs.get(at..at + 2).unwrap_or_default()));
            }
            let is_neutral = around(at, &neutral).next().is_some();
            let tells = if is_neutral { 0.0 } else { content * content };
            let rarities = ways.iter().map(|term| index.rarity(*term));
            let tells = tells * rarities.fold(f32::MAX, f32::min);
            query.pieces.push(Piece { tells, ways });
        });
        // Texts are kept in plain words; what is asked politely is the same.
        for plain in plain_forms(&signs) {
            pairs(&plain, |_, pair, content| {
                query.terms.entry(pair).or_insert(content);
            });
            query.letters.push(letters(&plain));
        }
        for (_, idea) in ideas {
            query.terms.insert(Term::Idea(idea), IDEA);
        }
        if query.terms.is_empty() {
            for sign in signs.iter().filter(|sign| !sign.separates()) {
                let letter = Term::One(sign.letter);
                query.terms.insert(letter, 1.0);
                let ways = vec![letter];
                query.pieces.push(Piece { tells: 1.0, ways });
            }
        }
        query
    }

    /// Which part of the question a document speaks of, from 0 to 1.
    pub(super) fn covered(&self, document: u32, index: &Index) -> f32 {
        let all = self.tell(|_| true);
        let held = self.tell(|way| index.holds(document, way));
        if all > 0.0 { held / all } else { 0.0 }
    }

    /// How much of the question no document speaks of.
    pub(super) fn unheard(&self, index: &Index) -> f32 {
        let heard = self.tell(|way| !index.held(way).is_empty());
        (self.tell(|_| true) - heard).max(0.0)
    }

    /// Whether a document says anything of the question: a word, or an idea.
    pub(super) fn is_said(&self, document: u32, index: &Index) -> bool {
        let mut ideas = self
            .terms
            .keys()
            .filter(|term| matches!(term, Term::Idea(_)));
        self.words.is_empty()
            || self.words.iter().any(|word| word.is_said(document, index))
            || ideas.any(|idea| index.holds(document, *idea))
    }

    /// The ideas of the question that a document holds, each by how rare it is.
    pub(super) fn shared_ideas(&self, document: u32, index: &Index) -> f32 {
        let terms = self.terms.keys();
        let ideas = terms.filter(|term| matches!(term, Term::Idea(_)));
        ideas
            .filter(|idea| index.holds(document, **idea))
            .map(|idea| index.rarity(*idea))
            .sum()
    }

    /// How much the pieces tell of which something holds.
    fn tell(&self, holds: impl Fn(Term) -> bool) -> f32 {
        let pieces = self.pieces.iter();
        let held = pieces.filter(|piece| piece.ways.iter().any(|way| holds(*way)));
        held.map(|piece| piece.tells).sum()
    }
}

fn letters(signs: &[Sign]) -> Vec<char> {
    signs.iter().map(|sign| sign.letter).collect()
}

/// Whether texts have this pair mostly in words of content.
fn is_katakana(pair: &[Sign], index: &Index) -> bool {
    let [one, other] = pair else {
        return false;
    };
    let term = Term::Two(one.letter, other.letter);
    index
        .content(term)
        .is_some_and(|content| content >= KATAKANA)
}

/// The ideas that are said with both letters of the pair at `at`.
fn around(at: usize, said: &[(Range<usize>, u16)]) -> impl Iterator<Item = u16> {
    said.iter()
        .filter(move |(span, _)| span.start <= at && at + 1 < span.end)
        .map(|(_, idea)| *idea)
}

/// The kanji, whose endings change: 替える, 替わった.
fn stems(pair: &[Sign]) -> impl Iterator<Item = Term> {
    pair.iter()
        .filter(|sign| sign.class == Class::Kanji)
        .map(|sign| Term::One(sign.letter))
}

/// The same text with words that no document holds replaced by near ones.
fn spelled(signs: &[Sign], library: &Library) -> Vec<Sign> {
    let mut spelled = Vec::with_capacity(signs.len());
    for run in signs.chunk_by(|one, other| one.class == other.class) {
        match near(run, library) {
            Some(word) => spelled.extend(word),
            None => spelled.extend_from_slice(run),
        }
    }
    spelled
}

fn near(run: &[Sign], library: &Library) -> Option<Vec<Sign>> {
    let first = run.first()?;
    // Of kanji and digits, another one in a short word is another word.
    let shortest = match first.class {
        Class::Katakana => SHORTEST_NEAR,
        _ => SHORTEST_NEAR + 1,
    };
    if !first.class.is_content() || run.len() < shortest {
        return None;
    }
    let mut is_unknown = false;
    pairs(run, |_, term, _| {
        is_unknown |= library.index.held(term).is_empty();
    });
    if !is_unknown {
        return None;
    }
    let letters: Vec<char> = run.iter().map(|sign| sign.letter).collect();
    let word = library.index.near(first.class, &letters)?;
    Some(word.iter().map(|letter| first.with(*letter)).collect())
}
