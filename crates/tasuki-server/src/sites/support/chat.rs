//! チャットで質問する: a question is answered with texts that we have, or not at all.
//!
//! Nothing of it is kept: a question is sent as a form, so that it stands in no address and no log.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_answers::{Document, Kind, Reply};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use super::{Help, address};
use crate::platform::Platform;
use crate::sites::{Posted, SiteError, Visit, page, page_with, shell};

/// How long a question may be, in letters.
const LETTERS: u32 = 200;

/// Questions that are offered to who has none yet.
const EXAMPLES: [&str; 4] = [
    "利用を始めるまでの手順を教えてください",
    "電子証明書の更新のしかた",
    "送信を取り消すことはできますか",
    "受信したファイルの保存先が分からない",
];

#[derive(Template)]
#[template(path = "support/chat/page.html")]
struct ChatPage {
    shell: Shell,
    summary: ErrorSummary,
    question: Field,
    exchange: Option<Exchange>,
}

/// A question with what is said to it.
struct Exchange {
    question: String,
    /// None where we do not know.
    answer: Option<Answer>,
}

struct Answer {
    /// Whether it is no more than something near.
    is_near: bool,
    best: Source,
    text: Text,
    others: Vec<Source>,
}

/// What an answer says.
enum Text {
    /// HTML of ours, of an entry of the FAQ.
    Whole(String),
    /// The paragraphs of another document.
    Plain(Vec<String>),
}

impl Answer {
    /// Shows the best of the documents, and names the others.
    fn of(
        platform: &Platform,
        help: &Help,
        documents: &[&Document],
        is_sure: bool,
    ) -> Option<Self> {
        let (best, others) = documents.split_first()?;
        let id = best.id.parse().ok();
        let entry = id.and_then(|id| help.faq.entry(&id));
        let text = match entry.filter(|_| best.kind == Kind::Faq) {
            Some(entry) => Text::Whole(entry.body.html(|place| address::of_place(platform, place))),
            None => Text::Plain(best.body.lines().map(str::to_owned).collect()),
        };
        Some(Self {
            is_near: !is_sure,
            best: Source::from(*best),
            text,
            others: others.iter().map(|other| Source::from(*other)).collect(),
        })
    }
}

/// Where an answer stands.
struct Source {
    title: String,
    kind: &'static str,
    href: String,
}

impl From<&Document> for Source {
    fn from(document: &Document) -> Self {
        Self {
            title: document.title.clone(),
            kind: document.kind.name(),
            href: address::of_document(document),
        }
    }
}

impl ChatPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let question = form
            .field("question", "ご質問")
            .required()
            .max_length(LETTERS)
            .help("文章でも、言葉だけでも質問できます（200文字以内）。利用者の氏名や被保険者番号などは入力しないでください。");
        Self {
            shell: shell(platform, visit, "/chat"),
            summary: ErrorSummary::of([&question]),
            question,
            exchange: None,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    question: String,
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&ChatPage::new(&platform, &visit, &FormState::new()))
}

/// Answers a question.
pub(super) async fn ask(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (Typed { question }, mut form) = posted.state(&[]);
    let question = question.trim();
    if question.is_empty() {
        form.refuse("question", "未入力です。");
    } else if question.chars().nth(LETTERS as usize).is_some() {
        form.refuse("question", "200文字以内で入力してください。");
    }
    if !form.is_good() {
        let page = ChatPage::new(&platform, &visit, &form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let help = platform.help()?;
    let answer = match help.fixed.ask(question) {
        Reply::Unknown => None,
        Reply::Found(documents) => Answer::of(&platform, help, &documents, true),
        Reply::Near(documents) => Answer::of(&platform, help, &documents, false),
    };
    let exchange = Exchange {
        question: question.to_owned(),
        answer,
    };
    page(&ChatPage {
        exchange: Some(exchange),
        ..ChatPage::new(&platform, &visit, &FormState::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_offers_to_ask_has_an_answer() {
        let help = Help::load().unwrap();
        let has_answer = |question: &&str| matches!(help.fixed.ask(question), Reply::Found(_));
        let without: Vec<&str> = EXAMPLES
            .into_iter()
            .filter(|question| !has_answer(question))
            .collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
