//! Polite forms (です・ます体) as the plain ones by which texts are kept.

use crate::text::{Class, Sign};

/// 送信できません as 送信できない and 分かりません as 分からない: what a text with polite negations says in
/// plain words. There are two ways, of which one is right for a verb: with its stem as it is (一段活用),
/// and with its stem in the row of あ (五段活用). None where nothing in the text is polite.
pub(super) fn plain_forms(signs: &[Sign]) -> Vec<Vec<Sign>> {
    let has_polite =
        (0..signs.len()).any(|at| polite(signs.get(at..).unwrap_or_default()).is_some());
    if !has_polite {
        return Vec::new();
    }
    [false, true]
        .map(|in_row_of_a| plain(signs, in_row_of_a))
        .into()
}

fn plain(signs: &[Sign], in_row_of_a: bool) -> Vec<Sign> {
    let mut plain: Vec<Sign> = Vec::with_capacity(signs.len());
    let mut at = 0;
    while let Some((first, rest)) = signs.get(at..).and_then(<[Sign]>::split_first) {
        let Some((length, ending)) = signs.get(at..).and_then(polite) else {
            plain.push(*first);
            at += 1;
            continue;
        };
        if in_row_of_a && let Some(stem) = plain.last_mut() {
            *stem = stem.with(row_of_a(stem.letter));
        }
        let places = std::iter::once(first).chain(rest);
        plain.extend(
            places
                .zip(ending.chars())
                .map(|(sign, letter)| sign.with(letter)),
        );
        at += length;
    }
    plain
}

/// How long the polite negation is with which a text begins, and its plain form.
fn polite(signs: &[Sign]) -> Option<(usize, &'static str)> {
    [("ませんでした", "なかった"), ("ません", "ない")]
        .into_iter()
        .find(|(polite, _)| begins(signs, polite))
        .map(|(polite, plain)| (polite.chars().count(), plain))
}

fn begins(signs: &[Sign], word: &str) -> bool {
    let is_same =
        |(sign, letter): (&Sign, char)| sign.letter == letter && sign.class == Class::Hiragana;
    signs.len() >= word.chars().count() && signs.iter().zip(word.chars()).all(is_same)
}

/// The kana of the row of あ beside one of the row of い.
const fn row_of_a(letter: char) -> char {
    match letter {
        'い' => 'わ',
        'き' => 'か',
        'ぎ' => 'が',
        'し' => 'さ',
        'ち' => 'た',
        'に' => 'な',
        'び' => 'ば',
        'み' => 'ま',
        'り' => 'ら',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Folded;

    fn plain(text: &str) -> Vec<String> {
        let forms = plain_forms(Folded::new(text).signs()).into_iter();
        forms
            .map(|form| form.iter().map(|sign| sign.letter).collect())
            .collect()
    }

    #[test]
    fn polite_negations_are_told_plainly() {
        for (polite, told) in [
            ("送信できません", "送信できない"),
            ("送れません", "送れない"),
            ("パスワードが分かりません。", "ぱすわどが分からない "),
            ("つながりませんでした", "つながらなかった"),
            ("使いません", "使わない"),
        ] {
            let forms = plain(polite);
            assert!(forms.iter().any(|form| form == told), "{polite}: {forms:?}");
        }
        for text in ["送信できない", "マセン", "ます", ""] {
            assert_eq!(plain(text), Vec::<String>::new(), "{text}");
        }
    }
}
