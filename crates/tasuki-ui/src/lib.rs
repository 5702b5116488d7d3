//! The shared parts of server-rendered pages, on the tokens of the デジタル庁デザインシステム.
//!
//! A page is an askama template of the site that shows it. It extends `ui/shell.html`, takes the
//! macros of `ui/forms.html` and `ui/parts.html`, and is filled with the types of this crate:
//!
//! - [`Shell`] is what stands around every page: site, navigation, who is logged in;
//! - [`FormState`] keeps what was typed and what was wrong with it, and gives each [`Field`];
//! - [`Table`], [`Paging`], [`Step`], [`Task`], [`Banner`], [`Chart`] … are parts of pages;
//! - [`asset`] gives the style sheet and the scripts under names that change with their bytes.
//!
//! A crate with templates of its own finds these with `dirs = ["templates",
//! "../tasuki-ui/templates"]` in its `askama.toml`. `examples/gallery.rs` shows every part.
//!
//! Every page works without JavaScript, and nothing here needs an inline script, an inline handler
//! or an inline style, so that a site can forbid them all. This crate knows no routes, no HTTP and
//! nothing of the field.

mod asset;
mod chart;
mod form;
mod part;
mod shell;

pub use asset::{Asset, asset, asset_at, icon, scripts, stylesheet};
pub use chart::{Chart, ChartKind, ChartPoint};
pub use form::{Choice, ChoiceField, ErrorSummary, Field, FieldError, FormState};
pub use part::{
    Action, Banner, Cell, Column, Entry, Figure, PageLink, Paging, Step, StepState, Table, Tag,
    Task, TaskState, Tone,
};
pub use shell::{Account, Crumb, NavItem, Program, SessionEnd, Shell, TextSize, Tint};
