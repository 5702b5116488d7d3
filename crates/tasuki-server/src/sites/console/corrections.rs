//! 掲載内容の修正依頼: what visitors of the directory want to be mended.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::{CorrectionRow, RecordId};
use tasuki_terms::{PhoneNumber, written_moment};
use tasuki_ui::{
    Banner, Cell, Choice, ChoiceField, Column, Crumb, Entry, FormState, NavItem, Paging, Shell,
    Table, Tag, Tone,
};

use super::done::Done;
use super::list::{Asked, SIZE};
use super::offices::may_change;
use crate::platform::Platform;
use crate::registry::CorrectionError;
use crate::sites::{Posted, Site, SiteError, Visit, page, see_other, shell};

/// The state that the list shows beside that of requests that wait.
const DONE: &str = "done";

#[derive(Template)]
#[template(path = "console/corrections.html")]
struct ListPage {
    shell: Shell,
    banner: Option<Banner>,
    tabs: Vec<NavItem>,
    corrections: Table,
    paging: Paging,
}

/// Lists them: those that wait, or those that are done.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let (is_done, skip) = (asked.state == DONE, asked.skip());
    let (rows, total) = platform
        .records
        .read("console_corrections", move |records| {
            let rows = records.corrections(is_done, skip, SIZE)?;
            Ok((rows, records.correction_count(is_done)?))
        })
        .await?;
    let columns = ["受付日時", "事業所番号", "内容", "担当", "状態"].map(Column::text);
    let mut corrections = Table::new("修正依頼の一覧", columns).caption_hidden();
    "修正依頼はありません。".clone_into(&mut corrections.empty);
    for row in &rows {
        corrections = corrections.row([
            Cell::link(
                written_moment(row.asked_at),
                format!("/corrections/{}", row.id),
            ),
            Cell::text(row.office.to_string()),
            Cell::text(beginning(&row.wish)),
            Cell::text(assignee(row)),
            Cell::Tag(state(row)),
        ]);
    }
    let tab = |label: &str, state: &str, current| {
        let mut tab = NavItem::new(label, format!("/corrections{state}"));
        tab.current = current;
        tab
    };
    page(&ListPage {
        shell: shell(&platform, &visit, "/corrections"),
        banner: done.banner(),
        tabs: vec![
            tab("未対応", "", !is_done),
            tab("対応済み", "?state=done", is_done),
        ],
        corrections,
        paging: asked.paging(total, "/corrections"),
    })
}

#[derive(Template)]
#[template(path = "console/correction.html")]
struct CorrectionPage {
    shell: Shell,
    csrf: String,
    id: String,
    entries: Vec<Entry>,
    /// The office's page on the support site.
    office: String,
    may_change: bool,
    assignee: ChoiceField,
    state: ChoiceField,
}

/// Shows one.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let found = platform
        .records
        .read("console_correction", move |records| {
            let Some(row) = records.correction(id)? else {
                return Ok(None);
            };
            Ok(Some((row, records.operators()?)))
        })
        .await?;
    let (row, operators) = found.ok_or(SiteError::NotFound)?;
    let form = FormState::typed(
        [
            ("assignee", row.assignee.as_str()),
            ("state", if row.is_done { DONE } else { "open" }),
        ],
        &[],
    );
    let mut names: Vec<String> = operators
        .into_iter()
        .filter(|operator| operator.is_active)
        .map(|operator| operator.name)
        .collect();
    // Whoever was disabled since is still the one who dealt with it.
    if !row.assignee.is_empty() && !names.contains(&row.assignee) {
        names.push(row.assignee.clone());
    }
    let choices = names
        .into_iter()
        .map(|name| Choice::new(name.clone(), name));
    let choices = std::iter::once(Choice::new("", "なし")).chain(choices);
    let states = [Choice::new("open", "未対応"), Choice::new(DONE, "対応済み")];
    let mut shell = shell(&platform, &visit, "/corrections");
    shell.crumbs = vec![
        Crumb::to("修正依頼", "/corrections"),
        Crumb::here(row.office.to_string()),
    ];
    let support = platform.settings.site_origin(Site::Support);
    page(&CorrectionPage {
        shell,
        csrf: visit.csrf().to_owned(),
        id: row.id.to_string(),
        entries: vec![
            Entry::new("受付日時", written_moment(row.asked_at)),
            Entry::new("事業所番号", row.office.to_string()),
            Entry::new("修正してほしい内容", &*row.wish),
            Entry::new("お名前", &*row.sender),
            reached(&row.address),
            Entry::new("担当", assignee(&row)),
            Entry::new("状態", "").tag(state(&row)),
        ],
        office: format!("{support}/offices/{}", row.office),
        may_change: may_change(&visit),
        assignee: form.choices("assignee", "担当", choices),
        state: form.choices("state", "状態", states),
    })
}

/// Where who asked is reached; a telephone number can be called from here.
fn reached(address: &str) -> Entry {
    let entry = Entry::new("ご連絡先", address);
    match address.parse::<PhoneNumber>() {
        Ok(phone) => entry.href(format!("tel:{}", phone.as_str())),
        Err(_) => entry,
    }
}

/// What is chosen.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    assignee: String,
    #[serde(default)]
    state: String,
}

/// Notes who deals with it, and whether it is done.
pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Chosen>,
) -> Result<Response, SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let Chosen { assignee, state } = posted.form;
    let name = assignee.clone();
    let known = platform
        .records
        .read("console_operator", move |records| {
            Ok(name.is_empty() || records.operator(&name)?.is_some())
        })
        .await?;
    if !known {
        return Err(SiteError::UnreadableForm);
    }
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    match registry
        .change_correction(id, assignee, state == DONE, actor)
        .await
    {
        Ok(()) => Ok(see_other("/corrections?done=correction")),
        Err(CorrectionError::Unknown) => Err(SiteError::NotFound),
        Err(error) => Err(SiteError::fault(&error)),
    }
}

fn assignee(row: &CorrectionRow) -> String {
    match &*row.assignee {
        "" => "-".to_owned(),
        name => name.to_owned(),
    }
}

fn state(row: &CorrectionRow) -> Tag {
    if row.is_done {
        Tag::new(Tone::Success, "対応済み")
    } else {
        Tag::new(Tone::Warning, "未対応")
    }
}

/// As much as a list shows.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let begin: String = text.chars().take(SHOWN).collect();
    format!("{begin}…")
}
