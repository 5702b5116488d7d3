//! What one error means.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_answers::ErrorEntry;
use tasuki_ui::{Crumb, NavItem, Shell};

use crate::platform::Platform;
use crate::sites::support::address;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/errors/error.html")]
struct ErrorPage {
    shell: Shell,
    error: ErrorEntry,
    /// Where more is told.
    see: Vec<NavItem>,
}

/// Shows it.
pub(in crate::sites::support) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, SiteError> {
    let help = platform.help()?;
    let error = ErrorEntry::find(&help.errors, &code).ok_or(SiteError::NotFound)?;
    let mut shell = shell(&platform, &visit, "/faq");
    shell.crumbs = vec![
        Crumb::to("よくあるご質問", "/faq"),
        Crumb::to("エラーコードの一覧", "/errors"),
        Crumb::here(&error.code),
    ];
    let see = error.see.iter().filter_map(|place| {
        let name = address::name_of(help, place)?;
        Some(NavItem::new(name, address::of_place(&platform, place)?))
    });
    page(&ErrorPage {
        shell,
        see: see.collect(),
        error: error.clone(),
    })
}
