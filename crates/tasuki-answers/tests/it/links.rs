//! What the FAQ links to exists.

use tasuki_answers::{Faq, Place, Site};

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

#[test]
fn pages_that_the_faq_links_to_exist() {
    let faq = Faq::embedded().unwrap();
    for entry in faq.entries() {
        let pages = entry.pages.iter().map(|page| &page.to);
        for place in pages.chain(entry.body.places()) {
            if let Place::Page { site, path } = place {
                assert!(exists(*site, path), "{}: {place}", entry.id);
            }
        }
    }
    assert!(!exists(Site::Portal, "/nowhere"));
}
