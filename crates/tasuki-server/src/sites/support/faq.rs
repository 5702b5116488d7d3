//! よくあるご質問.

mod category;
mod entry;
mod list;

use tasuki_answers::Entry;

pub(super) use category::category;
pub(super) use entry::entry;
pub(super) use list::list;

/// A question with the path of its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct QuestionLink {
    pub(super) question: String,
    pub(super) href: String,
}

impl From<&Entry> for QuestionLink {
    fn from(entry: &Entry) -> Self {
        Self {
            question: entry.question.clone(),
            href: format!("/faq/{}", entry.id),
        }
    }
}
