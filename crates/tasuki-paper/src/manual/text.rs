//! The blocks of a manual.

use tasuki_answers::{Block, Cell, Heading, Inline, Place, Tone};

use crate::layout::{Align, Column, Face, Flow, Ink, ListKind, Role, Run, Style, Table, Target};

/// Where links lead; none where paper knows no way.
pub(super) type Leads<'a> = dyn Fn(&Place) -> Option<Target> + 'a;

/// A column of a table is not narrower.
const NARROWEST: f32 = 16.0;

pub(super) fn lay(flow: &mut Flow, blocks: &[Block], leads: &Leads<'_>) {
    for (place, block) in blocks.iter().enumerate() {
        let rest = blocks.get(place + 1..).unwrap_or_default();
        match block {
            Block::Heading(heading) => self::heading(flow, heading, rest),
            Block::Paragraph(words) => {
                flow.runs(Role::Paragraph, &runs(words, leads));
                flow.space(1.4);
            }
            Block::List(first, items) => list(flow, *first, items, leads),
            Block::Table(head, rows) => table(flow, head, rows),
            Block::Quote(blocks) => noted(flow, None, blocks, leads),
            Block::Note(tone, blocks) => noted(flow, Some(*tone), blocks, leads),
            Block::Picture(picture, shown) => flow.picture(picture, shown),
            Block::Code(code) => {
                let style = Style::of(Face::Fixed, 9.0);
                flow.column(4.0, flow.width_left(4.0), |flow| {
                    flow.text(Role::Paragraph, code.trim_end(), &style, Align::Left);
                });
                flow.space(1.4);
            }
        }
    }
}

/// How high what introduces a picture is at most where it is kept with the picture's beginning: a
/// heading, a line or two.
const INTRODUCTION: f32 = 22.0;

/// How much room the picture needs with which this begins, if it does, with at most one paragraph or
/// some headings above it; it may be that of a list's first item.
fn picture_ahead(flow: &Flow, blocks: &[Block]) -> Option<f32> {
    match blocks {
        [Block::Picture(picture, _), ..]
        | [Block::Paragraph(_), Block::Picture(picture, _), ..] => Some(flow.least_of(picture)),
        [Block::Heading(_), rest @ ..] => Some(INTRODUCTION + picture_ahead(flow, rest)?),
        [Block::List(_, items), ..] => picture_ahead(flow, items.first()?),
        _ => None,
    }
}

fn heading(flow: &mut Flow, heading: &Heading, rest: &[Block]) {
    let text = heading.text();
    let is_minor = heading.level > 2;
    flow.space(if is_minor { 4.0 } else { 7.0 });
    // A heading alone at the foot of a page helps nobody.
    let least = if is_minor { 30.0 } else { 45.0 };
    let picture = picture_ahead(flow, rest).map_or(0.0, |height| INTRODUCTION + height);
    flow.room(picture.max(least));
    flow.bookmark(&text, is_minor);
    if is_minor {
        let style = Style::STRONG.sized(11.0);
        flow.text(Role::Subheading(text.clone()), &text, &style, Align::Left);
        flow.space(0.8);
    } else {
        let style = Style::STRONG.sized(14.0);
        flow.text(Role::Heading(text.clone()), &text, &style, Align::Left);
        flow.rule(0.5, Ink::Black);
        flow.space(2.5);
    }
}

fn list(flow: &mut Flow, first: Option<u64>, items: &[Vec<Block>], leads: &Leads<'_>) {
    let (kind, indent) = match first {
        Some(_) => (ListKind::Numbered, 7.0),
        None => (ListKind::Bulleted, 4.0),
    };
    flow.part(Role::List(kind), |flow| {
        for (place, item) in (0..).zip(items) {
            let label = first.map_or_else(
                || "・".to_owned(),
                |first| format!("{}.", first.saturating_add(place)),
            );
            let style = Style::BODY;
            let picture = picture_ahead(flow, item).map_or(0.0, |height| INTRODUCTION + height);
            flow.room(picture.max(style.line_height()));
            flow.part(Role::Item, |flow| {
                flow.abreast(
                    |flow| flow.text(Role::Label, &label, &style, Align::Left),
                    |flow| {
                        flow.column(indent, flow.width_left(indent), |flow| {
                            flow.part(Role::Body, |flow| lay(flow, item, leads));
                        });
                    },
                );
            });
        }
    });
    flow.space(0.6);
}

