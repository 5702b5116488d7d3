//! Making Japanese texts comparable.

mod class;

use std::ops::Range;

use icu_normalizer::ComposingNormalizerBorrowed;

pub(crate) use class::Class;

/// A text as it is compared (正規化), with the place of each letter in the original.
///
/// Widths are made equal (NFKC), capital letters small, katakana hiragana (ソウシン = そうしん), small kana
/// large (ッ = つ); long vowels (ー) and the differences of ヂ and ジ, ヅ and ズ, ヴ and ブ, ヶ and か go.
/// 出来 is でき. Spaces and line breaks are left out, because people set them as they like; other
/// signs separate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folded {
    signs: Vec<Sign>,
}

/// One letter of a folded text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sign {
    /// The letter; whatever separates is a space.
    pub(crate) letter: char,
    /// What kind of letter stood there before it was folded.
    pub(crate) class: Class,
    /// Where it came from, in bytes.
    from: u32,
    to: u32,
}

impl Sign {
    /// Where it came from in the original, in bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.from as usize..self.to as usize
    }

    /// Another letter in its place.
    pub(crate) fn with(self, letter: char) -> Self {
        Self { letter, ..self }
    }

    /// Whether it ends a word.
    pub(crate) fn separates(&self) -> bool {
        self.class == Class::Separator
    }
}

impl Folded {
    /// Folds a text. Of a text beyond 4 GB the rest is left out.
    pub fn new(text: &str) -> Self {
        let nfkc = ComposingNormalizerBorrowed::new_nfkc();
        let mut folded = Self {
            signs: Vec::with_capacity(text.len() / 3 + 1),
        };
        let mut rest = text.char_indices().peekable();
        let mut cluster = String::new();
        while let Some((from, letter)) = rest.next() {
            let mut to = from + letter.len_utf8();
            cluster.clear();
            cluster.push(letter);
            while let Some((at, mark)) = rest.next_if(|(_, next)| is_voice_mark(*next)) {
                cluster.push(mark);
                to = at + mark.len_utf8();
            }
            let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else {
                break;
            };
            if cluster.len() == letter.len_utf8() && class::is_normal(letter) {
                folded.push(letter, from, to);
            } else {
                for letter in nfkc.normalize(&cluster).chars() {
                    folded.push(letter, from, to);
                }
            }
        }
        folded.spell_can();
        folded
    }

    /// Makes 出来 to でき where it is that word: its letters stand side by side (提出 来月 are two
    /// words), and no kanji follows (提出来月, 出来事).
    fn spell_can(&mut self) {
        for at in 1..self.signs.len() {
            let (before, rest) = self.signs.split_at_mut(at);
            let (Some(one), [other, behind @ ..]) = (before.last_mut(), rest) else {
                continue;
            };
            let is_it = (one.letter, other.letter) == ('出', '来') && one.to == other.from;
            if is_it && behind.first().is_none_or(|sign| sign.class != Class::Kanji) {
                for (sign, kana) in [(one, 'で'), (other, 'き')] {
                    sign.letter = kana;
                    sign.class = Class::Hiragana;
                }
            }
        }
    }

    fn push(&mut self, letter: char, from: u32, to: u32) {
        if letter.is_whitespace() {
            return;
        }
        let class = Class::of(letter);
        let before = self.signs.last().map(|sign| sign.class);
        if class::is_long_vowel(letter, before) {
            // It belongs to the letter before, also where that is marked.
            if let Some(vowel) = self.signs.last_mut().filter(|sign| !sign.separates()) {
                vowel.to = to;
            }
            return;
        }
        if class == Class::Separator {
            if before != Some(Class::Separator) {
                let letter = ' ';
                self.signs.push(Sign {
                    letter,
                    class,
                    from,
                    to,
                });
            }
            return;
        }
        // Marks that some capital letters leave behind are no letters.
        let small = letter.to_lowercase();
        for letter in small.filter(|letter| Class::of(*letter) != Class::Separator) {
            let letter = class::plain_kana(letter);
            self.signs.push(Sign {
                letter,
                class,
                from,
                to,
            });
        }
    }

    /// The letters, with one space for whatever separates.
    pub fn letters(&self) -> String {
        self.signs.iter().map(|sign| sign.letter).collect()
    }

    pub(crate) fn signs(&self) -> &[Sign] {
        &self.signs
    }

    pub(crate) fn into_signs(self) -> Vec<Sign> {
        self.signs
    }
}

/// Marks that make は into ば and ぱ, as signs of their own, full or half width.
fn is_voice_mark(letter: char) -> bool {
    matches!(letter, '\u{3099}' | '\u{309A}' | '\u{FF9E}' | '\u{FF9F}')
}

#[cfg(test)]
mod tests;
