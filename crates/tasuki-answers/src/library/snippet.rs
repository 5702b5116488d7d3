//! Parts of a text with what was found in them (強調表示).

use std::ops::Range;

use super::query::Query;
use super::term::pairs;
use crate::text::{Folded, Sign};

/// Pairs that tell less than this where they stand are not marked: grammar stands everywhere.
const MARKED: f32 = 0.4;

/// A part of a text. All places are in bytes of the original text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet {
    /// Which part it is.
    pub range: Range<usize>,
    /// What was found in it, in order and apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// A piece of a snippet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part<'a> {
    /// The letters.
    pub text: &'a str,
    /// Whether they are what was found.
    pub is_mark: bool,
}

impl Snippet {
    /// The pieces of it, in order, none of them empty. `text` is the text it was made of; of another
    /// text, what can be cut is given.
    pub fn parts<'a>(&self, text: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut at = self.range.start;
        let mut push = |range: Range<usize>, is_mark| {
            let text = text.get(range).unwrap_or_default();
            if !text.is_empty() {
                parts.push(Part { text, is_mark });
            }
        };
        for mark in &self.marks {
            push(at..mark.start, false);
            push(mark.clone(), true);
            at = mark.end;
        }
        push(at..self.range.end, false);
        parts
    }
}

/// The whole text.
pub(super) fn whole(text: &str, query: &Query) -> Snippet {
    let folded = Folded::new(text);
    let is_found = found(folded.signs(), query);
    Snippet {
        range: 0..text.len(),
        marks: marks(folded.signs(), &is_found, 0..is_found.len()),
    }
}

/// The part of about `length` letters in which most was found; the beginning where nothing was.
pub(super) fn best(text: &str, query: &Query, length: usize) -> Snippet {
    let folded = Folded::new(text);
    let signs = folded.signs();
    let is_found = found(signs, query);

    let count = |range: Range<usize>| {
        let part = is_found.get(range).unwrap_or_default();
        part.iter().filter(|is_found| **is_found).count()
    };
    // From sentence to sentence; of equal ones the first.
    let starts = (0..signs.len()).filter(|at| *at == 0 || begins(signs, *at));
    let start = starts
        .map(|start| (start, count(start..signs.len().min(start + length))))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map_or(0, |(start, _)| start);
    let end = signs.len().min(start + length);

    let from = signs.get(start).map_or(0, |sign| sign.range().start);
    let to = match signs.get(end) {
        Some(next) => next.range().start.max(from),
        None => text.trim_end().len().max(from),
    };
    Snippet {
        range: from..to,
        marks: marks(signs, &is_found, start..end),
    }
}

/// Whether a sentence, or a part of one, begins here.
fn begins(signs: &[Sign], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| signs.get(before));
    before.is_some_and(Sign::separates)
}

/// Which letters belong to what was asked.
fn found(signs: &[Sign], query: &Query) -> Vec<bool> {
    let mut is_found = vec![false; signs.len()];
    pairs(signs, |at, term, content| {
        if content >= MARKED && query.terms.contains_key(&term) {
            for found in is_found.iter_mut().skip(at).take(2) {
                *found = true;
            }
        }
    });
    for (at, (found, sign)) in is_found.iter_mut().zip(signs).enumerate() {
        let one = super::term::Term::One(sign.letter);
        // A digit of a longer number is another number.
        *found |= query.terms.contains_key(&one) && !is_in_number(signs, at);
    }
    // The ending of a word that was found belongs to it: 送信できない.
    pairs(signs, |at, term, _| {
        if query.terms.contains_key(&term)
            && is_found.get(at).copied().unwrap_or_default()
            && let Some(next) = is_found.get_mut(at + 1)
        {
            *next = true;
        }
    });
    is_found
}

/// Whether a digit has another one beside it.
fn is_in_number(signs: &[Sign], at: usize) -> bool {
    let is_digit = |at: usize| signs.get(at).is_some_and(|sign| sign.letter.is_numeric());
    is_digit(at) && (is_digit(at + 1) || at.checked_sub(1).is_some_and(is_digit))
}

/// The places of letters side by side that were found.
fn marks(signs: &[Sign], is_found: &[bool], within: Range<usize>) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for (sign, is_found) in signs
        .iter()
        .zip(is_found)
        .take(within.end)
        .skip(within.start)
    {
        let range = sign.range();
        if *is_found {
            match marks.last_mut() {
                // One letter of the original may be several folded ones.
                Some(mark) if goes_on || range.start < mark.end => {
                    mark.end = mark.end.max(range.end);
                }
                _ => marks.push(range),
            }
        }
        goes_on = *is_found;
    }
    marks
}
