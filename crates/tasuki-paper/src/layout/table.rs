//! Ruled tables. Rows are as high as their contents; the headings come again on each page.

use super::flow::{Align, Flow};
use super::sheet::{Mark, Role};
use super::style::{Ink, Style};
use super::typeset::Line;

const PADDING: (f32, f32) = (2.2, 1.3);
const RULE: f32 = 0.2;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'t> {
    /// Its heading; columns have all one, or none.
    pub(crate) heading: &'t str,
    pub(crate) width: f32,
    pub(crate) align: Align,
    pub(crate) style: Style,
    /// It says what the rest of its row is.
    pub(crate) names_row: bool,
}

/// A table.
pub(crate) struct Table<'t> {
    pub(crate) columns: &'t [Column<'t>],
    pub(crate) rows: Vec<Vec<String>>,
}

/// A row that is broken into lines.
struct Row {
    role: Option<Role>,
    tinted: bool,
    cells: Vec<Vec<Line>>,
}

impl Flow {
    /// Lays a table.
    pub(crate) fn table(&mut self, table: &Table<'_>) {
        self.part(Role::Table, |flow| {
            let headed = table
                .columns
                .iter()
                .any(|column| !column.heading.is_empty());
            if headed {
                let heading = flow.heading_row(table.columns, Some(Role::ColumnHeading));
                // A heading alone at the foot of a page helps nobody.
                flow.room(row_height(&heading, table.columns) * 2.0);
                flow.row(table.columns, heading);
            }
            for texts in &table.rows {
                let row = flow.content_row(table.columns, texts);
                flow.content(table.columns, row, headed);
            }
        });
    }

    /// Lays a row, over several pages if it is higher than one.
    fn content(&mut self, columns: &[Column<'_>], mut row: Row, headed: bool) {
        loop {
            let page = self.place.page;
            self.room(row_height(&row, columns).min(40.0));
            if headed && self.place.page != page {
                let heading = self.heading_row(columns, None);
                self.row(columns, heading);
            }
            let Some(rest) = row.split(columns, self.left_of_page()) else {
                return self.row(columns, row);
            };
            self.row(columns, row);
            row = rest;
            self.room(f32::MAX);
            if headed {
                let heading = self.heading_row(columns, None);
                self.row(columns, heading);
            }
        }
    }

    fn heading_row(&mut self, columns: &[Column<'_>], role: Option<Role>) -> Row {
        let mut cells = Vec::new();
        for column in columns {
            cells.push(self.lines(column.heading, &heading_style(), text_width(column)));
        }
        Row {
            role,
            tinted: true,
            cells,
        }
    }

    fn content_row(&mut self, columns: &[Column<'_>], texts: &[String]) -> Row {
        let mut cells = Vec::new();
        for (column, text) in columns.iter().zip(texts) {
            cells.push(self.lines(text, &column.style, text_width(column)));
        }
        Row {
            role: Some(Role::Cell),
            tinted: false,
            cells,
        }
    }

    fn row(&mut self, columns: &[Column<'_>], row: Row) {
        let height = row_height(&row, columns);
        let top = self.place.top;
        let widths: f32 = columns.iter().map(|column| column.width).sum();
        let Row {
            role,
            tinted,
            cells,
        } = row;
        self.tints(columns, tinted, height);
        let lay = |flow: &mut Self| {
            let mut left = 0.0;
            for (column, lines) in columns.iter().zip(cells) {
                let style = style_of(column, tinted);
                flow.place.top = top + PADDING.1 + lowered(columns, tinted, &style);
                flow.column(left + PADDING.0, text_width(column), |flow| {
                    flow.cell(column, lines, tinted, role.as_ref());
                });
                left += column.width;
            }
        };
        if role.is_some() {
            self.part(Role::Row, lay);
        } else {
            lay(self);
        }
        self.place.top = top;
        self.frame(columns, widths, height);
        self.place.top = top + height;
    }

    fn cell(&mut self, column: &Column<'_>, lines: Vec<Line>, tinted: bool, role: Option<&Role>) {
        let style = style_of(column, tinted);
        let role = role.map(|role| match role {
            Role::Cell if column.names_row => Role::RowHeading,
            role => role.clone(),
        });
        let put = |flow: &mut Self, named: bool| {
            for line in lines {
                let part = flow.present_part().filter(|_| named);
                flow.put_at(line, &style, column.align, part);
                flow.space(style.line_height());
            }
        };
        match role {
            Some(role) => self.part(role, |flow| put(flow, true)),
            None => put(self, false),
        }
    }

    fn tints(&mut self, columns: &[Column<'_>], whole: bool, height: f32) {
        let mut left = self.left;
        for column in columns {
            if whole || column.names_row {
                self.mark(Mark::Fill {
                    corner: (left, self.place.top),
                    size: (column.width, height),
                    ink: Ink::Tint,
                });
            }
            left += column.width;
        }
    }

    fn frame(&mut self, columns: &[Column<'_>], widths: f32, height: f32) {
        let (left, top) = (self.left, self.place.top);
        let mut rule = |from, to| {
            self.mark(Mark::Rule {
                from,
                to,
                width: RULE,
                ink: Ink::Rule,
            });
        };
        rule((left, top), (left + widths, top));
        rule((left, top + height), (left + widths, top + height));
        let mut x = left;
        rule((x, top), (x, top + height));
        for column in columns {
            x += column.width;
            rule((x, top), (x, top + height));
        }
    }
}

impl Row {
    /// Keeps what fits into this height, at least one line, and gives the rest.
    fn split(&mut self, columns: &[Column<'_>], height: f32) -> Option<Self> {
        if row_height(self, columns) <= height {
            return None;
        }
        let mut rest = Vec::new();
        for (column, lines) in columns.iter().zip(&mut self.cells) {
            let line = column.style.line_height();
            let mut fitting = 1;
            let lowered = lowered(columns, self.tinted, &column.style);
            let mut used = lowered + 2.0 * line + 2.0 * PADDING.1;
            while used <= height {
                fitting += 1;
                used += line;
            }
            rest.push(lines.split_off(fitting.min(lines.len())));
        }
        Some(Self {
            role: self.role.clone(),
            tinted: self.tinted,
            cells: rest,
        })
    }
}

fn row_height(row: &Row, columns: &[Column<'_>]) -> f32 {
    let mut highest = 0_f32;
    for (column, lines) in columns.iter().zip(&row.cells) {
        let style = style_of(column, row.tinted);
        let lines = u16::try_from(lines.len().max(1)).unwrap_or(u16::MAX);
        let lowered = lowered(columns, row.tinted, &style);
        highest = highest.max(lowered + f32::from(lines) * style.line_height());
    }
    highest + 2.0 * PADDING.1
}

/// How much lower a cell of this style begins, so that all first lines of a row stand level.
fn lowered(columns: &[Column<'_>], tinted: bool, style: &Style) -> f32 {
    let baselines = columns
        .iter()
        .map(|column| style_of(column, tinted).baseline());
    baselines.fold(0.0, f32::max) - style.baseline()
}

const fn style_of(column: &Column<'_>, tinted: bool) -> Style {
    if tinted {
        heading_style()
    } else {
        column.style
    }
}

fn text_width(column: &Column<'_>) -> f32 {
    column.width - 2.0 * PADDING.0
}

const fn heading_style() -> Style {
    Style::STRONG.sized(9.0)
}
