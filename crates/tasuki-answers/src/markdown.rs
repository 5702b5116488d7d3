//! Our Markdown: a small part of `CommonMark`, read strictly.
//!
//! Paragraphs, headings, lists, quotations, code, strong and emphasised words, and links to a
//! [`Place`]. Raw HTML, images and everything else is refused with its line, so no text can bring
//! tags, scripts or foreign addresses into a page.

mod html;
mod plain;
mod read;

use crate::place::Place;

pub use read::MarkdownFault;

/// A text that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Markdown {
    blocks: Vec<Block>,
}

/// What stands by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A heading of level 2 or 3; level 1 is the page's own.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; the first number, where it is numbered.
    List(Option<u64>, Vec<Vec<Self>>),
    /// A quotation.
    Quote(Vec<Self>),
    /// Lines of code, as they are.
    Code(String),
}

/// What stands in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Strong words.
    Strong(Vec<Self>),
    /// Emphasised words.
    Emphasis(Vec<Self>),
    /// Code, as it is.
    Code(String),
    /// A link.
    Link(Place, Vec<Self>),
    /// A line break that was asked for.
    Break,
}

impl Markdown {
    /// Its blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text cut at its headings: each heading with what stands below it up to the next one, and
    /// first, without a heading, what stands above all of them, if anything does.
    pub fn sections(&self) -> Vec<(Option<String>, Self)> {
        let is_heading = |block: &Block| matches!(block, Block::Heading(..));
        let mut sections: Vec<(Option<String>, Self)> = Vec::new();
        for block in &self.blocks {
            let heading = is_heading(block).then(|| plain::of_block(block));
            match sections.last_mut() {
                Some((_, section)) if heading.is_none() => section.blocks.push(block.clone()),
                _ if heading.is_none() => {
                    let blocks = vec![block.clone()];
                    sections.push((None, Self { blocks }));
                }
                _ => sections.push((heading, Self { blocks: Vec::new() })),
            }
        }
        sections
    }

    /// The places to which it leads, in order.
    pub fn places(&self) -> Vec<&Place> {
        let mut places = Vec::new();
        in_blocks(&self.blocks, &mut places);
        places
    }
}

fn in_blocks<'a>(blocks: &'a [Block], places: &mut Vec<&'a Place>) {
    for block in blocks {
        match block {
            Block::Heading(_, line) | Block::Paragraph(line) => in_line(line, places),
            Block::List(_, items) => items.iter().for_each(|item| in_blocks(item, places)),
            Block::Quote(blocks) => in_blocks(blocks, places),
            Block::Code(_) => {}
        }
    }
}

fn in_line<'a>(line: &'a [Inline], places: &mut Vec<&'a Place>) {
    for part in line {
        match part {
            Inline::Link(place, inner) => {
                places.push(place);
                in_line(inner, places);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => in_line(inner, places),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

#[cfg(test)]
mod tests;
