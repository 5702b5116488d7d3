//! What stands around the pages of each site.

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::may_enter;
use tasuki_ui::{Account, NavItem, SessionEnd, Shell, Tint};

use super::{ErrorDocument, Nonce, Role, Site, SiteError, Visit, Visitor, page_with, session};
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

/// What to do: a sentence whose 「ヘルプデスク」 leads to the form of the help desk, where its address
/// is known.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Hint {
    before: &'static str,
    /// The address, and what leads there.
    desk: Option<(String, &'static str)>,
    after: &'static str,
}

impl Hint {
    /// What leads to the form.
    const DESK: [&'static str; 2] = [
        "ヘルプデスクへお問い合わせください",
        "ヘルプデスクにお問い合わせください",
    ];

    fn of(text: &'static str, support: Option<&str>) -> Self {
        let mut parts = Self::DESK.into_iter().filter_map(|desk| {
            let (before, after) = text.split_once(desk)?;
            Some((before, desk, after))
        });
        match support.zip(parts.next()) {
            Some((support, (before, desk, after))) => Self {
                before,
                desk: Some((format!("{support}/contact"), desk)),
                after,
            },
            None => Self {
                before: text,
                desk: None,
                after: "",
            },
        }
    }
}

#[derive(Template)]
#[template(path = "common/error.html")]
struct ErrorPage<'p> {
    shell: Shell,
    error: SiteError,
    hint: Hint,
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
        hint: Hint::of(error.hint(), sites.map(|sites| &*sites.support.url)),
        about: sites.map(|sites| sites.error_page(error.code())),
        request,
    };
    page_with(error.status(), &template)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The same for programs, which read no pages.
pub(super) fn error_document(platform: &Platform, error: SiteError) -> Response {
    let sites = platform.settings.sites.as_ref();
    let document = ErrorDocument {
        code: error.code(),
        parameter: None,
        message: format!("{}{}", error.what(), error.hint()),
        about: sites.map(|sites| sites.error_page(error.code())),
    };
    let mut response = (error.status(), Json(document)).into_response();
    // As with its answers, every page of the web may read it.
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_lead_to_the_help_desk_where_it_is_known() {
        for error in [SiteError::Fault, SiteError::OfficeNotActive] {
            let hint = Hint::of(error.hint(), Some("https://support.example.jp"));
            let (address, said) = hint.desk.clone().unwrap();
            assert_eq!(address, "https://support.example.jp/contact");
            assert_eq!(format!("{}{said}{}", hint.before, hint.after), error.hint());
            assert_eq!(Hint::of(error.hint(), None).before, error.hint());
        }
        let hint = Hint::of(
            SiteError::NotFound.hint(),
            Some("https://support.example.jp"),
        );
        assert_eq!((hint.desk, hint.after), (None, ""));
    }
}
