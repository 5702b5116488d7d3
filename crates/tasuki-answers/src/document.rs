//! What is searched.

use crate::faq::Entry;
use crate::markdown::Markdown;

/// A text that can be found: an entry of the FAQ, a section of a manual, a notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Names it among those of its kind; for an entry its [`EntryId`](crate::EntryId).
    pub id: String,
    /// What stands above it; of an entry, its question.
    pub title: String,
    /// Other words by which people look for it.
    pub keywords: Vec<String>,
    /// Other sentences in which people ask for it.
    pub asked: Vec<String>,
    /// The text, without any marks; paragraphs end with a line break.
    pub body: String,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// An entry of the FAQ (よくあるご質問).
    Faq,
    /// A section of a manual (操作マニュアル).
    Manual,
    /// A notice (お知らせ). It is found, but is no answer to a question.
    Notice,
}

impl Kind {
    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Faq => "よくあるご質問",
            Self::Manual => "操作マニュアル",
            Self::Notice => "お知らせ",
        }
    }

    /// Whether its text may be given as an answer.
    pub const fn answers(self) -> bool {
        match self {
            Self::Faq | Self::Manual => true,
            Self::Notice => false,
        }
    }
}

impl Document {
    /// A manual (操作マニュアル) as the sections that are found and given as answers. `id` names the
    /// manual; a section is named by it, `#` and its number from 1 on. Sections without words are left out.
    pub fn of_manual(id: &str, title: &str, manual: &Markdown) -> Vec<Self> {
        let sections = (1..).zip(manual.sections());
        let documents = sections.map(|(number, (heading, section))| Self {
            kind: Kind::Manual,
            id: format!("{id}#{number}"),
            title: heading.unwrap_or_else(|| title.to_owned()),
            keywords: vec![title.to_owned()],
            asked: Vec::new(),
            body: section.text(),
        });
        documents
            .filter(|document| !document.body.is_empty())
            .collect()
    }
}

impl From<&Entry> for Document {
    fn from(entry: &Entry) -> Self {
        Self {
            kind: Kind::Faq,
            id: entry.id.to_string(),
            title: entry.question.clone(),
            keywords: entry.keywords.clone(),
            asked: entry.asked.clone(),
            body: entry.body.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Library, Reply};

    #[test]
    fn a_question_is_answered_by_a_section_of_a_manual() {
        let text = "はじめに読む手引きです。\n\n## 送信を取り消す\n\n送信一覧で取り消します。\n\n## 受信する\n\n受信一覧を開きます。\n";
        let manual = Markdown::read(text).unwrap();
        let sections = Document::of_manual("operation", "システム操作編", &manual);
        let ids: Vec<&str> = sections.iter().map(|section| &*section.id).collect();
        assert_eq!(ids, ["operation#1", "operation#2", "operation#3"]);
        assert_eq!(sections[0].title, "システム操作編");

        let library = Library::new(sections);
        let Reply::Found(answers) = library.ask("送信を取り消すには") else {
            panic!("a section tells it");
        };
        assert_eq!(answers[0].title, "送信を取り消す");
        assert_eq!(answers[0].body, "送信一覧で取り消します。\n");
    }
}
