//! One manual: as a page, or as PDF where its name ends so.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_answers::{Heading, Manual};
use tasuki_terms::spoken_day;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::sites::support::address;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/materials/manual.html")]
struct ManualPage {
    shell: Shell,
    id: String,
    title: String,
    summary: String,
    updated: String,
    contents: Vec<ContentsLine>,
    /// The text, as HTML of ours.
    text: String,
}

/// A line of the table of contents (目次).
struct ContentsLine {
    text: String,
    anchor: String,
    is_minor: bool,
}

impl From<&Heading> for ContentsLine {
    fn from(heading: &Heading) -> Self {
        Self {
            text: heading.text(),
            anchor: heading.anchor.clone().unwrap_or_default(),
            is_minor: heading.level > 2,
        }
    }
}

/// Shows it.
pub(in crate::sites::support) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Response, SiteError> {
    let help = platform.help()?;
    if let Some(id) = name.strip_suffix(".pdf") {
        let manual = help.manual(id).ok_or(SiteError::NotFound)?;
        return help.papers.answer(manual, &platform).await;
    }
    let manual = help.manual(&name).ok_or(SiteError::NotFound)?;
    as_page(&platform, &visit, manual)
}

fn as_page(platform: &Platform, visit: &Visit, manual: &Manual) -> Result<Response, SiteError> {
    let mut shell = shell(platform, visit, "/materials");
    shell.crumbs = vec![
        Crumb::to("各種資料", "/materials"),
        Crumb::here(&manual.title),
    ];
    page(&ManualPage {
        shell,
        id: manual.id.clone(),
        title: manual.title.clone(),
        summary: manual.summary.clone(),
        updated: spoken_day(manual.updated),
        contents: manual.contents().map(ContentsLine::from).collect(),
        text: manual.body.html(|place| address::of_place(platform, place)),
    })
}
