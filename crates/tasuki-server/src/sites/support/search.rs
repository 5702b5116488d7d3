//! Search in all texts (サイト内検索).

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_answers::{Hit, Library, Snippet};
use tasuki_ui::Shell;

use super::{address, asked};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

/// How many letters are searched for; what is typed behind them is left out.
const LETTERS: usize = 100;
/// How many texts are shown.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "support/search/page.html")]
struct SearchPage {
    shell: Shell,
    /// What is searched for.
    words: String,
    /// What was searched for instead, where nothing was found of what was typed.
    instead: Option<String>,
    found: Vec<Found>,
}

/// A text that was found.
struct Found {
    href: String,
    kind: &'static str,
    title: Vec<Words>,
    body: Vec<Words>,
}

/// A piece of a text.
struct Words {
    text: String,
    is_mark: bool,
}

impl From<Hit<'_>> for Found {
    fn from(hit: Hit<'_>) -> Self {
        let words = |snippet: &Snippet, text: &str| {
            let parts = snippet.parts(text).into_iter();
            let mut words: Vec<Words> = parts
                .map(|part| Words {
                    // Sentences stand behind each other in a snippet.
                    text: part.text.replace('\n', " "),
                    is_mark: part.is_mark,
                })
                .collect();
            if snippet.range.end < text.trim_end().len() {
                words.push(Words {
                    text: "…".to_owned(),
                    is_mark: false,
                });
            }
            words
        };
        Self {
            href: address::of_document(hit.document),
            kind: hit.document.kind.name(),
            title: words(&hit.title, &hit.document.title),
            body: words(&hit.body, &hit.document.body),
        }
    }
}

impl SearchPage {
    /// What was found, in a sentence.
    fn told(&self) -> String {
        match (self.found.len(), &self.instead) {
            (0, _) => format!(
                "「{}」に当てはまるページは見つかりませんでした。",
                self.words
            ),
            (MOST, Some(instead)) => format!(
                "「{}」に当てはまるページは見つかりませんでした。近い表現「{instead}」の検索結果を、近い順に{MOST}件表示しています。",
                self.words
            ),
            (count, Some(instead)) => format!(
                "「{}」に当てはまるページは見つかりませんでした。近い表現「{instead}」の検索結果：{count}件",
                self.words
            ),
            (MOST, None) => {
                format!(
                    "「{}」に近いページを、近い順に{MOST}件表示しています。",
                    self.words
                )
            }
            (count, None) => format!("「{}」の検索結果：{count}件", self.words),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// Searches, and shows what was found.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let Asked { q } = asked(query.as_deref());
    let words: String = q.trim().chars().take(LETTERS).collect();
    let (found, instead) = if words.is_empty() {
        (Vec::new(), None)
    } else {
        let library = platform.help()?.library(&platform).await?;
        found(&library, &words)
    };
    page(&SearchPage {
        shell: shell(&platform, &visit, "/search"),
        words,
        instead,
        found,
    })
}

/// What was found, and with which other words where it was with others.
fn found(library: &Library, words: &str) -> (Vec<Found>, Option<String>) {
    let of = |words: &str| -> Vec<Found> {
        let hits = library.search(words, MOST).into_iter();
        hits.map(Found::from).collect()
    };
    let found = of(words);
    if found.is_empty()
        && let Some(instead) = library.mended(words)
    {
        return (of(&instead), Some(instead));
    }
    (found, None)
}
