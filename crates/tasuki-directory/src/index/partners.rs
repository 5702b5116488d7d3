//! Which of one's partners are on the system.

use std::collections::BTreeSet;

use tasuki_terms::OfficeNumber;

use super::{DirectoryIndex, OfficeId};
use crate::open_data::plain;

/// A line of what was pasted or uploaded, and who is meant (連携先の確認).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartnerLine {
    /// The line, counted from 1.
    pub line: usize,
    /// Who is meant.
    pub outcome: PartnerOutcome,
}

/// Who is meant, and whether that office is on the system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartnerOutcome {
    /// It is on the system.
    Joined(OfficeId),
    /// It is not.
    NotJoined(OfficeId),
    /// There is no office of that number.
    Unknown(OfficeNumber),
    /// No office number stands in the line: a heading, or a mistake.
    NoNumber,
}

/// More lines than are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("more than {} lines", TooManyPartners::MOST)]
pub struct TooManyPartners;

impl TooManyPartners {
    /// How many lines are looked at.
    pub const MOST: usize = 5_000;
}

impl DirectoryIndex {
    /// Looks up the office numbers in a text: one or more in a line, or the lines of a CSV file with a
    /// number somewhere in each. Widths do not matter, and a leading 0 that a spreadsheet dropped is put
    /// back. An office is told once; empty lines are left out.
    ///
    /// Where a line has other words, too, only what is a known number counts, because telephone numbers
    /// have ten digits as well; the first is told as unknown if none is known.
    pub fn partners(&self, text: &str) -> Result<Vec<PartnerLine>, TooManyPartners> {
        let mut told = BTreeSet::new();
        let mut answers = Vec::new();
        let lines = (1..).zip(text.lines());
        for (place, (line, text)) in lines
            .filter(|(_, text)| !text.trim().is_empty())
            .enumerate()
        {
            if place >= TooManyPartners::MOST {
                return Err(TooManyPartners);
            }
            for outcome in self.meant(text) {
                let is_new = match outcome {
                    PartnerOutcome::Joined(id) | PartnerOutcome::NotJoined(id) => told.insert(id),
                    PartnerOutcome::Unknown(_) | PartnerOutcome::NoNumber => true,
                };
                if is_new {
                    answers.push(PartnerLine { line, outcome });
                }
            }
        }
        Ok(answers)
    }

    fn meant(&self, line: &str) -> Vec<PartnerOutcome> {
        let plain = plain(line);
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
        let words = plain.split(|letter| !is_part(letter));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let numbers: Vec<PartnerOutcome> =
            words.iter().filter_map(|word| self.number(word)).collect();
        let is_known = |outcome: &PartnerOutcome| !matches!(outcome, PartnerOutcome::Unknown(_));
        if numbers.len() == words.len() {
            numbers
        } else if numbers.iter().any(is_known) {
            numbers.into_iter().filter(is_known).collect()
        } else {
            let first = numbers.first().copied();
            vec![first.unwrap_or(PartnerOutcome::NoNumber)]
        }
    }

    fn number(&self, word: &str) -> Option<PartnerOutcome> {
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        let zero_back = format!("0{word}");
        let number: OfficeNumber = word.parse().or_else(|_| zero_back.parse()).ok()?;
        match self.find(number) {
            Some(id) if self.participations.contains_key(&id) => Some(PartnerOutcome::Joined(id)),
            Some(id) => Some(PartnerOutcome::NotJoined(id)),
            None => has_digit.then_some(PartnerOutcome::Unknown(number)),
        }
    }
}
