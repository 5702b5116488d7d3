//! What is searched.

use crate::error::ErrorEntry;
use crate::faq::Entry;
use crate::interview::Interview;
use crate::manual::Manual;
use crate::markdown::Heading;

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
    /// Whether it may be an answer to whoever asks. An explanation for those who run or build the
    /// programs is none, unless just its code is asked for.
    pub answers: bool,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// An entry of the FAQ (よくあるご質問).
    Faq,
    /// A section of a manual (操作マニュアル).
    Manual,
    /// The explanation of an error (エラーの説明).
    Error,
    /// An interview (インタビュー). It is found, but is no answer to a question.
    Interview,
    /// A notice (お知らせ). It is found, but is no answer to a question.
    Notice,
}

impl Kind {
    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Faq => "よくあるご質問",
            Self::Manual => "操作マニュアル",
            Self::Error => "エラーの説明",
            Self::Interview => "インタビュー",
            Self::Notice => "お知らせ",
        }
    }

    /// Whether texts of this kind may be given as answers at all.
    pub const fn answers(self) -> bool {
        match self {
            Self::Faq | Self::Manual | Self::Error => true,
            Self::Interview | Self::Notice => false,
        }
    }
}

impl Document {
    /// A manual as the sections that are found and given as answers: each named by the manual's id, `#`
    /// and the anchor of its heading; what stands above all headings by the id alone. Sections without
    /// words are left out.
    pub fn of_manual(manual: &Manual) -> Vec<Self> {
        let sections = manual.body.sections().into_iter();
        let documents = sections.map(|(heading, section)| {
            let anchor = heading.and_then(|heading| heading.anchor.as_ref());
            Self {
                kind: Kind::Manual,
                id: anchor.map_or_else(
                    || manual.id.clone(),
                    |anchor| format!("{}#{anchor}", manual.id),
                ),
                title: heading.map_or_else(|| manual.title.clone(), Heading::text),
                keywords: vec![manual.title.clone()],
                asked: Vec::new(),
                body: section.text(),
                answers: true,
            }
        });
        documents
            .filter(|document| !document.body.is_empty())
            .collect()
    }
}

impl From<&Interview> for Document {
    fn from(interview: &Interview) -> Self {
        Self {
            kind: Kind::Interview,
            id: interview.id.clone(),
            title: interview.title.clone(),
            keywords: vec![interview.office.clone(), interview.service.clone()],
            asked: Vec::new(),
            body: format!("{}\n{}", interview.summary, interview.body.text()),
            answers: Kind::Interview.answers(),
        }
    }
}

impl From<&ErrorEntry> for Document {
    fn from(entry: &ErrorEntry) -> Self {
        let official = entry.official.iter().cloned();
        Self {
            kind: Kind::Error,
            id: entry.code.clone(),
            title: entry.what.clone(),
            keywords: std::iter::once(entry.code.clone())
                .chain(official)
                .collect(),
            asked: Vec::new(),
            body: format!("{}\n{}\n", entry.why, entry.next),
            answers: entry.help.iter().any(|helper| helper.is_asked_by_offices()),
        }
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
            answers: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Library, Reply};

    #[test]
    fn a_question_is_answered_by_a_section_of_a_manual() {
        let front = "title = \"システム操作編\"\nsummary = \"一。\"\ncategory = \"operation\"\norder = 1\nupdated = \"2026-11-22\"";
        let text = format!(
            "+++\n{front}\n+++\nはじめに読む手引きです。\n\n## 送信を取り消す {{#withdraw}}\n\n送信一覧で取り消します。\n\n## 受信する {{#receive}}\n\n受信一覧を開きます。\n"
        );
        let manuals = Manual::read_all([("operation", &*text)]).unwrap();
        let sections = Document::of_manual(&manuals[0]);
        let ids: Vec<&str> = sections.iter().map(|section| &*section.id).collect();
        assert_eq!(
            ids,
            ["operation", "operation#withdraw", "operation#receive"]
        );
        assert_eq!(sections[0].title, "システム操作編");

        let library = Library::new(sections);
        let Reply::Found(answers) = library.ask("送信を取り消すには") else {
            panic!("a section tells it");
        };
        assert_eq!(answers[0].title, "送信を取り消す");
        assert_eq!(answers[0].body, "送信一覧で取り消します。\n");
    }

    #[test]
    fn an_error_is_found_by_its_code() {
        let all = ErrorEntry::embedded().unwrap();
        let library = Library::new(all.iter().map(Document::from).collect());
        let hits = library.search("certificate.expired", 3);
        assert_eq!(hits[0].document.id, "certificate.expired");
    }
}
