//! As HTML.

use std::fmt::Write as _;

use super::{Block, Cell, Heading, Inline, Markdown, Tone};
use crate::picture::Picture;
use crate::place::Place;

/// How high a picture is shown at most, in pixels: higher ones are made smaller as a whole.
const HIGHEST: u32 = 512;

impl Markdown {
    /// HTML of it. Nothing of the text is a tag: the tags are ours, and all words are escaped.
    ///
    /// `address` tells where a place is; a link to a place without address is shown as its words
    /// alone, such as a page of the client on a web site, and a picture without one as what it shows.
    pub fn html(&self, address: impl Fn(&Place) -> Option<String>) -> String {
        let mut writer = Writer {
            html: String::new(),
            address: &address,
        };
        writer.blocks(&self.blocks);
        writer.html
    }
}

struct Writer<'a> {
    html: String,
    address: &'a dyn Fn(&Place) -> Option<String>,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.heading(heading),
                Block::Paragraph(line) => self.element("p", |writer| writer.line(line)),
                Block::List(first, items) => self.list(*first, items),
                Block::Quote(blocks) => {
                    self.element("blockquote", |writer| writer.blocks(blocks));
                }
                Block::Table(head, rows) => self.table(head, rows),
                Block::Note(tone, blocks) => self.note(*tone, blocks),
                Block::Picture(picture, shown) => self.picture(picture, shown),
                Block::Code(code) => {
                    self.element("pre", |writer| {
                        writer.element("code", |writer| writer.text(code));
                    });
                }
            }
            self.html.push('\n');
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let tag = if heading.level == 2 { "h2" } else { "h3" };
        self.html.push('<');
        self.html.push_str(tag);
        if let Some(anchor) = &heading.anchor {
            self.attribute("id", anchor);
        }
        self.html.push('>');
        self.line(&heading.words);
        self.end(tag);
    }

    fn table(&mut self, head: &[Cell], rows: &[Vec<Cell>]) {
        self.element("table", |writer| {
            writer.element("thead", |writer| {
                writer.element("tr", |writer| {
                    for cell in head {
                        writer.html.push_str("<th scope=\"col\">");
                        writer.line(cell);
                        writer.end("th");
                    }
                });
            });
            writer.element("tbody", |writer| {
                for row in rows {
                    writer.element("tr", |writer| {
                        for cell in row {
                            writer.element("td", |writer| writer.line(cell));
                        }
                    });
                }
            });
        });
    }

    fn note(&mut self, tone: Tone, blocks: &[Block]) {
        // No landmark: a page may have several.
        self.html.push_str("<div role=\"note\"");
        self.attribute(
            "class",
            match tone {
                Tone::Hint => "hint",
                Tone::Caution => "caution",
            },
        );
        self.html.push('>');
        self.element("p", |writer| {
            writer.element("strong", |writer| writer.text(tone.name()));
        });
        self.blocks(blocks);
        self.end("div");
    }

    fn picture(&mut self, picture: &Picture, shown: &str) {
        let Some(address) = (self.address)(&Place::Picture(picture.name)) else {
            return self.element("p", |writer| writer.text(shown));
        };
        let (width, height) = shown_size(picture);
        self.html.push_str("<figure><img");
        self.attribute("src", &address);
        self.attribute("width", &width.to_string());
        self.attribute("height", &height.to_string());
        self.attribute("loading", "lazy");
        self.attribute("alt", shown);
        self.html.push_str("></figure>");
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>]) {
        let tag = if first.is_some() { "ol" } else { "ul" };
        self.html.push('<');
        self.html.push_str(tag);
        if let Some(first) = first.filter(|first| *first != 1) {
            self.attribute("start", &first.to_string());
        }
        self.html.push('>');
        for item in items {
            self.element("li", |writer| match item.as_slice() {
                // A short item needs no paragraph.
                [Block::Paragraph(line)] => writer.line(line),
                blocks => writer.blocks(blocks),
            });
        }
        self.end(tag);
    }

    fn line(&mut self, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(text) => self.text(text),
                Inline::Strong(inner) => self.element("strong", |writer| writer.line(inner)),
                Inline::Emphasis(inner) => self.element("em", |writer| writer.line(inner)),
                Inline::Code(code) => self.element("code", |writer| writer.text(code)),
                Inline::Link(place, inner) => match (self.address)(place) {
                    Some(address) => {
                        self.html.push_str("<a");
                        self.attribute("href", &address);
                        self.html.push('>');
                        self.line(inner);
                        self.end("a");
                    }
                    None => self.line(inner),
                },
                Inline::Break => self.html.push_str("<br>"),
            }
        }
    }

    fn element(&mut self, tag: &str, inner: impl FnOnce(&mut Self)) {
        self.html.push('<');
        self.html.push_str(tag);
        self.html.push('>');
        inner(self);
        self.end(tag);
    }

    fn end(&mut self, tag: &str) {
        self.html.push_str("</");
        self.html.push_str(tag);
        self.html.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.text(value);
        self.html.push('"');
    }

    fn text(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '<' | '>' | '&' | '"' | '\'' => {
                    // Writing to a string cannot fail.
                    write!(self.html, "&#{};", u32::from(sign)).unwrap_or_default();
                }
                sign => self.html.push(sign),
            }
        }
    }
}
/// The size in which a picture is shown where there is room for it, in pixels: pages keep the place free until it is
/// loaded.
fn shown_size(picture: &Picture) -> (u32, u32) {
    let height = picture.height.min(HIGHEST);
    let width = u64::from(picture.width) * u64::from(height);
    let width = width.checked_div(u64::from(picture.height));
    let width = width.and_then(|width| u32::try_from(width).ok());
    (width.unwrap_or(picture.width), height)
}
