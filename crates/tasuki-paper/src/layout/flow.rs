//! A pen that walks down the pages, and turns them where they are full.

use super::sheet::{ListKind, Mark, PAGE, Part, PartId, Role, Sheet};
use super::style::{Ink, Style};
use super::typeface::Typefaces;
use super::typeset::{self, Line};

/// Where text begins, from the left edge.
pub(crate) const CONTENT_LEFT: f32 = 22.0;
/// How wide text is.
pub(crate) const CONTENT_WIDTH: f32 = PAGE.0 - 2.0 * CONTENT_LEFT;
pub(super) const TOP: f32 = 20.0;
pub(super) const BOTTOM: f32 = PAGE.1 - 20.0;

/// Where a line stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Middle,
    Right,
}

/// A place on the pages.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) page: usize,
    pub(super) top: f32,
}

/// The pen.
pub(crate) struct Flow {
    pub(super) faces: &'static Typefaces,
    pub(super) sheet: Sheet,
    pub(super) place: Place,
    pub(super) left: f32,
    pub(super) width: f32,
    within: Option<PartId>,
}

impl Flow {
    pub(crate) fn new(faces: &'static Typefaces) -> Self {
        Self {
            faces,
            sheet: Sheet::default(),
            place: Place { page: 0, top: TOP },
            left: CONTENT_LEFT,
            width: CONTENT_WIDTH,
            within: None,
        }
    }

    /// Lays one document, beginning on a page of its own.
    pub(crate) fn document(&mut self, name: &str, lay: impl FnOnce(&mut Self)) {
        let page = self.sheet.pages.len();
        self.sheet.pages.push(Vec::new());
        self.sheet.documents.push((name.to_owned(), page));
        self.place = Place { page, top: TOP };
        self.part(Role::Document, lay);
    }

    /// All pages, those of longer documents numbered.
    pub(crate) fn finish(mut self) -> Sheet {
        let begins: Vec<_> = self.sheet.documents.iter().map(|(_, page)| *page).collect();
        for (at, &begin) in begins.iter().enumerate() {
            let end = begins
                .get(at + 1)
                .copied()
                .unwrap_or(self.sheet.pages.len());
            if end - begin > 1 {
                for page in begin..end {
                    self.number_page(page, page - begin + 1, end - begin);
                }
            }
        }
        self.sheet
    }

    fn number_page(&mut self, page: usize, number: usize, all: usize) {
        let style = Style::NOTE;
        let text = format!("{number} / {all}");
        self.place = Place {
            page,
            top: PAGE.1 - 14.0,
        };
        for line in self.lines(&text, &style, CONTENT_WIDTH) {
            self.put(line, &style, Align::Middle, None);
        }
    }

    /// Lays what belongs to one part.
    pub(crate) fn part(&mut self, role: Role, lay: impl FnOnce(&mut Self)) {
        let outer = self.within;
        self.within = Some(self.new_part(role));
        lay(self);
        self.within = outer;
    }

    pub(super) fn new_part(&mut self, role: Role) -> PartId {
        self.sheet.parts.push(Part {
            role,
            within: self.within,
        });
        self.sheet.parts.len() - 1
    }

    /// Lays into a column of the present one.
    pub(crate) fn column(&mut self, indent: f32, width: f32, lay: impl FnOnce(&mut Self)) {
        let outer = (self.left, self.width);
        (self.left, self.width) = (self.left + indent, width);
        lay(self);
        (self.left, self.width) = outer;
    }

    /// Lays two things beside each other; the pen is then below both.
    pub(crate) fn abreast(
        &mut self,
        first: impl FnOnce(&mut Self),
        second: impl FnOnce(&mut Self),
    ) {
        let begin = self.place;
        first(self);
        let below = std::mem::replace(&mut self.place, begin);
        second(self);
        if below > self.place {
            self.place = below;
        }
    }

    /// Lays a text as a part of its own.
    pub(crate) fn text(&mut self, role: Role, text: &str, style: &Style, align: Align) {
        self.part(role, |flow| {
            for line in flow.lines(text, style, flow.width) {
                flow.put(line, style, align, flow.within);
            }
        });
    }

