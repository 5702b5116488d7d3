//! Questions and answers (FAQ一覧): those of よくあるご質問 that come up on this site.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::{Entry, Place, Site as Shown};
use tasuki_ui::Shell;

use super::fingerprints::{RootShown, roots};
use crate::platform::Platform;
use crate::sites::support::address;
use crate::sites::{Site, SiteError, Visit, page, shell};

/// The entries, in the order in which they are shown.
const ENTRIES: [&str; 7] = [
    "password/agent-id",
    "password/expired",
    "password/forgotten",
    "password/issuing",
    "certificate/new-computer",
    "certificate/lost",
    "certificate/waiting",
];

#[derive(Template)]
#[template(path = "claims/faq.html")]
struct FaqPage {
    shell: Shell,
    roots: Vec<RootShown>,
    answers: Vec<Answer>,
    /// The list of all questions, on the support site.
    all: String,
}

/// A question with its answer.
struct Answer {
    anchor: String,
    question: String,
    /// As HTML of ours.
    html: String,
    /// Pages of this site on which that is done: what they are called, and where they are.
    pages: Vec<(String, String)>,
}

impl Answer {
    fn of(platform: &Platform, entry: &Entry) -> Self {
        let here = |place: &Place| match place {
            Place::Page {
                site: Shown::Claims,
                path,
            } => Some(path.clone()),
            _ => None,
        };
        // Where the support site links to itself, the way from here begins with its address.
        let there = |place: &Place| {
            let address = address::of_place(platform, place)?;
            let support = platform.settings.site_origin(Site::Support);
            Some(match address.strip_prefix('/') {
                Some(path) => format!("{support}/{path}"),
                None => address,
            })
        };
        let pages = entry.pages.iter();
        Self {
            anchor: entry.id.to_string().replace('/', "-"),
            question: entry.question.clone(),
            html: entry
                .body
                .html(|place| here(place).or_else(|| there(place))),
            pages: pages
                .filter_map(|page| Some((page.label.clone(), here(&page.to)?)))
                .collect(),
        }
    }
}

/// Shows them.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let faq = &platform.help()?.faq;
    let ids = ENTRIES.iter().filter_map(|id| id.parse().ok());
    let entries = ids.filter_map(|id| faq.entry(&id));
    page(&FaqPage {
        shell: shell(&platform, &visit, "/faq"),
        roots: roots(&platform)?,
        answers: entries.map(|entry| Answer::of(&platform, entry)).collect(),
        all: format!("{}/faq", platform.settings.site_origin(Site::Support)),
    })
}

#[cfg(test)]
mod tests {
    use tasuki_answers::Faq;

    use super::*;

    #[test]
    fn all_entries_are_there() {
        let faq = Faq::embedded().unwrap();
        for id in ENTRIES {
            let entry = faq.entry(&id.parse().unwrap());
            assert!(entry.is_some(), "{id}");
        }
    }
}
