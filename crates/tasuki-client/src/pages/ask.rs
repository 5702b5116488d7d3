//! The question before something is thrown away (よろしいですか).

use askama::Template;
use tasuki_ui::Shell;

/// A page that asks, and whose form does it.
#[derive(Template)]
#[template(path = "ask.html")]
pub(super) struct AskPage {
    pub(super) shell: Shell,
    pub(super) title: &'static str,
    pub(super) question: String,
    /// What it is about: what each is called, and what else is known of it.
    pub(super) items: Vec<(String, String)>,
    /// Where the form is posted to, and with which items.
    pub(super) action: String,
    pub(super) fields: Vec<(&'static str, String)>,
    /// What the button says.
    pub(super) yes: &'static str,
    /// Where who does not want it goes.
    pub(super) back: String,
}
