//! Versions of the terms (利用規約) and of the privacy notice.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tasuki_exchange::may_enter;
use tasuki_terms::{day_in_japan, start_of_day, written_day, written_moment};
use tasuki_ui::{
    Banner, Cell, Choice, ChoiceField, Column, Crumb, ErrorSummary, Field, FormState, Shell, Table,
};

use super::done::Done;
use crate::platform::Platform;
use crate::registry::Document;
use crate::sites::{Posted, Role, SiteError, Visit, page, page_with, see_other, shell};

/// The most characters of a text.
const BODY_MAX: usize = 50_000;

#[derive(Template)]
#[template(path = "console/terms.html")]
struct ListPage {
    shell: Shell,
    banner: Option<Banner>,
    may_add: bool,
    versions: Vec<Table>,
}

/// Lists all versions.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let mut versions = Vec::new();
    for document in Document::ALL {
        let rows = platform
            .records
            .read("all_terms", move |records| {
                records.all_terms(document.as_str())
            })
            .await?;
        let columns = ["版", "適用開始"].map(Column::text);
        let mut table = Table::new(document.title(), columns);
        for row in rows {
            let path = format!("/terms/{}/{}", document.as_str(), row.version);
            table = table.row([
                Cell::link(format!("第{}版", row.version), path),
                Cell::text(written_moment(row.valid_from)),
            ]);
        }
        versions.push(table);
    }
    page(&ListPage {
        shell: shell(&platform, &visit, "/terms"),
        banner: done.banner(),
        may_add: may_enter(visit.visitor.role(), Role::OperatorAdmin),
        versions,
    })
}

#[derive(Template)]
#[template(path = "console/terms_text.html")]
struct TextPage {
    shell: Shell,
    title: String,
    valid_from: String,
    body: String,
}

/// Shows the text of a version.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((document, version)): Path<(String, String)>,
) -> Result<Response, SiteError> {
    let document = read(&document).ok_or(SiteError::NotFound)?;
    let rows = platform
        .records
        .read("all_terms", move |records| {
            records.all_terms(document.as_str())
        })
        .await?;
    let row = rows
        .into_iter()
        .find(|row| row.version.to_string() == version);
    let row = row.ok_or(SiteError::NotFound)?;
    let title = format!("{}（第{}版）", document.title(), row.version);
    let mut shell = shell(&platform, &visit, "/terms");
    shell.crumbs = vec![Crumb::to("規約", "/terms"), Crumb::here(&*title)];
    page(&TextPage {
        shell,
        title,
        valid_from: written_day(day_in_japan(row.valid_from)),
        body: row.body,
    })
}

fn read(text: &str) -> Option<Document> {
    Document::ALL.into_iter().find(|one| one.as_str() == text)
}

#[derive(Template)]
#[template(path = "console/terms_new.html")]
struct NewPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    document: ChoiceField,
    from: Field,
    body: Field,
}

impl NewPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let choices = Document::ALL.map(|one| Choice::new(one.as_str(), one.title()));
        let mut document = form.choices("document", "文書", choices);
        document.field.required = true;
        let from = form
            .field("from", "適用開始日")
            .required()
            .date()
            .help("明日以降の日付を入力してください。事業所は、この日から新しい版への同意を求められます。");
        let body = form.field("body", "本文").required();
        let mut shell = shell(platform, visit, "/terms");
        shell.crumbs = vec![Crumb::to("規約", "/terms"), Crumb::here("新しい版")];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&document.field, &from, &body]),
            document,
            from,
            body,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    document: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    body: String,
}

/// Shows the form.
pub(super) async fn show_new(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&NewPage::new(&platform, &visit, &FormState::new()))
}

/// Adds a version.
pub(super) async fn add(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    let document = read(&typed.document);
    if document.is_none() {
        form.refuse("document", "選択してください。");
    }
    let today = day_in_japan(platform.clock.now());
    let from = typed.from.trim().parse::<Date>().ok();
    // Nobody shall have agreed to a text before it could be read.
    let from = from.filter(|day| *day > today);
    if from.is_none() {
        form.refuse("from", "明日以降の日付を入力してください。");
    }
    let body = typed.body.trim().replace("\r\n", "\n");
    if body.is_empty() {
        form.refuse("body", "未入力です。");
    } else if body.chars().count() > BODY_MAX {
        form.refuse("body", "50000文字以内で入力してください。");
    }
    let (Some(document), Some(from), true) = (document, from, form.is_good()) else {
        let page = NewPage::new(&platform, &visit, &form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let actor = visit.visitor.operator()?;
    platform
        .registry()?
        .add_terms(document, body, start_of_day(from), actor)
        .await?;
    Ok(see_other("/terms?done=terms"))
}
