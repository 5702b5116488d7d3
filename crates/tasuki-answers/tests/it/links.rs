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
        Site::Claims | Site::Portal => SITES.lines().any(is_of_site),
    }
}

/// What a text leads to.
fn check(from: &str, places: &[&Place]) {
    let faq = Faq::embedded().unwrap();
    let manuals = Manual::embedded().unwrap();
    let errors = ErrorEntry::embedded().unwrap();
    for place in places {
        let is_there = match place {
            Place::Page { site, path } => exists(*site, path),
            Place::Entry(id) => faq.entry(id).is_some(),
            Place::Manual { id, anchor } => manuals.iter().any(|manual| {
                let mut anchors = manual.contents().map(|heading| &heading.anchor);
                manual.id == *id && (anchor.is_none() || anchors.any(|known| known == anchor))
            }),
            Place::Error(code) => ErrorEntry::find(&errors, code).is_some(),
            Place::Web(_) | Place::Picture(_) => true,
        };
        assert!(is_there, "{from}: {place}");
    }
}

#[test]
fn what_texts_link_to_exists() {
    for entry in Faq::embedded().unwrap().entries() {
        let pages = entry.pages.iter().map(|page| &page.to);
        let places: Vec<_> = pages.chain(entry.body.places()).collect();
        check(&entry.id.to_string(), &places);
    }
    for manual in Manual::embedded().unwrap() {
        check(&manual.id, &manual.body.places());
    }
    for interview in Interview::embedded().unwrap() {
        check(&interview.id, &interview.body.places());
    }
    for error in ErrorEntry::embedded().unwrap() {
        check(&error.code, &error.see.iter().collect::<Vec<_>>());
    }
    assert!(!exists(Site::Portal, "/nowhere"));
}
