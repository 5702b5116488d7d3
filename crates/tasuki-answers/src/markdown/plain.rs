//! As plain text.

use super::{Block, Inline, Markdown};

impl Markdown {
    /// The words alone, each paragraph, heading and line of code on a line of its own.
    pub fn text(&self) -> String {
        let mut text = String::new();
        blocks(&self.blocks, &mut text);
        text
    }
}

/// The words of one block, without the line break at their end.
pub(super) fn of_block(block: &Block) -> String {
    let mut text = String::new();
    blocks(std::slice::from_ref(block), &mut text);
    text.trim_end().to_owned()
}

fn blocks(all: &[Block], text: &mut String) {
    for block in all {
        match block {
            Block::Heading(_, words) | Block::Paragraph(words) => {
                line(words, text);
                text.push('\n');
            }
            Block::List(_, items) => items.iter().for_each(|item| blocks(item, text)),
            Block::Quote(inner) => blocks(inner, text),
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
