//! One question with its answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_answers::{Entry, EntryId, PageLink, Place, Site as Shown};
use tasuki_terms::spoken_day;
use tasuki_ui::{Crumb, Shell};

use super::QuestionLink;
use crate::platform::Platform;
use crate::sites::support::address;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/faq/entry.html")]
struct EntryPage {
    shell: Shell,
    question: String,
    /// The answer, as HTML of ours.
    answer: String,
    /// Where it is done.
    pages: Vec<Screen>,
    related: Vec<QuestionLink>,
    updated: String,
    category: &'static str,
    category_href: String,
}

/// A page on which what the answer tells is done.
struct Screen {
    label: String,
    /// On which site, or in which program; empty for pages of others.
    site: &'static str,
    /// Where it is; none of a page of the client.
    href: Option<String>,
}

impl Screen {
    fn of(platform: &Platform, link: &PageLink) -> Self {
        Self {
            label: link.label.clone(),
            site: match link.to {
                Place::Page {
                    site: Shown::Support,
                    ..
                }
                | Place::Entry(_)
                | Place::Manual { .. }
                | Place::Error(_)
                | Place::Picture(_)
                | Place::Web(_) => "",
                Place::Page { site, .. } => site.name(),
            },
            href: address::of_place(platform, &link.to),
        }
    }
}

/// Shows it.
pub(in crate::sites::support) async fn entry(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((category, name)): Path<(String, String)>,
) -> Result<Response, SiteError> {
    let id: EntryId = format!("{category}/{name}")
        .parse()
        .map_err(|_| SiteError::NotFound)?;
    let faq = &platform.help()?.faq;
    let entry: &Entry = faq.entry(&id).ok_or(SiteError::NotFound)?;
    let category = id.category();
    let category_href = format!("/faq/{}", category.slug());
    let mut shell = shell(&platform, &visit, "/faq");
    shell.crumbs = vec![
        Crumb::to("よくあるご質問", "/faq"),
        Crumb::to(category.name(), &*category_href),
        Crumb::here(&entry.question),
    ];
    let related = entry.related.iter().filter_map(|id| faq.entry(id));
    let pages = entry.pages.iter().map(|link| Screen::of(&platform, link));
    page(&EntryPage {
        shell,
        question: entry.question.clone(),
        answer: entry.body.html(|place| address::of_place(&platform, place)),
        pages: pages.collect(),
        related: related.map(QuestionLink::from).collect(),
        updated: spoken_day(entry.updated),
        category: category.name(),
        category_href,
    })
}
