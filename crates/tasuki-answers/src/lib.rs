//! What people ask, and what we answer: the FAQ (よくあるご質問), search in Japanese texts, and
//! answers to free questions (チャットで質問する).
//!
//! Everything here is a function of values. The crate knows no HTTP, no files and no clock; the FAQ is
//! part of the program ([`Faq::embedded`]), manuals and notices are handed in as [`Document`]s. It
//! asks no service and no model: an answer is always a text that somebody wrote for a page, and where
//! too little speaks for one, [`Library::ask`] says that it does not know.
//!
//! Start reading at [`Library`]. How a text becomes comparable is told in [`Folded`].

mod document;
mod faq;
mod library;
mod markdown;
mod place;
mod text;

pub use document::{Document, Kind};
pub use faq::{Category, Entry, EntryId, Faq, FaqFault, PageLink, UnknownEntryId};
pub use library::{Hit, Library, Part, Reply, Snippet};
pub use markdown::{Block, Inline, Markdown, MarkdownFault};
pub use place::{Place, PlaceFault, Site};
pub use text::Folded;
