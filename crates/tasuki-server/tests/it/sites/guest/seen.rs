//! Which pages of the sites were seen.

use std::cell::RefCell;
use std::collections::BTreeSet;

use tasuki_server::{Route, Site, site_routes};

/// The pages that a guest has seen, as the table of routes writes their paths.
#[derive(Debug, Default)]
pub(in crate::sites) struct Seen(RefCell<BTreeSet<(Site, &'static str)>>);

impl Seen {
    /// What several guests have seen.
    pub(in crate::sites) fn together(all: impl IntoIterator<Item = Self>) -> Self {
        let all = all.into_iter().flat_map(|one| one.0.into_inner());
        Self(RefCell::new(all.collect()))
    }

    /// Notes that what a path leads to was seen.
    pub(super) fn note(&self, site: Site, path: &str) {
        let path = path.split('?').next().unwrap_or_default();
        // Written paths come before those with a name in them, as in the router.
        let route = pages(site)
            .filter(|route| leads(route.path, path))
            .min_by_key(|route| route.path.matches('{').count());
        let route = route.unwrap_or_else(|| panic!("{path} is no page of {site:?}"));
        self.0.borrow_mut().insert((site, route.path));
    }

    /// Asserts that all pages of a site were seen, but for those of a list, each with its reason.
    pub(in crate::sites) fn assert_all(&self, site: Site, but: &[(&str, &str)]) {
        let seen = self.0.borrow();
        let missed: Vec<_> = pages(site)
            .map(|route| route.path)
            .filter(|path| !seen.contains(&(site, path)))
            .collect();
        let excused: Vec<_> = but.iter().map(|(path, _)| *path).collect();
        assert_eq!(missed, excused, "pages of {site:?} that nobody looked at");
    }
}

fn pages(site: Site) -> impl Iterator<Item = Route> {
    let routes = site_routes().into_iter();
    routes.filter(move |route| route.site == site && route.method == "GET")
}

fn leads(route: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}
