//! Paragraphs in which some words look otherwise than others.

use super::flow::{Align, Flow};
use super::sheet::Role;
use super::style::Style;
use super::typeset;

/// Words of one style; all of a paragraph have the same size.
pub(crate) type Run = (String, Style);

impl Flow {
    /// Lays a paragraph of several runs as a part of its own.
    pub(crate) fn runs(&mut self, role: Role, runs: &[Run]) {
        let texts: Vec<_> = runs.iter().map(|(text, style)| (&**text, *style)).collect();
        let height = runs.first().map_or(0.0, |(_, style)| style.line_height());
        self.part(role, |flow| {
            let missing = &mut flow.sheet.missing;
            for line in typeset::mixed(flow.faces, &texts, flow.width, missing) {
                flow.room(height);
                let outer = flow.left;
                for (owner, piece) in line {
                    let style = texts.get(owner).map_or(Style::BODY, |(_, style)| *style);
                    let width = piece.width();
                    let part = flow.present_part();
                    flow.put_at(piece, &style, Align::Left, part);
                    flow.left += width;
                }
                flow.left = outer;
                flow.space(height);
            }
        });
    }
}
