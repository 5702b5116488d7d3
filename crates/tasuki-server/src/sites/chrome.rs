//! What stands around the pages of each site.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::may_enter;
use tasuki_ui::{Account, NavItem, SessionEnd, Shell, Tint};

use super::{Nonce, Role, Site, SiteError, Visit, Visitor, page_with, session};
use crate::platform::Platform;

/// How long before its end a session warns, in seconds.
const WARNING: u32 = 120;

impl Site {
    /// What pages call it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Claims => "電子請求受付システム",
            Self::Portal => "ケアプランデータ連携システム",
            Self::Console => "運用管理",
            Self::Support => "ヘルプデスクサポートサイト",
        }
    }

    const fn tint(self) -> Tint {
        match self {
            Self::Claims => Tint::Green,
            Self::Portal => Tint::Blue,
            Self::Console => Tint::Gray,
            Self::Support => Tint::Teal,
        }
    }

    /// The pages that the navigation leads to, and what each needs.
    const fn navigation(self) -> &'static [(&'static str, &'static str, Role)] {
        match self {
            Self::Claims => super::claims::NAVIGATION,
            Self::Portal => super::portal::NAVIGATION,
            Self::Console => super::console::NAVIGATION,
            Self::Support => super::support::NAVIGATION,
        }
    }
}

/// The shell of the page at `path`; a path of the navigation marks its item.
pub(crate) fn shell(platform: &Platform, visit: &Visit, path: &str) -> Shell {
    let site = visit.site;
    let mut shell = bare(platform, site, &visit.nonce);
    let role = visit.visitor.role();
    // Who has not logged in where one can is shown the way in, and nothing else.
    if role != Role::Nobody || site.account().is_none() {
        shell.navigation = site
            .navigation()
            .iter()
            .filter(|(_, _, needs)| may_enter(role, *needs))
            .map(|(label, href, _)| NavItem::new(*label, *href).marked_at(path))
            .collect();
    }
    let session = site.account().zip(visit.session.as_ref());
    shell.session = session.map(|(account, session)| {
        let now = platform.clock.now();
        let [seconds, at_most] = session::seconds_left(account, session, now);
        SessionEnd {
            seconds,
            at_most,
            warning: WARNING,
            keep_alive: "/session".to_owned(),
            csrf: visit.csrf().to_owned(),
            log_in: "/login".to_owned(),
        }
    });
    shell.account = match &visit.visitor {
        Visitor::Nobody => None,
        Visitor::Office { user, office, .. } => Some((office.name.clone(), user.id.to_string())),
        Visitor::Operator(operator, role) => Some((operator.name.clone(), role.name().to_owned())),
    }
    .map(|(name, user)| Account {
        name,
        user,
        log_out: "/logout".to_owned(),
        csrf: visit.csrf().to_owned(),
    });
    shell
}

fn bare(platform: &Platform, site: Site, nonce: &Nonce) -> Shell {
    let mut shell = Shell::new(site.title(), "/", &*nonce.0);
    shell.tint = site.tint();
    shell.operator.clone_from(&platform.settings.name);
    shell.is_listed = site == Site::Support;
    if let Some(sites) = &platform.settings.sites {
        let support = &sites.support.url;
        shell.footer = vec![
            NavItem::new("サポートサイト", format!("{support}/")),
            NavItem::new("お問い合わせ", format!("{support}/contact")),
        ];
    }
    shell
}

#[derive(Template)]
#[template(path = "common/error.html")]
struct ErrorPage<'p> {
    shell: Shell,
    error: SiteError,
    /// Where the support site tells of it.
    about: Option<String>,
    request: &'p str,
}

/// The page of an error, which names the request for who asks the help desk.
pub(super) fn error_page(
    platform: &Platform,
    site: Site,
    error: SiteError,
    nonce: &Nonce,
    request: &str,
) -> Response {
    let shell = bare(platform, site, nonce);
    let sites = platform.settings.sites.as_ref();
    let template = ErrorPage {
        shell,
        error,
        about: sites.map(|sites| sites.error_page(error.code())),
        request,
    };
    page_with(error.status(), &template)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
