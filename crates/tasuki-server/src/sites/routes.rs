//! The table of routes: each with the role that it needs.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use super::gate::pass;
use super::{Gate, Role, Site};
use crate::platform::Platform;

/// One route of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// Whose.
    pub site: Site,
    /// How it is called.
    pub method: Method,
    /// Its path, as axum writes it.
    pub path: &'static str,
    /// Who may.
    pub needs: Role,
}

/// The routes of one site. There is no other way to add one than with the role that it needs.
pub(crate) struct Routes {
    site: Site,
    /// None where only the table is wanted.
    platform: Option<Arc<Platform>>,
    router: Router<Arc<Platform>>,
    table: Vec<Route>,
    /// Whether what is added from now on asks who sits there.
    asks_again: bool,
}

impl Routes {
    pub(crate) fn new(site: Site, platform: Option<&Arc<Platform>>) -> Self {
        Self {
            site,
            platform: platform.cloned(),
            router: Router::new(),
            table: Vec::new(),
            asks_again: false,
        }
    }

    /// Lets what is added from now on ask the operator for password and one-time password, unless
    /// that was done some minutes ago.
    pub(crate) const fn ask_again(mut self) -> Self {
        self.asks_again = true;
        self
    }

    /// Adds a page.
    pub(crate) fn get<H, T>(self, needs: Role, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Platform>>,
        T: 'static,
    {
        self.add(Method::GET, needs, path, get(handler))
    }

    /// Adds what a form does.
    pub(crate) fn post<H, T>(self, needs: Role, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Platform>>,
        T: 'static,
    {
        self.add(Method::POST, needs, path, post(handler))
    }

    /// Adds what a form with a file of up to `bytes` does, its other fields included.
    pub(crate) fn post_file<H, T>(
        self,
        needs: Role,
        path: &'static str,
        bytes: usize,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<Platform>>,
        T: 'static,
    {
        let route = post(handler).layer(DefaultBodyLimit::max(bytes));
        self.add(Method::POST, needs, path, route)
    }

    fn add(
        mut self,
        method: Method,
        needs: Role,
        path: &'static str,
        route: MethodRouter<Arc<Platform>>,
    ) -> Self {
        if let Some(platform) = &self.platform {
            let gate = Gate::new(platform, self.site, needs, self.asks_again);
            let route = route.layer(from_fn_with_state(gate, pass));
            self.router = self.router.route(path, route);
        }
        self.table.push(Route {
            site: self.site,
            method,
            path,
            needs,
        });
        self
    }

    /// The router, and the table of what it holds.
    pub(crate) fn finish(self) -> (Router<Arc<Platform>>, Vec<Route>) {
        (self.router, self.table)
    }
}
