//! 定型文: texts of messages to be used again.

pub(crate) mod remove;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Book, BookError, Template};
use tasuki_seal::sha256;
use tasuki_ui::{Banner, Field, FormState, Shell, Tone};

use super::opened;
use crate::address::{Path, Query};
use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::draft::typed_text;
use crate::form::Posted;
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;

/// Texts that are asked for every month; they are there until somebody changes the list.
const FIRST: [(&str, &str); 3] = [
    (
        "今月分の予定を送るとき",
        "いつもお世話になっております。今月分の予定をお送りします。ご確認をお願いいたします。",
    ),
    (
        "今月分の実績を送るとき",
        "いつもお世話になっております。今月分の実績をお送りします。ご確認をお願いいたします。",
    ),
    (
        "差し替えを送るとき",
        "先にお送りしたデータに変更がありました。お手数ですが、差し替えをお願いいたします。",
    ),
];

/// Says that the list was changed: from then on it is what the book holds.
const CHANGED: &str = "templates.changed";
/// How long a title is that is made of its text.
const TITLE: usize = 24;
/// The most that are kept.
const MOST: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

#[derive(askama::Template)]
#[template(path = "templates.html")]
struct TemplatesPage {
    shell: Shell,
    banner: Option<Banner>,
    known: Vec<Known>,
    title: Field,
    text: Field,
}

/// A text under its id.
struct Known {
    id: String,
    one: Template,
}

/// What a text is called in addresses and forms: a digest of all that it says. So two windows that
/// show different lists never mean different texts by the same id.
pub(crate) fn id(template: &Template) -> String {
    let said = format!("{}\n{}", template.title, template.text);
    sha256(said.as_bytes()).to_string()
}

/// All texts, in their order.
pub(crate) async fn all(office: &Office) -> Result<Vec<Template>, PageError> {
    Ok(office.in_book(read).await?)
}

fn read(book: &Book) -> Result<Vec<Template>, BookError> {
    if book.setting(CHANGED)?.is_some() {
        return book.templates();
    }
    let first = FIRST.iter().map(|(title, text)| Template {
        title: (*title).to_owned(),
        text: (*text).to_owned(),
    });
    Ok(first.collect())
}

fn change(book: &Book, change: impl FnOnce(&mut Vec<Template>)) -> Result<(), BookError> {
    let mut all = read(book)?;
    change(&mut all);
    all.truncate(MOST);
    book.set_templates(&all)?;
    book.set_setting(CHANGED, Some("yes"))
}

/// Adds a text; its title is its beginning.
pub(crate) async fn add(office: &Office, text: String) -> Result<(), PageError> {
    let first = text.lines().next().unwrap_or_default();
    let mut title: String = first.chars().take(TITLE).collect();
    if title.len() < text.len() {
        title.push('…');
    }
    put(office, Template { title, text }).await
}

/// A text that is there already moves to the front.
async fn put(office: &Office, template: Template) -> Result<(), PageError> {
    let put = office.in_book(move |book| {
        change(book, |all| {
            all.retain(|known| known.text != template.text);
            all.insert(0, template);
        })
    });
    Ok(put.await?)
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// What was done just before.
    #[serde(default)]
    done: String,
}

/// Shows all texts.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let told = match &*asked.done {
        "create" => Some("定型文を登録しました。"),
        "remove" => Some("定型文を削除しました。"),
        _ => None,
    };
    let banner = told.map(|told| Banner::new(Tone::Success, told));
    render(&client, &visit, &FormState::new(), banner).await
}

/// Adds one.
pub(crate) async fn create(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let (typed, mut form) = posted.state(&[]);
    let Some(text) = typed_text(&typed.text) else {
        form.refuse("text", "定型文を入力してください。");
        return render(&client, &visit, &form, None).await;
    };
    match typed.title.trim() {
        "" => add(&office, text).await?,
        title => {
            let title = title.to_owned();
            put(&office, Template { title, text }).await?;
        }
    }
    Ok(see_other("/templates?done=create"))
}

/// Begins a message with one.
pub(crate) async fn start(
    State(client): State<Arc<Client>>,
    Path(wished): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let begun = office.in_book(move |book| {
        let chosen = read(book)?.into_iter().find(|one| id(one) == wished);
        chosen
            .map(|one| crate::draft::begin(book, &one.text, None, now))
            .transpose()
    });
    let draft = begun.await?.ok_or(PageError::NotFound)?;
    Ok(see_other(&format!("/compose/{draft}")))
}

async fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let office = opened(client)?;
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let known = all(&office).await?.into_iter();
    let known = known.map(|one| Known { id: id(&one), one });
    let page = TemplatesPage {
        shell: shell(client, visit, "/compose"),
        banner,
        known: known.collect(),
        title: form
            .field("title", "見出し")
            .max_length(40)
            .help("入力しないときは、定型文のはじめの部分が見出しになります。"),
        text: form.field("text", "定型文").required(),
    };
    page_with(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_means_one_text_wherever_it_stands() {
        let texts = FIRST.map(|(title, text)| Template {
            title: title.to_owned(),
            text: text.to_owned(),
        });
        let [first, second, _] = &texts;
        assert_eq!(id(first), id(&first.clone()));
        assert_ne!(id(first), id(second));
        let renamed = Template {
            title: second.title.clone(),
            ..first.clone()
        };
        assert_ne!(id(first), id(&renamed));
    }
}
