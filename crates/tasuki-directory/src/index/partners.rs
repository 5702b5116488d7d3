//! Which of one's partners are on the system.

use std::collections::BTreeSet;

use tasuki_terms::OfficeNumber;

use super::{DirectoryIndex, OfficeId};
use crate::open_data::plain;

/// A line of what was pasted or uploaded, and who is meant (連携先の確認).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartnerLine<'t> {
    /// The line, counted from 1.
    pub line: usize,
    /// What stands in it, without the spaces around.
    pub text: &'t str,
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
    /// No office number stands where it should.
    NoNumber,
}

/// More lines or numbers than are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("more than {} lines or numbers", TooManyPartners::MOST)]
pub struct TooManyPartners;

impl TooManyPartners {
    /// How many lines are looked at, empty ones included, and how many numbers.
    pub const MOST: usize = 3_000;
}

/// What the column of office numbers is called, the surest name first.
const HEADERS: [&str; 4] = ["事業所番号", "事業者番号", "指定番号", "番号"];
/// What stands in the names of columns of other numbers.
const OTHER_NUMBERS: [&str; 7] = ["電話", "FAX", "TEL", "郵便", "保険者", "口座", "法人"];
/// How many digits the last part of a telephone number has.
const LAST_OF_TELEPHONE: usize = 4;
/// Among how many lines the names of the columns are looked for.
const HEADER_WITHIN: usize = 6;
/// How many letters an office number has.
const LETTERS: usize = 10;

impl DirectoryIndex {
    /// Looks up the office numbers in a text: one or more in a line, or the lines of a CSV file.
    /// Widths, hyphens and spaces within a number do not matter, and a leading 0 that a spreadsheet
    /// dropped is put back. An office is told once; empty lines are left out.
    ///
    /// Where one of the first lines names a column of office numbers, below a title perhaps, only
    /// that column counts, and the lines down to it are no answers. Without one, of a line that has
    /// other words, too, only what is a known number counts, because telephone numbers have ten
    /// digits as well; the first is told as unknown if none is known.
    pub fn partners<'t>(&self, text: &'t str) -> Result<Vec<PartnerLine<'t>>, TooManyPartners> {
        let mut told = BTreeSet::new();
        let mut answers = Vec::new();
        let lines = (1..).zip(text.lines());
        let lines = lines.filter(|(_, text)| !is_empty(text));
        let header = self.header(lines.clone().take(HEADER_WITHIN));
        let column = header.map(|(_, column)| column);
        for (line, text) in lines.skip_while(|(line, _)| header.is_some_and(|(at, _)| *line <= at))
        {
            if line > TooManyPartners::MOST || answers.len() > TooManyPartners::MOST {
                return Err(TooManyPartners);
            }
            let outcomes = match column {
                Some(column) => vec![self.in_column(text, column)],
                None => self.meant(text),
            };
            for outcome in outcomes {
                let is_new = match outcome {
                    PartnerOutcome::Joined(id) | PartnerOutcome::NotJoined(id) => told.insert(id),
                    PartnerOutcome::Unknown(_) | PartnerOutcome::NoNumber => true,
                };
                if is_new {
                    answers.push(PartnerLine {
                        line,
                        text: text.trim(),
                        outcome,
                    });
                }
            }
        }
        if answers.len() > TooManyPartners::MOST {
            return Err(TooManyPartners);
        }
        Ok(answers)
    }

    /// The last line that names a column of office numbers, of those above the first number.
    fn header<'t>(&self, lines: impl Iterator<Item = (usize, &'t str)>) -> Option<(usize, usize)> {
        let above = lines.take_while(|(_, text)| self.meant(text) == [PartnerOutcome::NoNumber]);
        let named = above.filter_map(|(line, text)| Some((line, self.column(text)?)));
        named.last()
    }

    /// The column of office numbers, counted from 0, where a line names one; none where a number stands
    /// in the line, which then is no header.
    fn column(&self, line: &str) -> Option<usize> {
        if self.meant(line) != [PartnerOutcome::NoNumber] {
            return None;
        }
        let line = plain(line);
        let cells = cells(&line);
        let is_other = |cell: &str| OTHER_NUMBERS.iter().any(|other| cell.contains(other));
        HEADERS.iter().find_map(|header| {
            let named = |cell: &String| cell.contains(header) && !is_other(cell);
            cells.iter().position(named)
        })
    }

    fn in_column(&self, line: &str, column: usize) -> PartnerOutcome {
        let line = plain(line);
        let cells = cells(&line);
        let outcome = cells.get(column).and_then(|cell| self.number(cell));
        outcome.unwrap_or(PartnerOutcome::NoNumber)
    }

    fn meant(&self, line: &str) -> Vec<PartnerOutcome> {
        let line = plain(line);
        // One number may have spaces within.
        if let Some(only) = self.number(&line).filter(|_| letters(&line) == LETTERS) {
            return vec![only];
        }
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
        let words = line.split(|letter| !is_part(letter));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let numbers: Vec<PartnerOutcome> =
            words.iter().filter_map(|word| self.number(word)).collect();
        let is_known = |outcome: &PartnerOutcome| !matches!(outcome, PartnerOutcome::Unknown(_));
        if numbers.len() == words.len() && !numbers.is_empty() {
            numbers
        } else if numbers.iter().any(is_known) {
            numbers.into_iter().filter(is_known).collect()
        } else {
            let first = numbers.first().copied();
            vec![first.unwrap_or(PartnerOutcome::NoNumber)]
        }
    }

    /// A word, or a cell, that is one number. What is written like a telephone number is one only where
    /// there is such an office.
    fn number(&self, word: &str) -> Option<PartnerOutcome> {
        let bare: String = word.chars().filter(|sign| !is_gap(*sign)).collect();
        let has_digit = bare.bytes().any(|byte| byte.is_ascii_digit());
        let zero_back = format!("0{bare}");
        let number: OfficeNumber = bare.parse().or_else(|_| zero_back.parse()).ok()?;
        match self.find(number) {
            Some(id) if self.participations.contains_key(&id) => Some(PartnerOutcome::Joined(id)),
            Some(id) => Some(PartnerOutcome::NotJoined(id)),
            None => (has_digit && !is_telephone(word)).then_some(PartnerOutcome::Unknown(number)),
        }
    }
}

/// Whether nothing stands in a line, nor in its cells.
fn is_empty(line: &str) -> bool {
    line.chars()
        .all(|sign| sign.is_whitespace() || ",;\"".contains(sign))
}

/// What may stand within a number.
pub(super) fn is_gap(sign: char) -> bool {
    sign == '-' || sign.is_whitespace()
}

/// How many letters a word has, without the gaps.
fn letters(word: &str) -> usize {
    word.chars().filter(|sign| !is_gap(*sign)).count()
}

/// Whether a word without an office is written like a telephone number: 03-0000-0000.
fn is_telephone(word: &str) -> bool {
    let last = word.trim().rsplit_once(is_gap).map(|(_, last)| last.len());
    word.trim_start().starts_with('0') && last == Some(LAST_OF_TELEPHONE)
}

/// The cells of a line of CSV or of a pasted table, without the quotes around them.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut is_quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' | '\t' | ';' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            sign => cell.push(sign),
        }
    }
    cells.push(cell);
    cells
}
