//! Our Markdown: a small part of `CommonMark`, read strictly.
//!
//! Paragraphs, headings with anchors (`## 見出し {#anchor}`), lists, tables, quotations, notes
//! (`> [!NOTE]`), code, strong and emphasised words, and links to a [`Place`]. An illustrated text may
//! also show a [`Picture`] that we have, alone in its paragraph (`![alternative](name.png)`). Raw HTML,
//! other images and everything else is refused with its line, so no text can bring tags, scripts or
//! foreign addresses into a page.

mod html;
mod plain;
mod read;

use crate::picture::Picture;
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
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; the first number, where it is numbered.
    List(Option<u64>, Vec<Vec<Self>>),
    /// A table: the cells of its head, and those of each row, which are as many.
    Table(Vec<Cell>, Vec<Vec<Cell>>),
    /// A quotation.
    Quote(Vec<Self>),
    /// Something to be noted.
    Note(Tone, Vec<Self>),
    /// A picture, and what it shows, for who does not see it.
    Picture(&'static Picture, String),
    /// Lines of code, as they are.
    Code(String),
}

/// A heading of level 2 or 3; level 1 is the page's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// 2 or 3.
    pub level: u8,
    /// Names it within its page, for links: small letters, digits and hyphens.
    pub anchor: Option<String>,
    /// Its words.
    pub words: Vec<Inline>,
}

/// What stands in a cell of a table.
pub type Cell = Vec<Inline>;

/// How a note is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Good to know (補足).
    Hint,
    /// Something goes wrong otherwise (ご注意).
    Caution,
}

impl Tone {
    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hint => "補足",
            Self::Caution => "ご注意",
        }
    }
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
    pub fn sections(&self) -> Vec<(Option<&Heading>, Self)> {
        let mut sections: Vec<(Option<&Heading>, Self)> = Vec::new();
        for block in &self.blocks {
            match (block, sections.last_mut()) {
                (Block::Heading(heading), _) => {
                    sections.push((Some(heading), Self { blocks: Vec::new() }));
                }
                (block, Some((_, section))) => section.blocks.push(block.clone()),
                (block, None) => {
                    let blocks = vec![block.clone()];
                    sections.push((None, Self { blocks }));
                }
            }
        }
        sections
    }

    /// Its headings, in order.
    pub fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        })
    }

    /// The places to which it leads, in order.
    pub fn places(&self) -> Vec<&Place> {
        let mut places = Vec::new();
        self.visit(&mut |part| {
            if let Part::Place(place) = part {
                places.push(place);
            }
        });
        places
    }

    /// The pictures that it shows, in order.
    pub fn pictures(&self) -> Vec<&'static Picture> {
        let mut pictures = Vec::new();
        self.visit(&mut |part| {
            if let Part::Picture(picture) = part {
                pictures.push(picture);
            }
        });
        pictures
    }

    fn visit<'a>(&'a self, told: &mut impl FnMut(Part<'a>)) {
        in_blocks(&self.blocks, told);
    }
}

impl Heading {
    /// Its words without any marks.
    pub fn text(&self) -> String {
        plain::of_line(&self.words)
    }
}

/// What leads or shows something else.
enum Part<'a> {
    Place(&'a Place),
    Picture(&'static Picture),
}

fn in_blocks<'a>(blocks: &'a [Block], told: &mut impl FnMut(Part<'a>)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => in_line(&heading.words, told),
            Block::Paragraph(line) => in_line(line, told),
            Block::List(_, items) => {
                for item in items {
                    in_blocks(item, told);
                }
            }
            Block::Table(head, rows) => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    in_line(cell, told);
                }
            }
            Block::Quote(blocks) | Block::Note(_, blocks) => in_blocks(blocks, told),
            Block::Picture(picture, _) => told(Part::Picture(picture)),
            Block::Code(_) => {}
        }
    }
}

fn in_line<'a>(line: &'a [Inline], told: &mut impl FnMut(Part<'a>)) {
    for part in line {
        match part {
            Inline::Link(place, inner) => {
                told(Part::Place(place));
                in_line(inner, told);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => in_line(inner, told),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

#[cfg(test)]
mod tests;
