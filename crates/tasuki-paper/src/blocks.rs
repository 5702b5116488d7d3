//! What several documents have: titles, headings, facts, and whom to ask.

use crate::address::Contact;
use crate::layout::{Align, CONTENT_WIDTH, Column, Flow, Role, Style, Table};

/// Lays the title of a document.
pub(crate) fn title(flow: &mut Flow, title: &str) {
    let role = Role::Title(title.to_owned());
    flow.text(role, title, &Style::TITLE, Align::Middle);
    flow.space(3.0);
}

/// Lays a heading.
pub(crate) fn heading(flow: &mut Flow, heading: &str) {
    flow.space(3.5);
    // A heading alone at the foot of a page helps nobody.
    flow.room(20.0);
    let role = Role::Heading(heading.to_owned());
    flow.text(role, heading, &Style::HEADING, Align::Left);
    flow.space(0.5);
}

/// Lays whom to ask.
pub(crate) fn contact(flow: &mut Flow, contact: &Contact<'_>) {
    heading(flow, "お問い合わせ先");
    flow.paragraph(contact.name);
    for way in contact.ways {
        flow.paragraph(way);
    }
}

/// The columns of [`facts`].
pub(crate) const FACTS: [Column<'static>; 2] = [
    Column {
        heading: "",
        width: NAMES,
        align: Align::Left,
        style: Style::STRONG.sized(9.5),
        names_row: true,
    },
    Column {
        heading: "",
        width: CONTENT_WIDTH - NAMES,
        align: Align::Left,
        style: Style::BODY,
        names_row: false,
    },
];

const NAMES: f32 = 42.0;

/// Lays names and their values as a table.
pub(crate) fn facts(flow: &mut Flow, facts: &[(&str, &str)]) {
    let row = |(name, value): &(&str, &str)| vec![(*name).to_owned(), (*value).to_owned()];
    flow.table(&Table {
        columns: &FACTS,
        rows: facts.iter().map(row).collect(),
    });
}
