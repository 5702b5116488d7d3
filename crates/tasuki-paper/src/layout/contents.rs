//! Contents (目次) and the headings that they tell of.

use super::flow::{Align, Flow};
use super::sheet::{Bookmark, Mark, Role, Target};
use super::style::{Ink, Style};

/// How wide the column of page numbers is.
const NUMBERS: f32 = 12.0;

/// A line of the contents.
#[derive(Debug, Clone)]
pub(crate) struct ContentsLine<'t> {
    pub(crate) text: &'t str,
    pub(crate) is_minor: bool,
    /// From 1 on; none while nobody knows.
    pub(crate) page: Option<usize>,
}

impl Flow {
    /// Remembers that a heading stands here.
    pub(crate) fn bookmark(&mut self, text: &str, is_minor: bool) {
        self.sheet.bookmarks.push(Bookmark {
            is_minor,
            text: text.to_owned(),
            page: self.place.page,
            top: self.place.top,
        });
    }

    /// Lays the contents. They take the same room whether the pages are known or not.
    /// Each line leads to its heading, which is the one at the same place among the bookmarks.
    pub(crate) fn contents<'t>(&mut self, lines: impl IntoIterator<Item = ContentsLine<'t>>) {
        self.part(Role::Contents, |flow| {
            for (heading, line) in lines.into_iter().enumerate() {
                flow.part(Role::ContentsLine, |flow| {
                    flow.part(Role::Link, |flow| {
                        flow.contents_line(&line, Target::Heading(heading));
                    });
                });
            }
        });
    }

    fn contents_line(&mut self, line: &ContentsLine<'_>, target: Target) {
        let (style, indent) = if line.is_minor {
            (Style::BODY.sized(9.5), 6.0)
        } else {
            (Style::STRONG, 0.0)
        };
        if !line.is_minor {
            self.space(1.0);
        }
        self.room(style.line_height());
        let number = line.page.map(|page| page.to_string()).unwrap_or_default();
        let width = self.width;
        let begin = self.place;
        self.abreast(
            |flow| {
                flow.column(indent, width - indent - NUMBERS, |flow| {
                    flow.text(Role::Paragraph, line.text, &style, Align::Left);
                });
            },
            |flow| {
                flow.column(width - NUMBERS, NUMBERS, |flow| {
                    let style = Style::BODY.on_line_of(&style);
                    flow.text(Role::Paragraph, &number, &style, Align::Right);
                });
            },
        );
        let top = self.place.top;
        if let Some(part) = self
            .present_part()
            .filter(|_| begin.page == self.place.page)
        {
            self.mark(Mark::Link {
                corner: (self.left + indent, begin.top),
                size: (width - indent, top - begin.top),
                target,
                words: line.text.to_owned(),
                part,
            });
        }
        self.mark(Mark::Rule {
            from: (self.left + indent, top),
            to: (self.left + width, top),
            width: 0.1,
            ink: Ink::Rule,
        });
        self.space(0.5);
    }
}
