//! What people ask, and what we answer: the FAQ (よくあるご質問), manuals (操作マニュアル), interviews
//! (インタビュー), errors explained (エラーの説明), search in Japanese texts, and answers to free
//! questions (チャットで質問する).
//!
//! Everything here is a function of values. The crate knows no HTTP, no files and no clock; what is
//! told is part of the program ([`Faq`], [`Manual`], [`Interview`], [`ErrorEntry`]: `embedded`), with
//! the [`Picture`]s that manuals show; notices are handed in as [`Document`]s. It
//! asks no service and no model: an answer is always a text that somebody wrote for a page, and where
//! too little speaks for one, [`Library::ask`] says that it does not know.
//!
//! Start reading at [`Library`]. How a text becomes comparable is told in [`Folded`].

mod document;
mod error;
mod faq;
mod file;
mod interview;
mod library;
mod manual;
mod markdown;
mod picture;
mod place;
mod text;

pub use document::{Document, Kind};
pub use error::{ErrorEntry, Helper};
pub use faq::{Category, Entry, EntryId, Faq, FaqFault, PageLink, UnknownEntryId};
pub use file::FileFault;
pub use interview::Interview;
pub use library::{Hit, Library, Part, Reply, Snippet};
pub use manual::{Manual, ManualCategory};
pub use markdown::{Block, Cell, Heading, Inline, Markdown, MarkdownFault, Tone};
pub use picture::Picture;
pub use place::{Place, PlaceFault, Site, is_code};
pub use text::Folded;
