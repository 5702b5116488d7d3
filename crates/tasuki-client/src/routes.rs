//! The table of routes: each with what it needs.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::answer::PageError;
use crate::client::Client;
use crate::stage::{Gate, Needs, pass};
use crate::{door, pages};

/// Bytes of a form, but for those with files.
const FORM_BYTES: usize = 256 * 1024;

/// One route.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// How it is called.
    pub method: Method,
    /// Its path, as axum writes it.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
}

/// The routes. There is no other way to add one than with what it needs.
pub(crate) struct Routes {
    /// None where only the table is wanted.
    client: Option<Arc<Client>>,
    router: Router<Arc<Client>>,
    table: Vec<Route>,
}

/// The table of all routes.
pub fn routes() -> Vec<Route> {
    all(None).table
}

/// Whether there is a page at a path.
pub(crate) fn has_page(path: &str) -> bool {
    static PAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let pages = routes().into_iter();
        let pages = pages.filter(|route| route.method == Method::GET);
        pages.map(|route| route.path).collect()
    });
    PAGES.iter().any(|pattern| matches(pattern, path))
}

/// Whether a path is one of a route.
fn matches(pattern: &str, path: &str) -> bool {
    let (parts, named) = (path.split('/'), pattern.split('/'));
    let is_same = |(part, named): (&str, &str)| named == part || named.starts_with('{');
    parts.clone().count() == named.clone().count() && parts.zip(named).all(is_same)
}

/// The whole program.
pub(crate) fn router(client: &Arc<Client>) -> Router {
    all(Some(client))
        .router
        .fallback(async || PageError::NotFound)
        .method_not_allowed_fallback(async || PageError::NotFound)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(Arc::clone(client), door::enter))
        .with_state(Arc::clone(client))
}

fn all(client: Option<&Arc<Client>>) -> Routes {
    let routes = Routes {
        client: client.cloned(),
        router: Router::new(),
        table: Vec::new(),
    };
    pages::routes(door::routes(routes))
}

impl Routes {
    /// Adds a page.
    pub(crate) fn get<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Client>>,
        T: 'static,
    {
        self.add(Method::GET, needs, path, get(handler))
    }

    /// Adds what a form does.
    pub(crate) fn post<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Client>>,
        T: 'static,
    {
        self.add(Method::POST, needs, path, post(handler))
    }

    /// Adds what a form with files of at most `bytes` does.
    pub(crate) fn post_files<H, T>(
        self,
        needs: Needs,
        path: &'static str,
        bytes: usize,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<Client>>,
        T: 'static,
    {
        let route = post(handler).layer(DefaultBodyLimit::max(bytes));
        self.add(Method::POST, needs, path, route)
    }

    fn add(
        mut self,
        method: Method,
        needs: Needs,
        path: &'static str,
        route: MethodRouter<Arc<Client>>,
    ) -> Self {
        if let Some(client) = &self.client {
            let client = Arc::clone(client);
            let route = route.layer(from_fn_with_state(Gate { client, needs }, pass));
            self.router = self.router.route(path, route);
        }
        self.table.push(Route {
            method,
            path,
            needs,
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_with_a_page_are_told_from_those_without() {
        for page in ["/", "/start", "/compose/0195d2e3", "/sending/1/dismiss"] {
            assert!(has_page(page), "{page}");
        }
        for none in ["/receive", "/text-size", "/sending/1/retry", "/start/a/b/c"] {
            assert!(!has_page(none), "{none}");
        }
    }
}
