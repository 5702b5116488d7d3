//! Passwords that somebody must type from paper.

use super::flow::Flow;
use super::sheet::{Mark, Role};
use super::style::{Face, Ink, Style};
use super::typeset;

/// How wide and high the cell of one character is.
const CELL: (f32, f32) = (9.2, 9.5);
/// How many cells stand in a row.
const IN_ROW: usize = 18;

impl Flow {
    /// Lays a password in cells; below each character stands of which class it is, because O and 0
    /// or l and I look alike.
    pub(crate) fn code(&mut self, value: &str) {
        let characters: Vec<_> = value.chars().collect();
        for row in characters.chunks(IN_ROW) {
            self.code_row(row);
        }
    }

    fn code_row(&mut self, characters: &[char]) {
        let style = Style {
            slashed_zero: true,
            ..Style::of(Face::Fixed, 19.0)
        };
        let label = Style {
            leading: 1.4,
            ..Style::NOTE.sized(7.0)
        };
        self.room(CELL.1 + label.line_height());
        let text: String = characters.iter().collect();
        let missing = &mut self.sheet.missing;
        let line = typeset::cells(self.faces, &text, &style, CELL.0, missing);
        self.cell_frames(line.glyphs.len());
        self.part(Role::Paragraph, |flow| {
            let inset = (CELL.1 - style.line_height()) / 2.0;
            flow.mark(Mark::Text {
                line,
                style,
                left: flow.left,
                baseline: flow.place.top + inset + style.baseline(),
                part: flow.present_part(),
                one_word: true,
            });
        });
        self.space(CELL.1 + 0.4);
        self.part(Role::Paragraph, |flow| {
            let left = flow.left;
            for &character in characters {
                flow.column(0.0, CELL.0, |flow| {
                    for line in flow.lines(class_of(character), &label, CELL.0) {
                        let part = flow.present_part();
                        flow.put_at(line, &label, super::Align::Middle, part);
                    }
                });
                flow.left += CELL.0;
            }
            flow.left = left;
        });
        self.space(label.line_height());
    }

    fn cell_frames(&mut self, cells: usize) {
        let (left, top) = (self.left, self.place.top);
        let cells = u16::try_from(cells).unwrap_or(u16::MAX);
        let right = left + f32::from(cells) * CELL.0;
        let mut rule = |from, to| {
            self.mark(Mark::Rule {
                from,
                to,
                width: 0.2,
                ink: Ink::Rule,
            });
        };
        rule((left, top), (right, top));
        rule((left, top + CELL.1), (right, top + CELL.1));
        for cell in 0..=cells {
            let x = left + f32::from(cell) * CELL.0;
            rule((x, top), (x, top + CELL.1));
        }
    }
}

/// What kind of character this is, in words that fit under it.
const fn class_of(character: char) -> &'static str {
    match character {
        '0'..='9' => "数字",
        'A'..='Z' => "大文字",
        'a'..='z' => "小文字",
        _ => "記号",
    }
}
