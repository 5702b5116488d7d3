//! Every link of the site leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_server::Site;

use super::Desk;

/// What was read of a page.
#[derive(Default)]
struct Read {
    anchors: BTreeSet<String>,
    /// Path and anchor of each own link.
    links: BTreeSet<(String, String)>,
}

impl Read {
    /// Takes in a page or feed; `origin` is the site's own.
    fn of(text: &str, origin: &str, at: &str) -> Self {
        let mut read = Self::default();
        read.anchors.extend(values(text, " id=\""));
        for name in [" href=\"", " src=\"", " action=\""] {
            for address in values(text, name) {
                let address = address.replace("&#38;", "&").replace("&amp;", "&");
                let address = address.strip_prefix(origin).unwrap_or(&address);
                let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
                let path = if path.is_empty() { at } else { path };
                if path.starts_with('/') {
                    read.links.insert((path.to_owned(), anchor.to_owned()));
                }
            }
        }
        read
    }
}

/// The values of all attributes of this name.
fn values(text: &str, name: &str) -> Vec<String> {
    let parts = text.split(name).skip(1);
    parts
        .filter_map(|part| Some(part.split_once('"')?.0.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_to_a_page_and_every_anchor_is_there() {
    let mut desk = Desk::open().await;
    desk.publish("重要なお知らせ", None, true).await;
    for number in 0..21 {
        desk.publish(&format!("お知らせ{number}"), None, false)
            .await;
    }
    let origin = desk.town.site(Site::Support);
    let mut pages: BTreeMap<String, Read> = BTreeMap::new();
    let mut waiting = vec![("/".to_owned(), "the address bar".to_owned())];
    while let Some((path, from)) = waiting.pop() {
        if pages.contains_key(&path) {
            continue;
        }
        let reply = desk.get(&path).await;
        assert_eq!(reply.status, 200, "{from} leads to {path}");
        let kind = reply.headers["content-type"].to_str().unwrap();
        let is_read = kind.starts_with("text/html") || kind.contains("xml");
        let read = if is_read {
            Read::of(&reply.text(), &origin, &path)
        } else {
            Read::default()
        };
        // Views of the map and filters of lists lead to further ones without end: those that a page
        // itself leads to are followed, and no further.
        let next = read.links.iter();
        let next = next.filter(|(to, _)| !(path.contains('?') && to.contains('?')));
        waiting.extend(next.map(|(to, _)| (to.clone(), path.clone())));
        pages.insert(path, read);
    }
    for (path, page) in &pages {
        for (to, anchor) in &page.links {
            let known = pages.get(to);
            let is_there =
                anchor.is_empty() || known.is_none_or(|page| page.anchors.contains(anchor));
            assert!(is_there, "{path} leads to {to}#{anchor}");
        }
    }
    for (path, wanted) in [
        ("/faq/", 60),
        ("/notices/", 20),
        ("/errors/", 150),
        ("/materials/", 10),
        ("/interviews/", 3),
    ] {
        let found = pages.keys().filter(|known| known.starts_with(path)).count();
        assert!(found >= wanted, "{found} pages of {path}");
    }
}
