//! The list of errors (エラーコードの一覧), or those that fit what is typed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_answers::ErrorEntry;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::sites::support::{Help, asked};
use crate::sites::{SiteError, Visit, page, shell};

/// How many letters are searched for; what is typed behind them is left out.
const LETTERS: usize = 200;
/// How many errors are found at most.
const MOST: usize = 20;
/// How many of those near it stand beside the one whose code was typed.
const MOST_BESIDE: usize = 5;

#[derive(Template)]
#[template(path = "support/errors/list.html")]
struct ListPage {
    shell: Shell,
    /// What is searched for; empty for all.
    words: String,
    areas: Vec<Area>,
}

/// Errors under one heading.
struct Area {
    title: String,
    errors: Vec<ErrorLine>,
}

struct ErrorLine {
    code: String,
    what: String,
}

impl From<&ErrorEntry> for ErrorLine {
    fn from(entry: &ErrorEntry) -> Self {
        Self {
            code: entry.code.clone(),
            what: entry.what.clone(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// Lists them.
pub(in crate::sites::support) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let Asked { q } = asked(query.as_deref());
    let words: String = q.trim().chars().take(LETTERS).collect();
    let help = platform.help()?;
    let mut shell = shell(&platform, &visit, "/faq");
    shell.crumbs = vec![
        Crumb::to("よくあるご質問", "/faq"),
        Crumb::here("エラーコードの一覧"),
    ];
    page(&ListPage {
        shell,
        areas: if words.is_empty() {
            by_area(&help.errors)
        } else {
            found(help, &words)
        },
        words,
    })
}

fn by_area(errors: &[ErrorEntry]) -> Vec<Area> {
    let areas = errors.chunk_by(|one, next| one.area == next.area);
    areas
        .filter_map(|area| {
            Some(Area {
                title: area.first()?.area.clone(),
                errors: area.iter().map(ErrorLine::from).collect(),
            })
        })
        .collect()
}

/// Those that fit: the one whose code was typed first, and a few beside it.
fn found(help: &Help, words: &str) -> Vec<Area> {
    let hits = help.of_errors.search(words, MOST).into_iter();
    let errors = hits.filter_map(|hit| ErrorEntry::find(&help.errors, &hit.document.id));
    let (asked, near): (Vec<_>, Vec<_>) = errors.partition(|error| is_code(error, words));
    let lines = |errors: Vec<&ErrorEntry>| errors.into_iter().map(ErrorLine::from).collect();
    if asked.is_empty() {
        let title = match near.len() {
            MOST => format!("「{words}」に近いエラー（近い順に{MOST}件）"),
            count => format!("「{words}」の検索結果：{count}件"),
        };
        let errors = lines(near);
        return vec![Area { title, errors }];
    }
    let near = near.into_iter().take(MOST_BESIDE).collect();
    vec![
        Area {
            title: format!("エラーコード「{words}」"),
            errors: lines(asked),
        },
        Area {
            title: "ほかの近いエラー".to_owned(),
            errors: lines(near),
        },
    ]
}

/// Whether the words are the code of an error, in whichever letters.
fn is_code(error: &ErrorEntry, words: &str) -> bool {
    error.code.eq_ignore_ascii_case(words.trim())
}
