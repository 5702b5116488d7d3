//! Kanji that somebody did not mean (誤変換): one letter of a word is another one.

use super::Library;
use super::index::Index;
use super::term::Term;
use crate::text::{Class, Folded, Sign};

/// Of a word of two letters one is left, which many words have: what is meant stands in one of so many
/// documents at least.
const COMMON: usize = 20;

/// Longer words are left as they are: what they cost must not depend on who asks.
const LONGEST: usize = 12;

impl Library {
    /// What was probably meant where texts hold nothing of it: the same with one letter of each word
    /// in kanji replaced that cannot stand there (送伩 as 送信, 証明証 as 証明書). None where no letter is
    /// wrong, or where it is a word of a subject that is not ours.
    ///
    /// Whoever shows what is found with it says so.
    pub fn mended(&self, asked: &str) -> Option<String> {
        let folded = Folded::new(asked);
        let signs = folded.signs();
        if !self.foreign.within(signs).is_empty() {
            return None;
        }
        let mut mended = asked.to_owned();
        let mut is_mended = false;
        let mut end = signs.len();
        // From the end on, so that the places of what is still to come stay right.
        for run in signs.chunk_by(|one, other| one.class == other.class).rev() {
            let range = end - run.len()..end;
            end = range.start;
            let around = (
                range.start.checked_sub(1).and_then(|at| signs.get(at)),
                signs.get(range.end),
            );
            if let Some((sign, letter)) = replaced(run, around, &self.index) {
                mended.replace_range(sign.range(), letter.encode_utf8(&mut [0; 4]));
                is_mended = true;
            }
        }
        is_mended.then_some(mended)
    }
}

/// The letter of a run of kanji that is to be another one.
fn replaced<'a>(
    run: &'a [Sign],
    around: (Option<&Sign>, Option<&Sign>),
    index: &Index,
) -> Option<(&'a Sign, char)> {
    if run.first()?.class != Class::Kanji || !(2..=LONGEST).contains(&run.len()) {
        return None;
    }
    let letters: Vec<char> = run.iter().map(|sign| sign.letter).collect();
    if held(&letters, index) > 0 {
        return None;
    }
    // Two letters that are both known are a word of their own.
    let is_unknown = |letter: &char| index.held(Term::One(*letter)).is_empty();
    if letters.len() == 2 && letters.iter().filter(|letter| is_unknown(letter)).count() != 1 {
        return None;
    }
    let mut best: Option<(usize, usize, char)> = None;
    for place in 0..letters.len() {
        for letter in candidates(&letters, place, index) {
            let mut other = letters.clone();
            if let Some(one) = other.get_mut(place) {
                *one = letter;
            }
            let holding = held(&other, index);
            if letters.len() == 2 && holding * COMMON < index.documents() {
                continue;
            }
            let fits = holding * (1 + beside(&other, around, index));
            if fits > best.map_or(0, |(fits, ..)| fits) {
                best = Some((fits, place, letter));
            }
        }
    }
    let (_, place, letter) = best?;
    Some((run.get(place)?, letter))
}

/// The kanji that stand in texts beside the neighbour of this place.
fn candidates(letters: &[char], place: usize, index: &Index) -> Vec<char> {
    let before = place.checked_sub(1).and_then(|at| letters.get(at));
    let found = match (before, letters.get(place + 1)) {
        (Some(before), _) => index.behind(*before),
        (None, Some(next)) => index.before(*next),
        (None, None) => Vec::new(),
    };
    let is_kanji = |letter: &char| Class::of(*letter) == Class::Kanji;
    found.into_iter().filter(is_kanji).collect()
}

/// How many documents hold the rarest pair of a word.
fn held(letters: &[char], index: &Index) -> usize {
    let pairs = letters.windows(2).map(|pair| match *pair {
        [one, other] => index.held(Term::Two(one, other)).len(),
        _ => 0,
    });
    pairs.min().unwrap_or(0)
}

/// How many documents hold the word's first and last letters beside what stands around it.
fn beside(letters: &[char], around: (Option<&Sign>, Option<&Sign>), index: &Index) -> usize {
    let pair = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => index.held(Term::Two(one, other)).len(),
        _ => 0,
    };
    let letter = |sign: Option<&Sign>| sign.map(|sign| sign.letter);
    pair(letter(around.0), letters.first().copied())
        + pair(letters.last().copied(), letter(around.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Kind};

    fn library() -> Library {
        let text = |id: &str, body: &str| Document {
            kind: Kind::Notice,
            id: id.to_owned(),
            title: "お知らせ".to_owned(),
            keywords: Vec::new(),
            asked: Vec::new(),
            body: body.to_owned(),
            answers: false,
        };
        Library::new(vec![
            text("1", "送信できないときは、証明書を確認します。"),
            text("2", "送付状を付けます。証明書の更新です。"),
            text("3", "送信したものを見ます。"),
        ])
    }

    #[test]
    fn a_letter_that_cannot_stand_there_is_another_one() {
        let library = library();
        for (typed, meant) in [
            ("送伩できない", "送信できない"),
            ("証明証", "証明書"),
            ("ＡＢ 証明証の更新", "ＡＢ 証明書の更新"),
        ] {
            assert_eq!(library.mended(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_right_or_of_something_else_stays() {
        let library = library();
        for typed in [
            "送信できない",
            "証明書",
            "猫車",
            "更信",
            "天気予報",
            "そうしん",
            "",
        ] {
            assert_eq!(library.mended(typed), None, "{typed}");
        }
    }
}
