//! Whether a text says what was asked, or has no more than pairs of its letters.
//!
//! Pairs of kana and of Latin letters stand in any text: うえ in ソフトウェア, `sk` in `tasuki`. What is
//! typed in them is said only where more of it stands together.

use super::index::Index;
use super::query::KATAKANA;
use super::term::Term;
use crate::text::{Class, Sign};

/// Of a word in kana at least this much stands together where a text says it: less of a short word,
/// more of a long one.
const KANA: (usize, usize) = (3, 4);
/// Of a word in Latin letters at least its first letters stand together.
const LATIN: usize = 4;

/// How many parts of a word are looked for: what it costs must not depend on who asks.
const PARTS: usize = 32;

/// A word of what was asked: letters of one kind side by side.
#[derive(Debug)]
pub(super) struct Word {
    class: Class,
    letters: Vec<char>,
    /// Of each of which one must stand in a text that says the word.
    parts: Vec<String>,
}

/// The words of what was asked: those of content where there are any, else those in hiragana.
pub(super) fn words(signs: &[Sign]) -> Vec<Word> {
    let is_one = |one: &Sign, other: &Sign| {
        one.class == other.class && one.letter.is_numeric() == other.letter.is_numeric()
    };
    let words = signs.chunk_by(is_one).filter_map(Word::of);
    let (content, grammar): (Vec<_>, Vec<_>) = words.partition(|word| word.class.is_content());
    if content.is_empty() { grammar } else { content }
}

impl Word {
    fn of(run: &[Sign]) -> Option<Self> {
        let class = run.first().filter(|sign| !sign.separates())?.class;
        let letters: Vec<char> = run.iter().map(|sign| sign.letter).collect();
        let is_number = letters.iter().all(|letter| letter.is_numeric());
        let parts = match class {
            Class::Hiragana | Class::Katakana => {
                let many = if letters.len() > KANA.1 {
                    KANA.1
                } else {
                    KANA.0
                };
                together(&letters, many)
            }
            Class::Other if is_number => vec![letters.iter().collect()],
            Class::Other => vec![letters.iter().take(LATIN).collect()],
            Class::Kanji | Class::Separator => Vec::new(),
        };
        Some(Self {
            class,
            letters,
            parts,
        })
    }

    /// Whether a document says it.
    pub(super) fn is_said(&self, document: u32, index: &Index) -> bool {
        match *self.letters.as_slice() {
            [one] => index.holds(document, Term::One(one)),
            [one, other] => {
                let pair = Term::Two(one, other);
                // Of a word of two katakana the pair must be one of katakana: カレー is not in 書かれ.
                let is_word = self.class != Class::Katakana
                    || index
                        .content(pair)
                        .is_some_and(|content| content >= KATAKANA);
                is_word && index.holds(document, pair)
            }
            _ if self.parts.is_empty() => self.letters.windows(2).any(|pair| match *pair {
                [one, other] => index.holds(document, Term::Two(one, other)),
                _ => false,
            }),
            _ => self.parts.iter().any(|part| index.says(document, part)),
        }
    }
}

/// All that stands together in `many` letters of a word; of a very long one, at its beginning.
fn together(letters: &[char], many: usize) -> Vec<String> {
    letters
        .windows(many)
        .take(PARTS)
        .map(|part| part.iter().collect())
        .collect()
}
