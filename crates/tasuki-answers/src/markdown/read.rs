//! Reading.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::{Block, Cell, Heading, Inline, Markdown, Tone};
use crate::picture::Picture;
use crate::place::{self, PlaceFault};

/// Lists, quotations and words may lie in each other so deep, and no deeper.
const DEPTH: usize = 8;

/// What is not of our Markdown, and on which line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MarkdownFault {
    /// Raw HTML, an image, a heading of another level, or something else that we do not have.
    #[error("line {line}: {what} is not allowed")]
    NotAllowed {
        /// The line, from 1 on.
        line: usize,
        /// What it is.
        what: &'static str,
    },
    /// A link to something that is no place.
    #[error("line {line}: link")]
    Link {
        /// The line, from 1 on.
        line: usize,
        /// What is wrong with it.
        #[source]
        source: PlaceFault,
    },
    /// An anchor that is none.
    #[error("line {line}: the anchor {anchor:?}")]
    Anchor {
        /// The line, from 1 on.
        line: usize,
        /// What stands there.
        anchor: String,
    },
    /// A picture that we do not have, or of which is not told what it shows.
    #[error("line {line}: the picture {name:?}")]
    Picture {
        /// The line, from 1 on.
        line: usize,
        /// How it is called.
        name: String,
    },
    /// Things lie in each other too deep.
    #[error("line {line}: nested too deep")]
    TooDeep {
        /// The line, from 1 on.
        line: usize,
    },
}

/// What of `CommonMark`'s extensions we have.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

impl Markdown {
    /// Reads a text without pictures.
    pub fn read(text: &str) -> Result<Self, MarkdownFault> {
        Self::read_illustrated(text, |_| None)
    }

    /// Reads a text; `picture` finds the pictures that it names.
    pub fn read_illustrated(
        text: &str,
        picture: impl Fn(&str) -> Option<&'static Picture>,
    ) -> Result<Self, MarkdownFault> {
        let events = Parser::new_ext(text, EXTENSIONS).into_offset_iter();
        let mut reader = Reader {
            text,
            events: events.peekable(),
            picture: &picture,
            depth: 0,
        };
        let blocks = reader.blocks(None)?;
        Ok(Self { blocks })
    }
}

impl MarkdownFault {
    /// The same of a text that begins below this many lines.
    #[must_use]
    pub(crate) fn below(mut self, lines: usize) -> Self {
        match &mut self {
            Self::NotAllowed { line, .. }
            | Self::Link { line, .. }
            | Self::Anchor { line, .. }
            | Self::Picture { line, .. }
            | Self::TooDeep { line } => *line += lines,
        }
        self
    }
}