/// Beside a rule at the left.
fn noted(flow: &mut Flow, tone: Option<Tone>, blocks: &[Block], leads: &Leads<'_>) {
    flow.space(0.8);
    flow.room(14.0);
    flow.beside_rule(4.0, |flow| {
        flow.part(Role::Note, |flow| {
            if let Some(tone) = tone {
                flow.text(Role::Paragraph, tone.name(), &Style::STRONG, Align::Left);
            }
            lay(flow, blocks, leads);
        });
    });
    flow.space(2.0);
}

fn table(flow: &mut Flow, head: &[Cell], rows: &[Vec<Cell>]) {
    let words = |cell: &Cell| -> String {
        let runs = runs(cell, &|_| None).into_iter();
        runs.map(|(text, ..)| text).collect()
    };
    let heads: Vec<String> = head.iter().map(words).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(words).collect())
        .collect();
    let style = Style::BODY.sized(9.5);
    let mut widths = Vec::new();
    for (place, head) in heads.iter().enumerate() {
        let texts = rows.iter().filter_map(|row| row.get(place)).chain([head]);
        let widest = texts.map(|text| flow.width_of(text, &Style::STRONG));
        widths.push(widest.fold(0.0, f32::max) + 5.0);
    }
    let widths = shared(&widths, flow.width_left(0.0));
    let columns: Vec<Column<'_>> = heads
        .iter()
        .zip(widths)
        .map(|(heading, width)| Column {
            heading,
            width,
            align: Align::Left,
            style,
            names_row: false,
        })
        .collect();
    flow.space(0.5);
    flow.table(&Table {
        columns: &columns,
        rows,
    });
    flow.space(2.5);
}

/// Widths that fill `whole`: columns that need less than their share have what they need.
fn shared(needed: &[f32], whole: f32) -> Vec<f32> {
    let mut given: Vec<Option<f32>> = vec![None; needed.len()];
    loop {
        let open = given.iter().filter(|one| one.is_none()).count();
        let left = whole - given.iter().flatten().sum::<f32>();
        let share = left / f32::from(u8::try_from(open.max(1)).unwrap_or(u8::MAX));
        let mut is_settled = true;
        if open > 1 {
            for (one, needed) in given.iter_mut().zip(needed) {
                if one.is_none() && *needed < share {
                    *one = Some(needed.max(NARROWEST));
                    is_settled = false;
                }
            }
        }
        if is_settled || given.iter().all(Option::is_some) {
            let rest = given.iter().flatten().sum::<f32>();
            // Where all have what they need, the last one takes what is left.
            let last = given.len().saturating_sub(1);
            let all_given = given.iter().all(Option::is_some);
            return given
                .iter()
                .enumerate()
                .map(|(place, one)| match one {
                    Some(width) if all_given && place == last => width + (whole - rest).max(0.0),
                    Some(width) => *width,
                    None => share,
                })
                .collect();
        }
    }
}

/// Words as runs. Links are shown as their words, which lead there on a screen.
fn runs(words: &[Inline], leads: &Leads<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    into_runs(words, (Style::BODY, None), leads, &mut runs);
    runs
}

fn into_runs(
    words: &[Inline],
    (style, to): (Style, Option<&Target>),
    leads: &Leads<'_>,
    runs: &mut Vec<Run>,
) {
    let run = |text: &str, style| (text.to_owned(), style, to.cloned());
    for part in words {
        match part {
            Inline::Text(text) => runs.push(run(text, style)),
            Inline::Strong(inner) => into_runs(inner, (Style::STRONG, to), leads, runs),
            Inline::Emphasis(inner) => into_runs(inner, (style, to), leads, runs),
            Inline::Link(place, inner) => {
                into_runs(inner, (style, leads(place).as_ref()), leads, runs);
            }
            Inline::Code(code) => runs.push(run(code, Style::FIGURES)),
            Inline::Break => runs.push(run("\n", style)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_narrow_ones_stay_narrow() {
        let sum = |widths: &[f32]| widths.iter().sum::<f32>();
        let widths = shared(&[20.0, 300.0, 400.0], 166.0);
        assert!((sum(&widths) - 166.0).abs() < 0.01, "{widths:?}");
        assert!((widths[0] - 20.0).abs() < 0.01, "{widths:?}");
        let widths = shared(&[20.0, 30.0], 166.0);
        assert!((sum(&widths) - 166.0).abs() < 0.01, "{widths:?}");
        assert!((widths[0] - 20.0).abs() < 0.01, "{widths:?}");
        assert_eq!(shared(&[], 166.0), [0.0; 0]);
    }
}