    /// Lays a paragraph.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.text(Role::Paragraph, text, &Style::BODY, Align::Left);
    }

    /// Lays a name with its honorific, which stays in one piece.
    pub(crate) fn honoured(&mut self, name: &str, honorific: &str, style: &Style) {
        let whole = format!("{name}　{honorific}");
        if self.width_of(&whole, style) <= self.width {
            return self.text(Role::Paragraph, &whole, style, Align::Left);
        }
        self.text(Role::Paragraph, name, style, Align::Left);
        self.text(Role::Paragraph, honorific, style, Align::Right);
    }

    /// Lays a numbered list.
    pub(crate) fn numbered<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) {
        let labels = (1..).map(|number| format!("{number}."));
        self.list(labels.zip(items), 7.0, ListKind::Numbered);
    }

    /// Lays a list of points.
    pub(crate) fn bulleted<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) {
        let labels = std::iter::repeat_with(|| "・".to_owned());
        self.list(labels.zip(items), 4.0, ListKind::Bulleted);
    }

    fn list<'t>(
        &mut self,
        items: impl IntoIterator<Item = (String, &'t str)>,
        indent: f32,
        kind: ListKind,
    ) {
        let style = Style::BODY;
        self.part(Role::List(kind), |flow| {
            for (label, item) in items {
                flow.room(style.line_height());
                flow.part(Role::Item, |flow| {
                    let body = |flow: &mut Self| {
                        flow.column(indent, flow.width - indent, |flow| {
                            flow.text(Role::Body, item, &style, Align::Left);
                        });
                    };
                    flow.abreast(
                        |flow| flow.text(Role::Label, &label, &style, Align::Left),
                        body,
                    );
                });
                flow.space(0.6);
            }
        });
    }

    /// How wide a text is on one line.
    pub(crate) fn width_of(&mut self, text: &str, style: &Style) -> f32 {
        let lines = self.lines(text, style, f32::INFINITY);
        lines.iter().map(Line::width).fold(0.0, f32::max)
    }

    /// How wide the column is beside what is so wide.
    pub(crate) const fn width_left(&self, beside: f32) -> f32 {
        self.width - beside
    }

    /// Leaves a gap.
    pub(crate) fn space(&mut self, height: f32) {
        self.place.top += height;
    }

    /// Goes down to here, if the pen is higher on this page.
    pub(crate) fn descend(&mut self, top: f32) {
        self.place.top = self.place.top.max(top);
    }

    /// Turns the page if less than this is left of it.
    pub(crate) fn room(&mut self, height: f32) {
        if self.place.top + height > BOTTOM {
            self.place.page += 1;
            self.place.top = TOP;
            if self.place.page == self.sheet.pages.len() {
                self.sheet.pages.push(Vec::new());
            }
        }
    }

    /// What is left of this page.
    pub(super) fn left_of_page(&self) -> f32 {
        BOTTOM - self.place.top
    }

    /// Draws a line over the whole column, and leaves the pen there.
    pub(crate) fn rule(&mut self, width: f32, ink: Ink) {
        let top = self.place.top;
        self.mark(Mark::Rule {
            from: (self.left, top),
            to: (self.left + self.width, top),
            width,
            ink,
        });
    }

    /// Lays into a column with a rule at its left, on each page that it reaches.
    pub(crate) fn beside_rule(&mut self, indent: f32, lay: impl FnOnce(&mut Self)) {
        let begin = self.place;
        self.column(indent, self.width - indent, lay);
        let end = self.place;
        for page in begin.page..=end.page {
            let top = if page == begin.page { begin.top } else { TOP };
            let bottom = if page == end.page { end.top } else { BOTTOM };
            self.place = Place { page, top };
            let left = self.left + indent / 3.0;
            self.mark(Mark::Rule {
                from: (left, top),
                to: (left, bottom),
                width: 0.8,
                ink: Ink::Rule,
            });
        }
        self.place = end;
    }

    /// Ticks at the left edge where the paper is folded for a long envelope (長形3号).
    pub(crate) fn fold_marks(&mut self) {
        for third in [99.0, 198.0] {
            self.mark(Mark::Rule {
                from: (4.0, third),
                to: (9.0, third),
                width: 0.15,
                ink: Ink::Rule,
            });
        }
    }

    pub(super) fn lines(&mut self, text: &str, style: &Style, width: f32) -> Vec<Line> {
        typeset::lines(self.faces, text, style, width, &mut self.sheet.missing)
    }

    /// Puts a line where the pen is, turning the page if need be, and goes below it.
    fn put(&mut self, line: Line, style: &Style, align: Align, part: Option<PartId>) {
        if part.is_some() {
            self.room(style.line_height());
        }
        self.put_at(line, style, align, part);
        self.place.top += style.line_height();
    }

    /// Puts a line into the column here, without going on.
    pub(super) fn put_at(&mut self, line: Line, style: &Style, align: Align, part: Option<PartId>) {
        let free = self.width - line.width();
        let indent = match align {
            Align::Left => 0.0,
            Align::Middle => free / 2.0,
            Align::Right => free,
        };
        self.mark(Mark::Text {
            line,
            style: *style,
            left: self.left + indent,
            baseline: self.place.top + style.baseline(),
            part,
            one_word: false,
        });
    }

    /// The part that is being laid.
    pub(super) const fn present_part(&self) -> Option<PartId> {
        self.within
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.sheet.pages.get_mut(self.place.page) {
            page.push(mark);
        }
    }
}
