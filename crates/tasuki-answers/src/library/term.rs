//! By what documents and questions are compared.

use std::collections::BTreeSet;

use super::words::Words;
use crate::text::{Class, Sign};

/// What a text holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Term {
    /// One letter that may stand for a word by itself; asked for by questions of one letter, and for
    /// kanji whose endings change.
    One(char),
    /// Two letters side by side (二文字組).
    Two(char, char),
    /// An idea, by its place in the table: whatever word says it.
    Idea(u16),
}

impl Term {
    /// Its letters, where it is a pair.
    pub(super) const fn pair(self) -> Option<(char, char)> {
        match self {
            Self::Two(one, other) => Some((one, other)),
            Self::One(_) | Self::Idea(_) => None,
        }
    }
}

/// How much a pair of letters tells of what a text is about, from 0 to 1.
///
/// Pairs of hiragana are mostly grammar (です, ない, から); ranking by how rare they are does not tell
/// that in a few hundred texts.
pub(super) fn content(one: Class, other: Class) -> f32 {
    match (one.is_content(), other.is_content()) {
        (true, true) => 1.0,
        (false, false) => 0.12,
        _ => 0.45,
    }
}

/// Calls `each` with every term of a folded text and how much it tells.
pub(super) fn terms(signs: &[Sign], ideas: &Words, mut each: impl FnMut(Term, f32)) {
    for sign in signs {
        if sign.class.is_content() {
            each(Term::One(sign.letter), 0.5);
        }
    }
    pairs(signs, |_, term, content| each(term, content));
    let ideas: BTreeSet<u16> = ideas
        .within(signs)
        .into_iter()
        .map(|(_, idea)| idea)
        .collect();
    for idea in ideas {
        each(Term::Idea(idea), IDEA);
    }
}

/// How much an idea tells.
pub(super) const IDEA: f32 = 1.3;

/// Calls `each` with every pair of letters, the place of its first one, and how much it tells.
pub(super) fn pairs(signs: &[Sign], mut each: impl FnMut(usize, Term, f32)) {
    for (at, pair) in signs.windows(2).enumerate() {
        if let [one, other] = pair
            && !one.separates()
            && !other.separates()
        {
            let term = Term::Two(one.letter, other.letter);
            each(at, term, content(one.class, other.class));
        }
    }
}
