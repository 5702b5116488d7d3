//! From texts to places on pages: lines, blocks, tables, and their drawing.
//!
//! Lengths are millimetres from the top left corner of the page, sizes of type are points.

mod breaking;
mod code;
mod contents;
mod draw;
mod flow;
mod picture;
mod runs;
mod shape;
mod sheet;
mod style;
mod table;
mod typeface;
mod typeset;

pub(crate) use contents::ContentsLine;
pub(crate) use draw::draw;
pub(crate) use flow::{Align, CONTENT_WIDTH, Flow};
pub(crate) use picture::is_readable;
pub(crate) use runs::Run;
pub(crate) use sheet::{Bookmark, ListKind, Role, Sheet, Target};
#[cfg(test)]
pub(crate) use sheet::{Mark, PAGE};
pub(crate) use style::{Face, Ink, Style};
pub(crate) use table::{Column, Table};
pub(crate) use typeface::{Typefaces, Unreadable};

/// One point in millimetres.
const POINT: f32 = 25.4 / 72.0;
