//! What is wrong in a file: rule, place, value, what and what to do.

use std::fmt;

use serde::Serialize;

use crate::Field;

mod rule;

pub use rule::{Rule, Severity};

/// One thing that is wrong, or doubtful, in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// Whether the file may be sent.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What stands there. Of personal columns only the [`shape`] is told.
    pub value: Option<String>,
    /// What is wrong, as a Japanese sentence.
    pub what: String,
    /// What to do, as a Japanese sentence.
    pub hint: String,
    /// How many equal ones it stands for, itself among them: those of the same rule at the same item
    /// of the same file are told once, with the first place.
    pub count: u32,
    /// The lines of the next few of them.
    pub more_lines: Vec<u32>,
}

/// Where something is. Without a line it is the file as a whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize)]
pub struct Place {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line in the file, counted from 1.
    pub line: Option<u32>,
    /// The number of the item in the layout, counted from 1.
    pub column_no: Option<u16>,
    /// The Japanese name of the item.
    pub column_name: Option<String>,
    /// The byte in the file, counted from 0.
    pub offset: Option<usize>,
}

impl Place {
    /// A file as a whole.
    pub fn file(name: &str) -> Self {
        Self {
            file: name.to_owned(),
            ..Self::default()
        }
    }

    /// The same file at a line.
    #[must_use]
    pub fn at(mut self, line: u32, offset: usize) -> Self {
        self.line = Some(line);
        self.offset = Some(offset);
        self
    }

    /// The same line at an item.
    #[must_use]
    pub fn in_field(mut self, field: &Field) -> Self {
        self.column_no = Some(field.no);
        self.column_name = Some(field.name.clone());
        self
    }
}

/// `UPPLAN_….CSV 3行目 No.5 対象年月`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " {line}行目")?;
        }
        if let Some(no) = self.column_no {
            write!(f, " No.{no}")?;
        }
        if let Some(name) = &self.column_name {
            write!(f, " {name}")?;
        }
        Ok(())
    }
}

impl Finding {
    /// A finding of a rule. The value is added by [`showing`](Self::showing).
    pub(crate) fn new(rule: Rule, place: Place, what: String, hint: impl Into<String>) -> Self {
        Self {
            severity: rule.severity(),
            rule,
            place,
            value: None,
            what,
            hint: hint.into(),
            count: 1,
            more_lines: Vec::new(),
        }
    }

    /// A finding of a rule whose sentences are always the same.
    pub(crate) fn of(rule: Rule, place: Place) -> Self {
        let entry = rule.entry();
        Self::new(rule, place, entry.what.clone(), entry.hint.clone())
    }

    /// Adds the value of an item, or its shape if it may not be shown.
    pub(crate) fn showing(mut self, value: &str, field: &Field) -> Self {
        let shown: String = value.chars().take(MOST_SHOWN).collect();
        self.value = Some(if field.may_show(value) {
            shown.chars().map(visible).collect()
        } else {
            shape(&shown)
        });
        self
    }

    /// Adds a code that is no part of the text, such as `F040`.
    pub(crate) fn showing_code(mut self, code: String) -> Self {
        self.value = Some(code);
        self
    }
}

/// A character, or a mark for one that would move the cursor of a terminal.
fn visible(character: char) -> char {
    if character.is_control() {
        '□'
    } else {
        character
    }
}

/// How many characters of a value are shown.
pub(crate) const MOST_SHOWN: usize = 40;

/// What a text looks like, without what it says: as many characters, `#` for a digit, `@` for a
/// letter, `*` for half-width kana, `＊` for everything else, so that nothing looks like a value.
/// ASCII punctuation stays.
///
/// ```
/// assert_eq!(tasuki_standard::shape("例題 花子 H000000101"), "＊＊ ＊＊ @#########");
/// ```
pub fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => '#',
            'a'..='z' | 'A'..='Z' => '@',
            '\u{FF61}'..='\u{FF9F}' => '*',
            ' '..='~' => c,
            _ => '＊',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_personal_value_only_the_shape_is_told() {
        assert_eq!(shape("H123456789"), "@#########");
        assert_eq!(shape("例題 花子\u{3000}ﾚｲﾀﾞｲ"), "＊＊ ＊＊＊*****");
        assert_eq!(shape("2025/5/2"), "####/#/#");
    }

    #[test]
    fn a_place_reads_from_the_file_to_the_item() {
        let layout = crate::layout(
            tasuki_terms::SpecVersion::V4_1,
            tasuki_terms::FileKind::UsePlan,
        )
        .unwrap();
        let place = Place::file("UPPLAN.CSV")
            .at(3, 120)
            .in_field(&layout.fields[4]);
        assert_eq!(place.to_string(), "UPPLAN.CSV 3行目 No.5 対象年月");
        assert_eq!(Place::file("A.CSV").to_string(), "A.CSV");
    }
}
