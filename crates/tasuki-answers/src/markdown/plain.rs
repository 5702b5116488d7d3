//! As plain text.

use super::{Block, Heading, Inline, Markdown};

impl Markdown {
    /// The words alone, each paragraph, heading and line of code on a line of its own.
    pub fn text(&self) -> String {
        let mut text = String::new();
        blocks(&self.blocks, &mut text);
        text
    }
}

/// The words of one line.
pub(super) fn of_line(words: &[Inline]) -> String {
    let mut text = String::new();
    line(words, &mut text);
    text
}

fn blocks(all: &[Block], text: &mut String) {
    for block in all {
        match block {
            Block::Heading(Heading { words, .. }) | Block::Paragraph(words) => {
                line(words, text);
                text.push('\n');
            }
            Block::Table(head, rows) => {
                for row in std::iter::once(head).chain(rows) {
                    for (place, cell) in row.iter().enumerate() {
                        text.push_str(if place == 0 { "" } else { "　" });
                        line(cell, text);
                    }
                    text.push('\n');
                }
            }
            Block::List(_, items) => items.iter().for_each(|item| blocks(item, text)),
            Block::Quote(inner) | Block::Note(_, inner) => blocks(inner, text),
            // What a picture shows is told around it.
            Block::Picture(..) => {}
            Block::Code(code) => {
                text.push_str(code);
                if !code.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
    }
}

fn line(words: &[Inline], text: &mut String) {
    for part in words {
        match part {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link(_, inner) => {
                line(inner, text);
            }
            Inline::Break => text.push('\n'),
        }
    }
}
