//! The web sites: pages rendered here, usable without scripts.
//!
//! Each [`Site`] has a listener of its own. A request passes `head` (its id, time, share, security
//! headers and log), then the `gate` of its route, the one place where rights are asked for, and
//! reaches one handler, which loads, decides by the rules, saves in one transaction and answers a
//! page or sends the browser on. `routes` keeps the table of who may go where.

mod answer;
mod assets;
mod attempts;
mod awaited;
mod brake;
mod chrome;
mod claims;
mod confirm;
mod console;
mod enter;
mod form;
mod gate;
mod head;
mod log_in;
mod network;
mod opening;
mod own_password;
mod paper;
mod password;
mod portal;
mod revocation;
mod routes;
mod session;
mod support;
mod visit;
mod written;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

use crate::door::framed;
use crate::platform::Platform;

pub(crate) use answer::{ErrorDocument, SiteError, page, page_with, see_other, to_the_end};
pub(crate) use attempts::{Attempts, Secret};
pub(crate) use brake::Brake;
pub(crate) use chrome::shell;
pub(crate) use console::Kept;
pub(crate) use form::{Posted, PostedFile};
use gate::Gate;
pub use opening::SitePlan;
pub use routes::Route;
pub(crate) use routes::Routes;
pub(crate) use support::Help;
pub use tasuki_exchange::SiteRole as Role;
pub(crate) use visit::{Nonce, Visit, Visitor};

/// One of the web sites.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Site {
    /// IDs and certificates (電子請求受付システム).
    Claims,
    /// Applications and licences (利用状況Webサイト).
    Portal,
    /// The operator's console.
    Console,
    /// The help desk, the map of participating offices and the savings simulator
    /// (ヘルプデスクサポートサイト): for everybody, without a log-in.
    Support,
}

/// Whose accounts log in on a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Account {
    /// Those of offices.
    Office,
    /// Those of operators.
    Operator,
}

impl Site {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Claims, Self::Portal, Self::Console, Self::Support];

    /// Its name in settings, logs and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Portal => "portal",
            Self::Console => "console",
            Self::Support => "support",
        }
    }

    /// Whose accounts log in there; none where everybody may enter.
    pub(crate) const fn account(self) -> Option<Account> {
        match self {
            Self::Claims | Self::Portal => Some(Account::Office),
            Self::Console => Some(Account::Operator),
            Self::Support => None,
        }
    }

    /// The name of its cookie. Browsers do not tell ports apart, so each site has its own; the
    /// prefix makes them refuse the cookie from anybody but this host over TLS. The support site
    /// knows nobody, and never gives one.
    pub(crate) const fn cookie(self) -> &'static str {
        match self {
            Self::Claims => "__Host-tasuki-claims",
            Self::Portal => "__Host-tasuki-portal",
            Self::Console => "__Host-tasuki-console",
            Self::Support => "__Host-tasuki-support",
        }
    }
}

/// Bytes of a form, unless its route says otherwise.
const FORM_BYTES: usize = 256 * 1024;

/// A whole site.
pub(crate) fn router(platform: &Arc<Platform>, site: Site) -> Router {
    let (router, _) = routes(Some(platform), site).finish();
    let head = head::Head::new(platform, site);
    router
        .route("/assets/{name}", get(assets::read))
        .fallback(elsewhere)
        .method_not_allowed_fallback(async || SiteError::NotFound)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(head, head::enter))
        .layer(from_fn(framed))
        .with_state(Arc::clone(platform))
}

/// What is at no path. An address that was typed with a slash at its end is meant without.
async fn elsewhere(method: Method, uri: Uri) -> Result<Response, SiteError> {
    let path = uri.path().trim_end_matches('/');
    // Two slashes at the beginning would name another host.
    let is_ours = path.starts_with('/') && !path.starts_with("//");
    if !gate::is_read(&method) || path == uri.path() || !is_ours {
        return Err(SiteError::NotFound);
    }
    Ok(match uri.query() {
        Some(query) => see_other(&format!("{path}?{query}")),
        None => see_other(path),
    })
}

/// The table of all routes of all sites.
pub fn site_routes() -> Vec<Route> {
    let tables = Site::ALL.map(|site| routes(None, site).finish().1);
    tables.into_iter().flatten().collect()
}

fn routes(platform: Option<&Arc<Platform>>, site: Site) -> Routes {
    let routes = Routes::new(site, platform);
    match site {
        Site::Claims => claims::routes(routes),
        Site::Portal => portal::routes(routes),
        Site::Console => console::routes(routes),
        Site::Support => support::routes(routes),
    }
}
