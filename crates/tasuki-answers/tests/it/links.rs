//! What our texts link to exists.

use tasuki_answers::{ErrorEntry, Faq, Interview, Manual, Place, Site};

/// The golden tables of routes of the sites and of the client.
const SITES: &str =
    include_str!("../../../tasuki-server/tests/it/sites/snapshots/it__sites__rights__routes.snap");
const CLIENT: &str =
    include_str!("../../../tasuki-client/tests/it/snapshots/it__routes__routes.snap");

fn exists(site: Site, path: &str) -> bool {
    let is_of_site = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (site, words.as_slice()) {
            (Site::Client, ["GET", route, ..]) => *route == path,
            (_, [slug, "GET", route, ..]) => *slug == site.slug() && *route == path,
            _ => false,
        }
    };
    match site {
        Site::Client => CLIENT.lines().any(is_of_site),
        Site::Claims | Site::Portal | Site::Support => SITES.lines().any(is_of_site),
    }
}

/// All that texts may lead to.
struct Known {
    faq: Faq,
    manuals: Vec<Manual>,
    errors: Vec<ErrorEntry>,
}

impl Known {
    fn has(&self, place: &Place) -> bool {
        match place {
            Place::Page { site, path } => exists(*site, path),
            Place::Entry(id) => self.faq.entry(id).is_some(),
            Place::Manual { id, anchor } => self.manuals.iter().any(|manual| {
                let mut anchors = manual.contents().map(|heading| &heading.anchor);
                manual.id == *id && (anchor.is_none() || anchors.any(|known| known == anchor))
            }),
            Place::Error(code) => ErrorEntry::find(&self.errors, code).is_some(),
            Place::Web(_) | Place::Picture(_) => true,
        }
    }
}

#[test]
fn what_texts_link_to_exists() {
    let known = Known {
        faq: Faq::embedded().unwrap(),
        manuals: Manual::embedded().unwrap(),
        errors: ErrorEntry::embedded().unwrap(),
    };
    let check = |from: &str, place: &Place| assert!(known.has(place), "{from}: {place}");
    for entry in known.faq.entries() {
        let pages = entry.pages.iter().map(|page| &page.to);
        for place in pages.chain(entry.body.places()) {
            check(&entry.id.to_string(), place);
        }
    }
    for manual in &known.manuals {
        for place in manual.body.places() {
            check(&manual.id, place);
        }
    }
    for interview in Interview::embedded().unwrap() {
        for place in interview.body.places() {
            check(&interview.id, place);
        }
    }
    for error in &known.errors {
        for place in &error.see {
            check(&error.code, place);
        }
    }
    assert!(!exists(Site::Portal, "/nowhere"));
}
