//! How common words are read (読み).

use std::collections::BTreeMap;

use super::near;
use crate::text::{Class, Folded, Sign};

/// A line is a reading in hiragana, a tab, and the word.
const TABLE: &str = include_str!("../../data/readings.tsv");

/// Readings shorter than this are part of too many other words.
const SHORTEST: usize = 3;
/// Readings shorter than this are not taken for one with a wrong letter.
const SHORTEST_NEAR: usize = 5;

/// The table of readings.
#[derive(Debug)]
pub(super) struct Readings {
    /// Words by their folded reading.
    words: BTreeMap<Vec<char>, Vec<Sign>>,
    longest: usize,
}

impl Readings {
    pub(super) fn known() -> Self {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let words: BTreeMap<_, _> = lines
            .filter_map(|line| line.split_once('\t'))
            .map(|(reading, word)| {
                let reading = Folded::new(reading).letters().chars().collect();
                (reading, Folded::new(word).into_signs())
            })
            .collect();
        let longest = words.keys().map(Vec::len).max().unwrap_or(0);
        Self { words, longest }
    }

    /// The same text with words in the place of their readings.
    ///
    /// The longest reading counts. At the end of the text its beginning is enough, because the search
    /// runs while one types; a word written in kana alone may have one letter wrong.
    pub(super) fn converted(&self, signs: &[Sign]) -> Vec<Sign> {
        let mut converted = Vec::with_capacity(signs.len());
        let mut at = 0;
        while let Some(rest) = signs.get(at..).filter(|rest| !rest.is_empty()) {
            let run = kana_run(rest);
            let is_begin = at == 0 || signs.get(at - 1).is_none_or(|before| !is_kana(before));
            let found = self
                .begun(&run, run.len() == rest.len())
                .or_else(|| self.nearly(&run).filter(|_| is_begin))
                .or_else(|| self.exact(&run));
            if let Some((length, word)) = found {
                converted.extend_from_slice(word);
                at += length;
            } else {
                converted.extend(rest.first());
                at += 1;
            }
        }
        converted
    }

    /// The longest reading with which a run of kana begins.
    fn exact(&self, run: &[char]) -> Option<(usize, &[Sign])> {
        (SHORTEST..=self.longest.min(run.len()))
            .rev()
            .find_map(|length| Some((length, &**self.words.get(run.get(..length)?)?)))
    }

    /// The shortest reading that begins with the whole run, where that is the end of the text.
    fn begun(&self, run: &[char], is_end: bool) -> Option<(usize, &[Sign])> {
        if !is_end || run.len() < SHORTEST {
            return None;
        }
        self.words
            .range(run.to_vec()..)
            .take_while(|(reading, _)| reading.starts_with(run))
            .min_by_key(|(reading, _)| reading.len())
            .map(|(_, word)| (run.len(), &**word))
    }

    /// A reading that differs from the whole run in one letter.
    fn nearly(&self, run: &[char]) -> Option<(usize, &[Sign])> {
        if run.len() < SHORTEST_NEAR {
            return None;
        }
        self.words
            .iter()
            .find(|(reading, _)| near::is_one_off(reading, run))
            .map(|(_, word)| (run.len(), &**word))
    }
}

/// The kana with which a text begins.
fn kana_run(signs: &[Sign]) -> Vec<char> {
    signs
        .iter()
        .take_while(|sign| is_kana(sign))
        .map(|sign| sign.letter)
        .collect()
}

fn is_kana(sign: &Sign) -> bool {
    matches!(sign.class, Class::Hiragana | Class::Katakana)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> String {
        let signs = Readings::known().converted(Folded::new(text).signs());
        signs.iter().map(|sign| sign.letter).collect()
    }

    #[test]
    fn readings_become_words() {
        for (typed, word) in [
            ("そうしん", "送信"),
            ("ソウシンできない", "送信できない"),
            ("いっかつそうしん", "一括送信"),
            ("いっかつそ", "一括送信"),
            ("しょうめいしょのこうしん", "証明書の更新"),
            ("しょうめいしょう", "証明書"),
            ("しょうめしょ", "証明書"),
            ("送信できない", "送信できない"),
            ("テンプレート", "テンプレート"),
            ("あ", "あ"),
            ("", ""),
        ] {
            let plain = Folded::new(word).letters();
            assert_eq!(converted(typed), plain, "{typed}");
        }
    }

    #[test]
    fn each_line_of_the_table_is_a_reading_and_a_word() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (reading, word) = line.split_once('\t').expect(line);
            assert!(Folded::new(reading).signs().iter().all(is_kana), "{line}");
            assert!(Folded::new(reading).signs().len() >= SHORTEST, "{line}");
            assert!(!word.is_empty(), "{line}");
        }
    }
}
