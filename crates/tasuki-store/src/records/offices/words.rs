//! Names as they are searched: however they are written, they are found.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;

/// From the letters of hiragana (平仮名) to those of katakana (片仮名).
const KANA: u32 = 0x60;

/// A text without what people write differently: full and half width, hiragana and katakana, capital
/// and small letters, spaces, points and hyphens.
pub(super) fn searched(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize(text)
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !is_between(*letter))
        .map(|letter| match letter {
            'ぁ'..='ゖ' => char::from_u32(u32::from(letter) + KANA).unwrap_or(letter),
            _ => letter,
        })
        .map(|letter| match letter {
            'ヵ' => 'カ',
            'ヶ' => 'ケ',
            _ => letter,
        })
        .collect()
}

/// Whether a letter only stands between others.
fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '-' | '‐'..='―' | '−' | '・' | '･' | '.' | '_')
}

/// What is searched of an office: its name and its kana, parted by a line's end.
pub(super) fn words(name: &str, kana: &str) -> String {
    format!("{}\n{}", searched(name), searched(kana))
}

/// Each letter and each pair of neighbouring letters of words.
pub(super) fn grams(words: &str) -> BTreeSet<String> {
    words
        .lines()
        .flat_map(|line| {
            let singles = line.chars().map(String::from);
            singles.chain(pairs(line)).collect::<Vec<_>>()
        })
        .collect()
}

/// The pairs of a text in their order; the letter itself where it is alone.
pub(super) fn needles(text: &str) -> Vec<String> {
    let mut needles: Vec<String> = pairs(text).collect();
    if needles.is_empty() {
        needles.extend(text.chars().map(String::from));
    }
    needles
}

fn pairs(line: &str) -> impl Iterator<Item = String> + '_ {
    line.chars()
        .zip(line.chars().skip(1))
        .map(|(one, other)| [one, other].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_kana_capitals_and_points_make_no_difference() {
        for (written, found) in [
            ("ﾋﾏﾜﾘ ﾃﾞｲｻｰﾋﾞｽ", "ヒマワリデイサービス"),
            ("ひまわり・でいさーびす", "ヒマワリデイサービス"),
            ("ＡＢＣ－Ｃａｒｅ", "abccare"),
            ("㈱たすき", "(株)タスキ"),
            ("霞ヶ関　霞が関", "霞ケ関霞ガ関"),
        ] {
            assert_eq!(searched(written), found, "{written}");
        }
    }

    #[test]
    fn grams_do_not_reach_from_the_name_into_its_kana() {
        let found = grams(&words("花", "ハナ"));
        let expected = ["ナ", "ハ", "ハナ", "花"].map(str::to_owned);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(needles("花"), ["花"]);
        assert_eq!(needles("ハナヤ"), ["ハナ", "ナヤ"]);
        assert!(needles("").is_empty());
    }
}