struct Reader<'a> {
    text: &'a str,
    events: Peekable<OffsetIter<'a>>,
    picture: &'a dyn Fn(&str) -> Option<&'static Picture>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Blocks up to the end of what they lie in.
    fn blocks(&mut self, end: Option<TagEnd>) -> Result<Vec<Block>, MarkdownFault> {
        let mut blocks = Vec::new();
        // An item of a tight list holds its line without a paragraph around it.
        let mut loose = Vec::new();
        while let Some((event, at)) = self.events.next() {
            let block = match event {
                Event::End(tag) if Some(tag) == end => break,
                Event::Start(Tag::Paragraph) => match self.picture()? {
                    Some(picture) => picture,
                    None => Block::Paragraph(self.line(TagEnd::Paragraph, &at)?),
                },
                Event::Start(Tag::Heading {
                    level,
                    id,
                    classes,
                    attrs,
                }) => {
                    // Contents, anchors and bookmarks are those of the text itself.
                    if self.depth > 0 {
                        return Err(self.refuse("a heading inside something else", &at));
                    }
                    let size = match level {
                        HeadingLevel::H2 => 2,
                        HeadingLevel::H3 => 3,
                        _ => return Err(self.refuse("a heading of this level", &at)),
                    };
                    if !classes.is_empty() || !attrs.is_empty() {
                        return Err(self.refuse("an attribute of a heading", &at));
                    }
                    if let Some(anchor) = id.as_deref().filter(|id| !place::is_name(id)) {
                        let (line, anchor) = (self.line_of(&at), anchor.to_owned());
                        return Err(MarkdownFault::Anchor { line, anchor });
                    }
                    Block::Heading(Heading {
                        level: size,
                        anchor: id.map(pulldown_cmark::CowStr::into_string),
                        words: self.line(TagEnd::Heading(level), &at)?,
                    })
                }
                Event::Start(Tag::Table(_)) => self.table()?,
                Event::Start(Tag::List(first)) => {
                    let items = self.deeper(&at, |reader| reader.items(first.is_some()))?;
                    Block::List(first, items)
                }
                Event::Start(Tag::BlockQuote(kind)) => {
                    let end = Some(TagEnd::BlockQuote(kind));
                    let blocks = self.deeper(&at, |reader| reader.blocks(end))?;
                    match kind {
                        None => Block::Quote(blocks),
                        Some(BlockQuoteKind::Note) => Block::Note(Tone::Hint, blocks),
                        Some(BlockQuoteKind::Caution) => Block::Note(Tone::Caution, blocks),
                        Some(_) => return Err(self.refuse("a note of this kind", &at)),
                    }
                }
                Event::Start(Tag::CodeBlock(_)) => Block::Code(self.code()),
                other => {
                    loose.push(self.inline(other, &at)?);
                    continue;
                }
            };
            close(&mut loose, &mut blocks);
            blocks.push(block);
        }
        close(&mut loose, &mut blocks);
        Ok(blocks)
    }

    /// The picture that is all of a paragraph which has just begun, with the paragraph's end.
    fn picture(&mut self) -> Result<Option<Block>, MarkdownFault> {
        let Some((Event::Start(Tag::Image { dest_url, .. }), at)) = self.events.peek() else {
            return Ok(None);
        };
        let (name, at) = (dest_url.to_string(), at.clone());
        self.events.next();
        let mut shown = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => shown.push_str(&text),
                _ => break,
            }
        }
        let line = self.line_of(&at);
        let picture = (self.picture)(&name).filter(|_| !shown.trim().is_empty());
        let Some(picture) = picture else {
            return Err(MarkdownFault::Picture { line, name });
        };
        match self.events.next() {
            Some((Event::End(TagEnd::Paragraph), _)) => Ok(Some(Block::Picture(picture, shown))),
            _ => Err(self.refuse("a picture among words", &at)),
        }
    }

    fn table(&mut self) -> Result<Block, MarkdownFault> {
        let (mut head, mut rows): (Vec<Cell>, Vec<Vec<Cell>>) = Default::default();
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let cell = self.line(TagEnd::TableCell, &at)?;
                    rows.last_mut().unwrap_or(&mut head).push(cell);
                }
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Ok(Block::Table(head, rows))
    }

    fn items(&mut self, is_ordered: bool) -> Result<Vec<Vec<Block>>, MarkdownFault> {
        let mut items = Vec::new();
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => {
                    items.push(self.deeper(&at, |reader| reader.blocks(Some(TagEnd::Item)))?);
                }
                Event::End(TagEnd::List(ordered)) if ordered == is_ordered => break,
                other => return Err(self.refuse(what(&other), &at)),
            }
        }
        Ok(items)
    }

    /// What stands in a line, up to its end.
    fn line(&mut self, end: TagEnd, at: &Range<usize>) -> Result<Vec<Inline>, MarkdownFault> {
        self.deeper(at, |reader| {
            let mut line = Vec::new();
            while let Some((event, at)) = reader.events.next() {
                if event == Event::End(end) {
                    break;
                }
                line.push(reader.inline(event, &at)?);
            }
            Ok(joined(line))
        })
    }

    fn inline(&mut self, event: Event<'a>, at: &Range<usize>) -> Result<Inline, MarkdownFault> {
        Ok(match event {
            Event::Text(text) => Inline::Text(text.into_string()),
            Event::Code(code) => Inline::Code(code.into_string()),
            // Japanese has no spaces: lines that the editor broke are one.
            Event::SoftBreak => Inline::Text(String::new()),
            Event::HardBreak => Inline::Break,
            Event::Start(Tag::Strong) => Inline::Strong(self.line(TagEnd::Strong, at)?),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.line(TagEnd::Emphasis, at)?),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let place = dest_url.parse().map_err(|source| MarkdownFault::Link {
                    line: self.line_of(at),
                    source,
                })?;
                Inline::Link(place, self.line(TagEnd::Link, at)?)
            }
            other => return Err(self.refuse(what(&other), at)),
        })
    }

    /// The text up to the end of a block of code.
    fn code(&mut self) -> String {
        let mut code = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => break,
            }
        }
        code
    }

    fn deeper<T>(
        &mut self,
        at: &Range<usize>,
        read: impl FnOnce(&mut Self) -> Result<T, MarkdownFault>,
    ) -> Result<T, MarkdownFault> {
        if self.depth == DEPTH {
            let line = self.line_of(at);
            return Err(MarkdownFault::TooDeep { line });
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn refuse(&self, what: &'static str, at: &Range<usize>) -> MarkdownFault {
        let line = self.line_of(at);
        MarkdownFault::NotAllowed { line, what }
    }

    fn line_of(&self, at: &Range<usize>) -> usize {
        let before = self.text.bytes().take(at.start);
        before.filter(|byte| *byte == b'\n').count() + 1
    }
}

/// Makes a paragraph of what stands in an item without one.
fn close(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(joined(std::mem::take(loose))));
    }
}

/// The same line with neighbouring texts as one.
fn joined(line: Vec<Inline>) -> Vec<Inline> {
    let mut whole: Vec<Inline> = Vec::with_capacity(line.len());
    for part in line {
        match (whole.last_mut(), part) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, Inline::Text(text)) if text.is_empty() => {}
            (_, part) => whole.push(part),
        }
    }
    whole
}

fn what(event: &Event<'_>) -> &'static str {
    match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => "raw HTML",
        Event::Start(Tag::Image { .. }) => "an image",
        Event::Rule => "a rule",
        _ => "something else than words",
    }
}
