//! Tables of words: which mean the same to who asks (同義語), and which say what is asked about.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::{Folded, Sign};

/// A line is one idea: its name, a tab, and how people say it, with bars between.
const TABLE: &str = include_str!("../../data/ideas.tsv");

/// Words that say nothing of the subject, with spaces between.
const NEUTRAL: &str = include_str!("../../data/neutral.txt");

/// Words of subjects that are not ours, with spaces between.
const FOREIGN: &str = include_str!("../../data/foreign.txt");

/// Words of something that fails, with spaces between.
const FAILURES: &str = include_str!("../../data/failures.txt");

/// A table of words, each of which says an idea.
#[derive(Debug)]
pub(super) struct Words {
    /// How ideas are said, by the first letter: the rest, and whose it is.
    said: BTreeMap<char, Vec<(Vec<Sign>, u16)>>,
}

/// Shorter words must be written in the same kind of kana: エラー is not part of 伝えられる.
const SHORTEST_ANY_KANA: usize = 4;

impl Words {
    /// Words that mean the same to who asks, as ideas.
    pub(super) fn ideas() -> Self {
        Self::read(TABLE)
    }

    /// The words that say nothing of the subject, as one idea.
    pub(super) fn neutral() -> Self {
        Self::of([listed(NEUTRAL)])
    }

    /// The words of subjects that are not ours, as one idea.
    pub(super) fn foreign() -> Self {
        Self::of([listed(FOREIGN)])
    }

    /// The words of something that fails, as one idea.
    pub(super) fn failures() -> Self {
        Self::of([listed(FAILURES)])
    }

    fn read(table: &str) -> Self {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let ways = lines.filter_map(|line| Some(line.split_once('\t')?.1));
        Self::of(ways.map(|ways| ways.split('|')))
    }

    fn of<'a>(ideas: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>) -> Self {
        let mut said: BTreeMap<char, Vec<(Vec<Sign>, u16)>> = BTreeMap::new();
        for (idea, ways) in (0..).zip(ideas) {
            for way in ways {
                let signs = Folded::new(way).into_signs();
                if let Some(first) = signs.first() {
                    said.entry(first.letter).or_default().push((signs, idea));
                }
            }
        }
        Self { said }
    }

    /// The ideas that a text holds, with the letters that say them, in the order of the text.
    pub(super) fn within(&self, signs: &[Sign]) -> Vec<(Range<usize>, u16)> {
        let mut found = Vec::new();
        for at in 0..signs.len() {
            let rest = signs.get(at..).unwrap_or_default();
            let Some(first) = rest.first() else {
                continue;
            };
            for (word, idea) in self.said.get(&first.letter).into_iter().flatten() {
                if begins(rest, word) {
                    found.push((at..at + word.len(), *idea));
                }
            }
        }
        found
    }
}

/// Whether a text begins with a word.
fn begins(text: &[Sign], word: &[Sign]) -> bool {
    let is_short = word.len() < SHORTEST_ANY_KANA;
    let is_same = |(one, other): (&Sign, &Sign)| {
        one.letter == other.letter && (!is_short || one.class == other.class)
    };
    text.len() >= word.len() && text.iter().zip(word).all(is_same)
}

/// The words of a list.
fn listed(list: &str) -> impl Iterator<Item = &str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::faq::Faq;

    #[test]
    fn no_word_of_a_foreign_subject_stands_in_the_faq() {
        let foreign = Words::foreign();
        for entry in Faq::embedded().unwrap().entries() {
            let body = entry.body.text();
            let texts = entry.asked.iter().chain(&entry.keywords);
            for text in texts.chain([&entry.question, &body]) {
                let found = foreign.within(Folded::new(text).signs());
                assert_eq!(found, [], "{}: {text}", entry.id);
            }
        }
    }

    fn ideas(text: &str) -> Vec<u16> {
        let table = "# about\nsend\t送信|送る\ncost\t料金|いくら\n";
        let found = Words::read(table).within(Folded::new(text).signs());
        found.into_iter().map(|(_, idea)| idea).collect()
    }

    #[test]
    fn an_idea_is_found_in_each_of_its_words() {
        assert_eq!(ideas("データを送信する"), [0]);
        assert_eq!(ideas("送るのはいくら？"), [0, 1]);
        assert_eq!(ideas("イクラ"), []);
        assert_eq!(ideas("受信"), []);
        assert_eq!(ideas(""), []);
    }

    #[test]
    fn each_line_of_the_table_is_an_idea() {
        let mut names = BTreeSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (name, ways) = line.split_once('\t').expect(line);
            assert!(names.insert(name), "{name} is there twice");
            for way in ways.split('|') {
                let letters = Folded::new(way).letters();
                assert!(letters.trim().chars().count() >= 1, "{line}");
            }
        }
    }
}
