//! Paragraphs in which some words look otherwise than others, or lead somewhere.

use super::flow::{Align, Flow};
use super::sheet::{Mark, PartId, Role, Target};
use super::style::{Ink, Style};
use super::typeset;

/// Words of one style, and where they lead; all of a paragraph have the same size.
pub(crate) type Run = (String, Style, Option<Target>);

impl Flow {
    /// Lays a paragraph of several runs as a part of its own.
    pub(crate) fn runs(&mut self, role: Role, runs: &[Run]) {
        let texts: Vec<_> = runs
            .iter()
            .map(|(text, style, _)| (&**text, *style))
            .collect();
        let height = runs
            .first()
            .map_or(0.0, |(_, style, _)| style.line_height());
        let has_links = runs.iter().any(|(_, _, target)| target.is_some());
        self.part(role, |flow| {
            let mut now: Option<(usize, PartId)> = None;
            let missing = &mut flow.sheet.missing;
            for line in typeset::mixed(flow.faces, &texts, flow.width, missing) {
                flow.room(height);
                let outer = flow.left;
                for (owner, piece) in line {
                    let Some((text, style, target)) = runs.get(owner) else {
                        continue;
                    };
                    let width = piece.width();
                    // A part has either words or parts: beside links, other words are parts, too.
                    let part = match (now, target) {
                        _ if !has_links => flow.present_part(),
                        (Some((one, part)), _) if one == owner => Some(part),
                        (_, Some(_)) => Some(flow.new_part(Role::Link)),
                        (_, None) => Some(flow.new_part(Role::Words)),
                    };
                    now = part.map(|part| (owner, part));
                    flow.put_at(piece, style, Align::Left, part);
                    if let (Some(target), Some(part)) = (target, part) {
                        flow.link((width, height), target, text, part);
                    }
                    flow.left += width;
                }
                flow.left = outer;
                flow.space(height);
            }
        });
    }

    /// Lets the next words of this size lead somewhere, with a line below them.
    fn link(&mut self, size: (f32, f32), target: &Target, words: &str, part: PartId) {
        let corner = (self.left, self.place.top);
        self.mark(Mark::Link {
            corner,
            size,
            target: target.clone(),
            words: words.to_owned(),
            part,
        });
        let below = corner.1 + size.1 * 0.92;
        self.mark(Mark::Rule {
            from: (corner.0, below),
            to: (corner.0 + size.0, below),
            width: 0.1,
            ink: Ink::Black,
        });
    }
}
